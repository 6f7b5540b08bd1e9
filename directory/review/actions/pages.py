"""What was read of a page of a newspaper: a draft of each ad that is new, what it is of those that are not."""

from datetime import date

from sqlalchemy.orm import Session

from directory.ads.actions import decide_absence, renew, scan_place, take
from directory.ads.models import Submission
from directory.ads.rules.facts import Absence, RejectReason, reviewed
from directory.ads.rules.scanned import RefusedAd, ScannedAd, ScannedPage
from directory.ads.rules.submission_text import digest, kept_ad
from directory.businesses import actions as businesses
from directory.businesses.fields.terms import Values, text
from directory.businesses.models import Business
from directory.businesses.queries import by_ids
from directory.kernel.errors import NotFound
from directory.kernel.text import language_of
from directory.review.actions.deciding import merge_differences, reject
from directory.review.queries import issue_of, lookalikes, missing_from, waiting_alike
from directory.review.rules import FoundKind
from directory.scans import actions as scans
from directory.scans.models import ScannedFile, ScanState
from directory.scans.rules.pages import FoundAd, Page, PageSize, edges

_LONGEST_NAME = 80


def add_page(session: Session, file_id: int, number: int, page: Page, count: int, scanned: ScannedPage) -> ScannedFile:
    """Make drafts of the ads of a page, and turn it over. A page that is here already changes nothing.

    An ad of a listing that says nothing else is set aside as known; one of another trade, too.
    """
    file = scans.locked(session, file_id)
    if len(file.pages) + 1 != number or file.state != ScanState.READING:
        return file
    entries = [_drafted(session, file, number, ad) for ad in scanned.listings]
    entries += [_refused(number, refused) for refused in scanned.rejected]
    file.page_count = count
    file.pages = [*file.pages, PageSize(width=page.width, height=page.height)]
    file.ads = [*file.ads, *entries]
    scans.turn_over(session, file)
    return file


def _refused(number: int, refused: RefusedAd) -> FoundAd:
    words = refused.rejection.text.strip()
    return FoundAd(
        kind=refused.rejection.reason,
        page=number,
        box=edges(refused.box),
        name=words.split("\n")[0][:_LONGEST_NAME],
        submission=None,
        business=None,
        digest=digest(words),
    )


def _drafted(session: Session, file: ScannedFile, number: int, ad: ScannedAd) -> FoundAd:
    """What became of an ad of our trade: its draft, and the listing that it is of."""
    read = kept_ad(ad.listing)
    place = scan_place(ad, file.id, number)
    submission, is_new = waiting_alike(session, reviewed(read.parsed, {})), False
    if submission is None:
        submission, is_new = take(
            session,
            read,
            by=file.created_by,
            origin="operator",
            publication=file.publication,
            published_on=file.published_on,
            language=language_of(read.text),
            scan=place,
        )
    values = reviewed(submission.parsed, submission.corrections)
    kind, business = _standing(session, submission, values, is_sure=not ad.doubtful_phones)
    if file.published_on is not None:
        _renew(session, file, file.published_on, submission, business if kind == FoundKind.KNOWN else None)
    if kind == FoundKind.KNOWN and is_new:
        reject(session, submission.id, RejectReason.DUPLICATE, None, file.created_by)
    return FoundAd(
        kind=kind,
        page=number,
        box=place["box"],
        name=text(values.get("name_zh")) or text(values.get("name_en")) or "",
        submission=submission.id,
        business=business.slug if business else None,
    )


def _renew(session: Session, file: ScannedFile, day: date, submission: Submission, business: Business | None) -> None:
    """What an issue prints still is as new as that: the ad of a known listing, and a draft that waits."""
    if business is not None:
        renew(session, business.id, file.publication, day, file.created_by)
    if submission.state == "open" and submission.published_on is not None and submission.published_on < day:
        submission.published_on = day


def decide_missing(session: Session, file_id: int, business_id: int, decision: Absence, by: str) -> None:
    """What is so of a listing whose ad the issue of this file no longer has. Nothing is deleted; it can be undone.

    Raises NotFound for a listing that is in the issue, or was never in that newspaper.
    """
    file = scans.locked(session, file_id)
    businesses.locked(session, business_id)
    missing = {entry.business.id for entry in missing_from(session, issue_of(session, file))}
    if file.published_on is None or business_id not in missing:
        raise NotFound(f"business {business_id} is not missing from scan {file_id}")
    decide_absence(session, business_id, file.publication, file.published_on, decision, by)


def _standing(
    session: Session, submission: Submission, values: Values, *, is_sure: bool
) -> tuple[str, Business | None]:
    """What an ad is to the site (`FoundKind`, or why it was refused before), and the listing that it is of.

    `is_sure`: its phones were. One whose phone was not sure is never taken for a listing of that phone.
    """
    if submission.state in ("published", "merged"):
        return FoundKind.KNOWN, next(iter(by_ids(session, [submission.business_id or 0])), None)
    if submission.reason is not None and submission.reason != RejectReason.DUPLICATE:
        return submission.reason, None
    same = [lookalike.business for lookalike in lookalikes(session, values) if lookalike.why == "phone"]
    listed = [business for business in same if business.state in ("published", "suspended")]
    if len(listed) != 1 or not is_sure:
        return FoundKind.NEW, None
    if submission.state == "open" and merge_differences(session, submission, listed[0].id):
        return FoundKind.CHANGED, listed[0]
    return FoundKind.KNOWN, listed[0]
