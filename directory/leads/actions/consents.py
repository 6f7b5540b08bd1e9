"""The consent record: append-only, chained within one request over keyed digests of the personal fields."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation.db import insert_all
from directory.foundation.tokens import keyed_digest
from directory.kernel import clock
from directory.kernel.language import by_tag
from directory.kernel.site import site
from directory.leads import queries
from directory.leads.models import Consent, ConsentText, QuoteRequest, SecondContact
from directory.leads.rules import SECOND_EVIDENCE, ConsentEvidence

#: 16 CFR 310.5: five years.
KEPT = timedelta(days=5 * 365 + 2)
FORM_VERSION = "2026-11"
_CHAINED = ("request_id", "business_id", "business_name", "channel", "state", "text_digest", "language", "how")


@dataclass(frozen=True)
class Evidence:
    """What proves a consent: the words shown, the form as rendered, where it was sent from."""

    text: str
    form_html: str
    page_path: str
    ip: str | None = None
    user_agent: str | None = None


def store_text(session: Session, text: str, form_html: str, language: str) -> str:
    """Keep the words and the form once; gives their digest."""
    digest = hashlib.sha256(f"{language}\x00{text}\x00{form_html}".encode()).hexdigest()
    insert_all(session, ConsentText, [{"digest": digest, "text": text, "form_html": form_html, "language": language}])
    return digest


def give(
    session: Session, quote_request: QuoteRequest, recipients: Iterable[tuple[Business, str]], evidence: Evidence
) -> None:
    """Record what the form's boxes gave: one row a business and channel, one for the site's own texts."""
    digest = store_text(session, evidence.text, evidence.form_html, quote_request.language)
    language = by_tag(quote_request.language).url
    given: list[tuple[int | None, str, str]] = [(b.id, b.display_name(language), channel) for b, channel in recipients]
    if quote_request.receipt_sms:
        given.append((None, site().wording["en"].site, "sms"))
    append(
        session,
        [
            Consent(
                request_id=quote_request.id,
                business_id=business_id,
                business_name=name,
                channel=channel,
                state="given",
                text_digest=digest,
                language=quote_request.language,
                form_version=FORM_VERSION,
                page_path=evidence.page_path[:120],
                how=ConsentEvidence.FORM,
                name=quote_request.name,
                phone=quote_request.phone,
                email=quote_request.email,
                ip=evidence.ip,
                user_agent=(evidence.user_agent or "")[:300] or None,
            )
            for business_id, name, channel in given
        ],
        is_first=True,
    )


def give_for_second(session: Session, quote_request: QuoteRequest, second: SecondContact, evidence: Evidence) -> None:
    """Record that the homeowner said that the second contact agreed to get messages from the site."""
    is_phone = second.channel == "sms"
    consent = Consent(
        request_id=quote_request.id,
        business_id=None,
        business_name=site().wording["en"].site,
        channel=second.channel,
        state="given",
        text_digest=store_text(session, evidence.text, evidence.form_html, quote_request.language),
        language=second.language,
        form_version=FORM_VERSION,
        page_path=evidence.page_path[:120],
        how=ConsentEvidence.SECOND,
        name=second.name,
        phone=second.address if is_phone else None,
        email=None if is_phone else second.address,
        ip=evidence.ip,
        user_agent=(evidence.user_agent or "")[:300] or None,
    )
    append(session, [consent])


def take_back_for_second(session: Session, request_id: int) -> None:
    """Record that messages to the second contact were stopped, where they were not before."""
    earlier = [c for c in queries.consents_of(session, request_id) if c.how in SECOND_EVIDENCE]
    standing = [c for c in earlier[-1:] if c.state == "given"]
    rows = [_next(c, "withdrawn", ConsentEvidence.SECOND_STOPPED, None, c.business_name) for c in standing]
    append(session, rows)


def copy(session: Session, quote_request: QuoteRequest, from_id: int, to: Business) -> None:
    """Give a business that is ticked on the request's page the permission that stands for another one."""
    name = to.display_name(by_tag(quote_request.language).url)
    rows = _standing(session, quote_request.id, from_id) or _given_once(session, quote_request.id)
    given = [_next(consent, "given", ConsentEvidence.ADDED, to.id, name) for consent in rows]
    append(session, [_of_today(quote_request, consent) for consent in given])


def _of_today(quote_request: QuoteRequest, consent: Consent) -> Consent:
    """With the name and contact that the request has now: they may have been corrected."""
    consent.name, consent.phone, consent.email = quote_request.name, quote_request.phone, quote_request.email
    return consent


def renew(session: Session, quote_request: QuoteRequest) -> None:
    """Repeat every permission that stands for the corrected name and contact, as new rows."""
    last: dict[tuple[int | None, str], Consent] = {}
    for consent in queries.consents_of(session, quote_request.id):
        if consent.how not in SECOND_EVIDENCE:
            last[(consent.business_id, consent.channel)] = consent
    rows = []
    for consent in last.values():
        if consent.state == "given":
            renewed = _next(consent, "given", ConsentEvidence.CORRECTED, consent.business_id, consent.business_name)
            rows.append(_of_today(quote_request, renewed))
    append(session, rows)


def pass_on(session: Session, quote_request: QuoteRequest, from_id: int, to: Business) -> None:
    """Give another listing of a firm the permission that stands for one of its listings."""
    name = to.display_name(by_tag(quote_request.language).url)
    append(
        session,
        [
            _next(consent, "given", ConsentEvidence.MERGED, to.id, name)
            for consent in _standing(session, quote_request.id, from_id)
        ],
    )


def _given_once(session: Session, request_id: int) -> list[Consent]:
    """The ways given to any business of the request, where the first one's were taken back since."""
    given = [
        consent
        for consent in queries.consents_of(session, request_id)
        if consent.state == "given" and consent.business_id
    ]
    return list({consent.channel: consent for consent in given}.values())


def take_back(
    session: Session, request_id: int, business_id: int | None, how: ConsentEvidence, channel: str | None = None
) -> None:
    """Withdraw every channel that stands for a business (None: the site), or this one: new rows, nothing changed."""
    rows = [c for c in _standing(session, request_id, business_id) if channel in (None, c.channel)]
    append(session, [_next(consent, "withdrawn", how, consent.business_id, consent.business_name) for consent in rows])


def _standing(session: Session, request_id: int, business_id: int | None) -> list[Consent]:
    earlier = [c for c in queries.consents_of(session, request_id) if c.how not in SECOND_EVIDENCE]
    last = {consent.channel: consent for consent in earlier if consent.business_id == business_id}
    return [last[channel] for channel in sorted(queries.channels_of(earlier, business_id))]


def _next(before: Consent, state: str, how: ConsentEvidence, business_id: int | None, name: str) -> Consent:
    return Consent(
        request_id=before.request_id,
        business_id=business_id,
        business_name=name,
        channel=before.channel,
        state=state,
        text_digest=before.text_digest,
        language=before.language,
        form_version=before.form_version,
        page_path="requests",
        name=before.name,
        phone=before.phone,
        email=before.email,
        how=how,
    )


def append(session: Session, rows: Iterable[Consent], *, is_first: bool = False) -> None:
    """Chain the rows, all of one request, to its record and store them; `is_first`: it has none yet."""
    new = list(rows)
    earlier = queries.consents_of(session, new[0].request_id) if new and not is_first else []
    previous = earlier[-1].row_hash if earlier else ""
    for consent in new:
        consent.at = consent.at or clock.now()
        consent.purge_after = consent.at + KEPT
        consent.personal_digest = _personal(consent)
        consent.previous_hash = previous
        previous = consent.row_hash = _hash(consent)
    session.add_all(new)
    session.flush()


def is_whole(rows: Sequence[Consent]) -> bool:
    """Whether a request's record is as it was written: nothing changed, nothing missing between.

    Holds after a purge too: the personal fields stand in the chain by their digests.
    """
    previous = ""
    for consent in rows:
        if consent.previous_hash != previous or consent.row_hash != _hash(consent):
            return False
        if consent.name is not None and consent.personal_digest != _personal(consent):
            return False
        previous = consent.row_hash
    return True


def _personal(consent: Consent) -> str:
    fields = [consent.name, consent.phone, consent.email, consent.ip, consent.user_agent]
    return keyed_digest("consent", json.dumps(fields, ensure_ascii=False))


def _hash(consent: Consent) -> str:
    fields = [str(getattr(consent, name)) for name in _CHAINED]
    fields += [consent.at.isoformat(), consent.personal_digest, consent.previous_hash]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
