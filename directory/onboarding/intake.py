"""A photo of an ad that a business sends of itself: stored at once, read by the worker into its draft."""

from directory.ads.rules.scanned import read_page
from directory.foundation.unit import unit
from directory.foundation.uploads import Upload
from directory.kernel.errors import Invalid, NotFound
from directory.onboarding import actions
from directory.onboarding.queries import SUBJECT
from directory.outbox.registry import Subject
from directory.scans import actions as scans
from directory.scans import intake
from directory.scans.models import ScanState

#: The errand that reads the photo of a draft.
READING = "listing-reading"


def hand_in(upload: Upload | None, *, browser: str, language: str) -> int:
    """Store a photo to be read; its draft's id. Raises Invalid("photo", ...) for what is none, StorageAway."""
    flaw = intake.flaw_of(upload)
    if flaw is not None or upload is None:
        raise Invalid("photo", str(flaw.label) if flaw else "")
    content = intake.content_of(upload)
    with unit() as session:
        scan = scans.begin(session, "", None, "visitor", None)
        draft = actions.begin_photo(session, scan, browser=browser, language=language)
        listing_id = draft.id
    intake.store(scan, content)
    with unit() as session:
        scans.start(session, scan.id, READING, (SUBJECT, listing_id))
    return listing_id


def read_photo(subject: Subject) -> None:
    """Read the photo of a draft, once. Raises StorageAway, InterruptedError: it is tried again later."""
    with unit() as session:
        try:
            draft = actions.locked(session, subject[1])
        except NotFound:
            # Forgotten meanwhile.
            return
        if draft.scan is None:
            return
        scan = scans.locked(session, draft.scan["file"])
    if scan.state != ScanState.READING or draft.state != "unproved":
        return
    outcome = intake.read_stored(scan, 1)
    if outcome is None:
        return
    scanned = read_page(outcome.page)
    with unit() as session:
        actions.fill_in(session, draft.id, outcome.page, scanned)
    intake.delete_original(scan)
