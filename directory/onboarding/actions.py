"""A business that lists itself: a draft, a phone that is proved, and then it waits for a reviewer."""

import secrets
from datetime import datetime

from flask_babel import gettext as _
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import actions as accounts
from directory.accounts.models import Code
from directory.ads import actions as ads
from directory.ads.models import ScanPlace, Submission
from directory.ads.rules import SUBMISSION, Own, reviewed
from directory.ads.rules.parsed_ad import NOTHING, ParsedAd
from directory.ads.rules.scanned import ScannedPage
from directory.ads.rules.submission_text import digest, kept_ad
from directory.audit import record
from directory.businesses.fields.terms import Values, texts
from directory.foundation import tokens
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.onboarding.queries import SUBJECT, code_on_its_way
from directory.onboarding.rules import DRAFT_KEPT, RESEND_AFTER, ListAct, can_text, missing, one_of
from directory.outbox import actions as outbox
from directory.outbox.queries import suppressed_among
from directory.scans import actions as scans
from directory.scans.models import ScannedFile, ScanState
from directory.scans.rules.pages import Page, PageSize


def begin(session: Session, ad: Own, values: Values, *, browser: str, language: str, newspaper: str = "") -> Submission:
    """A draft of one ad, or of what was typed (`values`, by names of facts), bound to the browser that asks.

    The same text from the same browser is the draft that is there. Nobody else sees it before it is handed in.
    """
    (draft,) = ads.hand_in(
        session, [ad], origin="contractor", by="visitor", publication=newspaper, language=language, state="unproved"
    )
    if draft.state != "unproved":
        return draft
    draft.browser_digest = tokens.digest(browser)
    session.flush()
    return ads.correct_all(session, draft.id, values, draft.revision, "visitor")


def begin_photo(session: Session, scan: ScannedFile, *, browser: str, language: str) -> Submission:
    """A draft of a photo that is about to be stored (`scan`), bound to the browser that asks; `fill_in` follows."""
    place = ScanPlace(file=scan.id, page=1, box=[], doubtful_phones=[])
    draft, _is_new = ads.take(
        session,
        Own("", NOTHING, browser=scan.key),
        by="visitor",
        state="unproved",
        origin="contractor",
        publication=scan.publication,
        language=language,
        scan=place,
    )
    draft.browser_digest = tokens.digest(browser)
    session.flush()
    return draft


def fill_in(session: Session, listing_id: int, page: Page, scanned: ScannedPage) -> None:
    """What was read of the photo of a draft: its one ad, or why there is none (`rules.one_of`). Done before is done."""
    draft = locked(session, listing_id)
    if draft.scan is None or draft.state != "unproved":
        return
    scan = scans.locked(session, draft.scan["file"])
    if scan.state != ScanState.READING:
        return
    ad, why = one_of(scanned.listings, [refused.rejection.reason for refused in scanned.rejected])
    if ad is None:
        draft.parsed = ParsedAd(reason=why)
    else:
        read = kept_ad(ad.listing)
        draft.text, draft.parsed, draft.scan = read.text, read.parsed, ads.scan_place(ad, scan.id, 1)
    draft.revision += 1
    scan.page_count, scan.pages = 1, [PageSize(width=page.width, height=page.height)]
    scans.turn_over(session, scan)


def put_right(session: Session, listing_id: int, values: Values, revision: int, text: str | None = None) -> Submission:
    """What its own people put right in a draft; `text` is the form's own, where nothing was printed.

    Raises IllegalMove for one that was handed in, Stale where it moved on since `revision`.
    """
    draft = locked(session, listing_id)
    _unproved(draft)
    draft = ads.correct_all(session, listing_id, values, revision, "visitor")
    draft.text = text if text is not None else draft.text
    if draft.call_phone and draft.call_phone not in texts(reviewed(draft.parsed, draft.corrections).get("phones")):
        draft.call_phone = None
    session.flush()
    return draft


def send_code(session: Session, listing_id: int, phone: str, browser: str, *, language: str) -> None:
    """Text a code to a phone (E.164) of the draft; one that takes no texts is called by the operator.

    Pressed again, a new code goes out, but not within half a minute. Raises Invalid("phone", ...), IllegalMove.
    """
    draft = locked(session, listing_id)
    _unproved(draft)
    _of_draft(draft, phone)
    if not can_text([phone], suppressed_among(session, "sms", [phone])):
        _call(session, draft, phone, "landline")
        return
    draft.call_phone = None
    before = code_on_its_way(session, listing_id)
    if before is not None and before.address == phone and before.created_at > clock.now() - RESEND_AFTER:
        return
    if before is not None:
        outbox.cancel(session, ("code", before.id))
    accounts.ask_code(session, "list", "phone", phone, browser, language=language, subject=(SUBJECT, draft.id))
    record(session, "visitor", ListAct.LIST_CODE, (SUBJECT, draft.id))


def ask_for_call(session: Session, listing_id: int, phone: str) -> None:
    """No texts there: the operator is to call that phone of the draft. Raises as `send_code` does."""
    draft = locked(session, listing_id)
    _unproved(draft)
    _of_draft(draft, phone)
    _call(session, draft, phone, "asked")


def voice_code(session: Session, listing_id: int, by: str) -> str:
    """Eight digits that the operator reads out to the draft's phone. Raises IllegalMove where no call is waited for."""
    draft = locked(session, listing_id)
    _unproved(draft)
    if draft.call_phone is None or draft.browser_digest is None:
        raise IllegalMove(f"submission {listing_id} waits for no call")
    subject = (SUBJECT, draft.id)
    code = accounts.voice_code(session, "list", draft.call_phone, draft.browser_digest, draft.language, subject)
    record(session, by, ListAct.LIST_VOICE_CODE, subject)
    session.flush()
    return accounts.digits_of(code)


def prove(session: Session, listing_id: int, code: Code) -> Submission:
    """The digits were right (`accounts.check_code`): hand the draft in, as whoever holds that phone.

    The operator is told. Raises NotFound for a code of something else, Invalid("phone", ...) where the phone stands in
    the draft no more or a listing cannot be without what is missing, IllegalMove for one handed in already.
    """
    draft = locked(session, listing_id)
    _unproved(draft)
    if (code.purpose, code.subject_kind, code.subject_id) != ("list", SUBJECT, draft.id) or code.used_at is None:
        raise NotFound(f"submission {listing_id}")
    _of_draft(draft, code.address)
    if missing(reviewed(draft.parsed, draft.corrections)):
        raise Invalid("", _("A listing needs a name, a phone and at least one service. Please add what is missing."))
    person = accounts.person_for(session, "phone", code.address, draft.language)
    SUBMISSION.move(draft, "open")
    draft.person_id, draft.proved_phone, draft.call_phone = person.id, code.address, None
    draft.parsed = replace(draft.parsed, said=dict(draft.corrections))
    draft.revision += 1
    record(session, f"person:{person.id}", ListAct.LIST_HANDED_IN, (SUBJECT, draft.id))
    _tell_operator(session, draft, "listing-handed-in")
    session.flush()
    return draft


def prove_and_sign_in(session: Session, listing_id: int, code: Code, device: str, browser: str) -> str:
    """As `prove`, and sign in whoever holds the phone: the session's token. `device`, `browser`: `accounts.sign_in`."""
    draft = prove(session, listing_id, code)
    return accounts.sign_in(session, draft.person_id or 0, device, ("phone", code.address), browser=browser)


def withdraw(session: Session, listing_id: int, by: str) -> None:
    """Take back what was handed in or begun; what was typed is forgotten. Raises IllegalMove once it is decided."""
    draft = locked(session, listing_id)
    SUBMISSION.move(draft, "withdrawn")
    # The same ad may be handed in again: it is a new one then.
    draft.digest = digest(secrets.token_hex(32))
    draft.text, draft.parsed, draft.corrections, draft.call_phone, draft.proved_phone = "", NOTHING, {}, None, None
    draft.decided_at, draft.decided_by, draft.revision = clock.now(), by, draft.revision + 1
    outbox.cancel(session, (SUBJECT, draft.id), ("listing-handed-in", "listing-call"))
    _discard_photo(session, draft)
    draft.scan = None
    record(session, by, ListAct.LIST_WITHDRAWN, (SUBJECT, draft.id))
    session.flush()


BATCH = 500


def purge(session: Session, now: datetime) -> int:
    """Forget drafts that nobody proved in a week, and what was taken back before then; how many. A batch at most."""
    old = select(Submission).where(
        Submission.origin == "contractor",
        Submission.state.in_(("unproved", "withdrawn")),
        Submission.created_at < now - DRAFT_KEPT,
    )
    rows = session.scalars(old.limit(BATCH).with_for_update()).all()
    for draft in rows:
        _discard_photo(session, draft)
        session.delete(draft)
    session.flush()
    return len(rows)


def locked(session: Session, listing_id: int) -> Submission:
    """The row, read afresh and held until the unit ends; NotFound."""
    draft = session.get(Submission, listing_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound(f"submission {listing_id}")
    return draft


def _discard_photo(session: Session, draft: Submission) -> None:
    if draft.scan is not None:
        scans.discard(session, draft.scan["file"])


def _unproved(draft: Submission) -> None:
    if draft.state != "unproved":
        raise IllegalMove(f"submission: {draft.state} is no draft any more")


def _of_draft(draft: Submission, phone: str) -> None:
    if phone not in texts(reviewed(draft.parsed, draft.corrections).get("phones")):
        raise Invalid("phone", _("Please choose one of the numbers in the draft."))


def _call(session: Session, draft: Submission, phone: str, why: str) -> None:
    draft.call_phone = phone
    record(session, "visitor", ListAct.LIST_CALL, (SUBJECT, draft.id), why=why)
    _tell_operator(session, draft, "listing-call")
    session.flush()


def _tell_operator(session: Session, draft: Submission, kind: str) -> None:
    outbox.tell_operators(session, kind, (SUBJECT, draft.id))
