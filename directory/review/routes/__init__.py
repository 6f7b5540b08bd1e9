"""Ads that wait for a reviewer: the queue, one ad beside what was read from it, the decision."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.accounts.routes.operator import PAGE, actor, at, number, operator_blueprint
from directory.ads import actions as ads_actions
from directory.ads.models import Submission
from directory.ads.queries import submission as submission_of
from directory.ads.rules import RejectReason, read, reviewed
from directory.ads.rules.facts import Origin, SubmissionState
from directory.ads.rules.joining import Difference
from directory.ads.rules.submission_text import Read
from directory.audit import trail
from directory.businesses.fields.registry import FIELD, LABEL, REVIEWED
from directory.businesses.models import Business
from directory.businesses.queries import by_ids
from directory.businesses.rules import BusinessState
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.page_actions import answer
from directory.foundation.security import takes
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.site import site
from directory.kernel.text import clean, language_of
from directory.review import actions, queries
from directory.review.forms import CHOICES, GROUP_OF, Sheet, parse_changed, parse_print_day, read_handed_in, sheet
from directory.review.routes import scans
from directory.review.rules import DONE, HOW, Likeness
from directory.scans.queries import scanned_file
from directory.scans.scanner import can_read

__all__ = ["bp", "scans"]

bp = operator_blueprint("review", __name__, DONE)

_LONGEST_NOTE = 500
_LONGEST_NAME = 80
#: Characters that are read while somebody waits: dozens of pages of a newspaper, in a second or two.
LONGEST_TEXT = 100_000
#: Bytes that are taken, so that a text which is too long comes back whole.
MOST_BYTES = 1024 * 1024
#: States that have a list of their own; drafts a contractor has not proved yet are nobody's business.
LISTS = ("open", "published", "merged", "rejected")


#: Tables of codes that the templates read.
_TABLES = (BusinessState, Likeness, Origin, RejectReason, SubmissionState)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"HOW": HOW, "field_labels": LABEL, **{table.__name__: table for table in _TABLES}}


@bp.get("/ads")
@gate("operator")
def ads() -> str:
    """What waits, oldest first; what was decided, newest first."""
    state = request.args.get("state", "")
    state = state if state in LISTS else "open"
    page = max(number(request.args.get("page")) or 1, 1)
    rows = queries.submissions(db.session(), state, page, PAGE)
    return render_template(
        "review/ads.html",
        rows=[(submission, reviewed(submission.parsed, submission.corrections)) for submission in rows[:PAGE]],
        more=page + 1 if len(rows) > PAGE else None,
        page=page,
        state=state,
        counts=queries.submission_counts(db.session()),
        lists=LISTS,
        taken={name: number(request.args.get(name)) for name in ("new", "known", "refused")},
    )


@bp.get("/ads/<int:submission_id>")
@gate("operator")
def ad(submission_id: int) -> str:
    """One ad: its words marked with the fields they gave, the fields to put right, the card as it will look."""
    return _page(_found(submission_id))


def _found(submission_id: int) -> Submission:
    submission = submission_of(db.session(), submission_id)
    if submission is None:
        raise NotFound(f"submission {submission_id}")
    return submission


def _page(submission: Submission, **more: Any) -> str:
    """The page. `typed`, `wrong`, `stale`, `refused`: what a form that did not pass left behind."""
    at("ad", submission_id=submission.id)
    session = db.session()
    values = reviewed(submission.parsed, submission.corrections)
    more = {"business": None, "stale": False, "refused": ""} | more
    typed = more.pop("typed", {})
    read_as: Sheet = sheet(submission, values, typed, more.pop("wrong", {}))
    near = queries.lookalikes(session, values) if submission.state in ("open", "unproved") else []
    if submission.business_id is not None:
        more["business"] = next(iter(by_ids(session, [submission.business_id])), None)
    return render_template(
        "review/ad.html",
        row=submission,
        values=values,
        was=number(request.args.get("was")),
        choices=CHOICES,
        group_of=GROUP_OF,
        sheet=read_as,
        near=near,
        differences=_differences(submission, [entry.business for entry in near]),
        shows=FIELD,
        must_tell=any(
            lookalike.why == "phone" or (lookalike.is_tombstone and lookalike.why == "name") for lookalike in near
        ),
        events=trail(session, subjects=[f"submission:{submission.id}"], limit=8),
        waiting=queries.submission_counts(session)["open"],
        next_id=queries.next_open(session, submission.id),
        scanned=scanned_file(session, submission.scan["file"]) if submission.scan else None,
        **more,
    )


def _differences(submission: Submission, businesses: list[Business]) -> dict[int, list[Difference]]:
    """By business id, what merging an ad would change of the listings that may be the same firm."""
    if submission.state != "open":
        return {}
    listed = [business for business in businesses if business.state in ("published", "suspended")]
    return {business.id: actions.merge_differences(db.session(), submission, business.id) for business in listed}


@bp.post("/ads/<int:submission_id>")
@gate("operator")
def correct_ad(submission_id: int) -> ResponseReturnValue:
    """Save what was changed, or clear the field whose button was pressed."""
    return _save(
        submission_id,
        lambda revision: redirect(url_for(".ad", submission_id=submission_id, done="ad-saved", _anchor=_anchor()), 303),
    )


def _anchor() -> str:
    cleared = request.form.get("clear", "")
    return f"f-{cleared}" if cleared in REVIEWED else "fields"


def _save(submission_id: int, run: Callable[[int], ResponseReturnValue]) -> ResponseReturnValue:
    """Save the typed fields, then answer by `run`, which gets the revision that they are.

    The page instead, with what is wrong and all that was typed, where a field or what `run` does is refused.
    """
    submission = _found(submission_id)
    typed = {field: request.form[field] for field in REVIEWED if field in request.form}
    wanted, wrong = parse_changed(typed, reviewed(submission.parsed, submission.corrections))
    cleared = request.form.get("clear", "")
    if cleared in REVIEWED:
        wanted[cleared] = None
        wrong.pop(cleared, None)
        typed.pop(cleared, None)
    if wrong:
        return _page(submission, typed=typed, wrong=wrong), 400
    unsaved = {field: typed.get(field, "") for field in wanted}

    def save_and_run() -> ResponseReturnValue:
        revision = number(request.form.get("revision")) or 0
        if wanted:
            with unit() as session:
                revision = ads_actions.correct_all(session, submission_id, wanted, revision, actor()).revision
            unsaved.clear()
        return run(revision)

    # What somebody else saved meanwhile, with what was typed here and is not saved still in its fields.
    return answer(
        save_and_run,
        partial(_refused, submission_id),
        clash=lambda error: _page(_found(submission_id), typed=unsaved, stale=True),
    )


def _refused(submission_id: int, error: Invalid) -> str:
    wrong = {error.field: error.text} if error.field in REVIEWED else {}
    return _page(_found(submission_id), wrong=wrong, refused=error.text)


@bp.post("/ads/<int:submission_id>/publish")
@gate("operator")
def publish_ad(submission_id: int) -> ResponseReturnValue:
    """What is typed is saved, then it is a listing. The next ad opens."""

    def run(revision: int) -> ResponseReturnValue:
        another = request.form.get("another") == "y"
        with unit() as session:
            actions.publish(session, submission_id, actor(), revision=revision, is_another=another)
        return _next(submission_id, "ad-published")

    return _save(submission_id, run)


@bp.post("/ads/<int:submission_id>/merge")
@gate("operator")
def merge_ad(submission_id: int) -> ResponseReturnValue:
    """What is typed is saved, then all of it belongs to the listing whose button was pressed."""

    def run(revision: int) -> ResponseReturnValue:
        into = number(request.form.get("into")) or 0
        with unit() as session:
            actions.merge(session, submission_id, into, actor(), revision=revision)
        return _next(submission_id, "ad-merged")

    return _save(submission_id, run)


@bp.post("/ads/<int:submission_id>/unmerge")
@gate("operator")
def unmerge_ad(submission_id: int) -> ResponseReturnValue:
    """Undo a merge."""

    def run() -> ResponseReturnValue:
        with unit() as session:
            actions.unmerge(session, submission_id, actor())
        return redirect(url_for(".ad", submission_id=submission_id, done="ad-unmerged"), 303)

    return answer(run, partial(_refused, submission_id))


@bp.post("/ads/<int:submission_id>/reject")
@gate("operator")
def reject_ad(submission_id: int) -> ResponseReturnValue:
    """None of ours, and why."""
    reason = request.form.get("reason", "")
    if reason not in tuple(RejectReason):
        return _page(_found(submission_id), refused=_("Choose a reason.")), 400
    note = clean(request.form.get("note", ""))[:_LONGEST_NOTE]
    with unit() as session:
        actions.reject(session, submission_id, reason, note, actor())
    return _next(submission_id, "ad-rejected")


@bp.post("/ads/<int:submission_id>/reopen")
@gate("operator")
def reopen_ad(submission_id: int) -> ResponseReturnValue:
    """Look at it again."""
    with unit() as session:
        actions.reopen(session, submission_id, actor())
    return redirect(url_for(".ad", submission_id=submission_id, done="ad-reopened"), 303)


def _next(submission_id: int, done: str) -> ResponseReturnValue:
    """To the next ad that waits, which says what was done to this one; to the queue when none does."""
    following = queries.next_open(db.session(), submission_id)
    if following is None:
        return redirect(url_for(".ads", done=done, was=submission_id), 303)
    return redirect(url_for(".ad", submission_id=following, done=done, was=submission_id), 303)


@bp.route("/ads/new", methods=["GET", "POST"])
@takes(MOST_BYTES)
@gate("operator")
def new_ads() -> ResponseReturnValue:
    """Paste a text or send a file: each ad in it becomes one row, read at once; nothing is published."""
    given = {name: clean(request.form.get(name, "")) for name in ("publication", "published_on")}
    text = request.form.get("text", "")
    if request.method != "POST":
        return _new(given, text, None)

    def run() -> ResponseReturnValue:
        nonlocal text
        text, source = read_handed_in(text)
        if len(text) > LONGEST_TEXT:
            raise Invalid("text", _("That is too much at once: submit it in parts, or use flask ads import."))
        ads_in_text = read(text)
        if not ads_in_text:
            raise Invalid("text", _("Paste the text of an ad, or choose a file."))
        return _take(given, ads_in_text, source, parse_print_day(given["published_on"]))

    return answer(run, lambda error: _new(given, text, error))


def _take(
    given: dict[str, str], ads_in_text: list[Read], source: str | None, published_on: date | None
) -> ResponseReturnValue:
    rows: list[tuple[Submission, bool]] = []
    for ad in ads_in_text:
        with unit() as session:
            rows.append(
                ads_actions.take(
                    session,
                    ad,
                    by=actor(),
                    origin="operator",
                    source_name=source,
                    publication=given["publication"][:_LONGEST_NAME] or site().publication,
                    published_on=published_on,
                    language=language_of(ad.text),
                )
            )
    fresh = [submission for submission, is_new in rows if is_new]
    waiting = [submission.id for submission, _is_new in rows if submission.state == "open"]
    if len(rows) == len(waiting) == 1:
        return redirect(url_for(".ad", submission_id=waiting[0], done="ad-in"), 303)
    refused = sum(submission.state == "rejected" for submission in fresh)
    counts = {"new": len(fresh) - refused, "known": len(rows) - len(fresh), "refused": refused}
    return redirect(url_for(".ads", new=counts["new"], known=counts["known"], refused=counts["refused"]), 303)


def _new(given: dict[str, str], text: str, wrong: Invalid | None) -> str:
    at("new_ads")
    today = clock.local(clock.now()).date().isoformat()
    return render_template("review/new_ads.html", given=given, text=text, wrong=wrong, today=today, can_scan=can_read())
