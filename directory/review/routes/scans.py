"""Issues of a newspaper as pictures: sent, read by the worker, and what was in them."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.routes.operator import actor, at, number, operator_blueprint
from directory.ads.queries import submission
from directory.ads.rules import RejectReason
from directory.ads.rules.facts import Absence, SubmissionState
from directory.ads.rules.joining import Difference
from directory.businesses.fields.registry import FIELD
from directory.businesses.queries import by_slugs
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.page_actions import answer
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files, uploads
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.site import site
from directory.kernel.text import clean
from directory.review import actions, intake, queries
from directory.review.forms import parse_print_day
from directory.review.rules import FoundKind
from directory.scans import access
from directory.scans.models import ScannedFile, ScanState
from directory.scans.queries import scanned_file
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from directory.scans.rules.pages import FoundAd
from directory.scans.scanner import can_read

bp = operator_blueprint("review_scans", __name__, {})

_LONGEST_NAME = 80


@bp.get("/ads/scans/new")
@gate("operator")
def new() -> str:
    """Choose pictures or PDFs of printed pages."""
    return _form({"publication": "", "published_on": ""}, None)


@bp.post("/ads/scans/new")
@takes_files(intake.MOST_FILES, MOST_BYTES)
@gate("operator")
def send() -> ResponseReturnValue:
    """Keep them; the worker reads them page by page."""
    given = {name: clean(request.form.get(name, "")) for name in ("publication", "published_on")}

    def run() -> ResponseReturnValue:
        source = intake.Source(
            given["publication"][:_LONGEST_NAME] or site().publication, parse_print_day(given["published_on"])
        )
        return redirect(url_for(".scan", scan_id=intake.hand_in(uploads("picture"), source, actor())), 303)

    return answer(run, lambda error: _form(given, error))


def _form(given: dict[str, str], wrong: Invalid | None) -> str:
    at("new")
    today = clock.local(clock.now()).date().isoformat()
    return render_template("review/new_scan.html", given=given, wrong=wrong, today=today, can_scan=can_read())


@bp.get("/ads/scans/<int:scan_id>")
@gate("operator")
def scan(scan_id: int) -> str:
    """The issue that a file belongs to: how far it is read, and every ad in it beside its part of the picture."""
    file = _row(scan_id)
    issue = queries.issue_of(db.session(), file)
    parts = issue.parts
    return render_template(
        "review/scan.html",
        file=file,
        issue=issue,
        parts=parts,
        differences=_differences(parts[FoundKind.CHANGED]),
        missing=queries.missing_from(db.session(), issue),
        Absence=Absence,
        shows=FIELD,
        FoundKind=FoundKind,
        RejectReason=RejectReason,
        ScanFlaw=ScanFlaw,
        ScanState=ScanState,
        SubmissionState=SubmissionState,
    )


@bp.post("/ads/scans/<int:scan_id>/missing")
@gate("operator")
def decide_missing(scan_id: int) -> ResponseReturnValue:
    """Mark the ad of a listing that the issue no longer has as ended, leave it, or undo that."""
    decision = request.form.get("decision", "")
    if decision not in tuple(Absence):
        abort(400)
    with unit() as session:
        business_id = number(request.form.get("business")) or 0
        actions.decide_missing(session, scan_id, business_id, Absence.of(decision), actor())
    return redirect(url_for(".scan", scan_id=scan_id, _anchor="missing"), 303)


def _differences(ads: list[tuple[ScannedFile, FoundAd]]) -> dict[int, list[Difference]]:
    """By the number of each ad that waits for review, what it says otherwise than its listing."""
    session = db.session()
    slugs = [ad["business"] for _file, ad in ads if ad["business"]]
    businesses = {business.slug: business.id for business in by_slugs(session, slugs, with_gone=True)}
    waiting = [(submission(session, ad["submission"] or 0), businesses.get(ad["business"] or "")) for _file, ad in ads]
    return {
        draft.id: actions.merge_differences(session, draft, business_id)
        for draft, business_id in waiting
        if draft is not None and draft.state == "open" and business_id is not None
    }


@bp.get("/ads/scans/<int:scan_id>/<int:sheet>")
@gate("operator")
def picture(scan_id: int, sheet: int) -> Response:
    """The picture of a page."""
    return access.picture(_row(scan_id), sheet)


def _row(scan_id: int) -> ScannedFile:
    file = scanned_file(db.session(), scan_id)
    if file is None:
        raise NotFound(f"scan {scan_id}")
    return file
