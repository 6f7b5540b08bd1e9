"""Handing in ads: paste a text or send a file, and each ad in it waits for review."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.ads import actions
from directory.ads.models import Submission
from directory.ads.rules import Unreadable, decode, read
from directory.entrypoints.operator.blueprint import actor, at, bp
from directory.foundation.gates import gate
from directory.foundation.security import takes
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.text import clean, tongue

_LONGEST_NAME = 80
#: Characters that are read while somebody waits: dozens of pages of a newspaper, in a second or two.
LONGEST_TEXT = 100_000
#: Bytes that are taken, so that a text which is too long comes back whole.
MOST_BYTES = 1024 * 1024


@bp.route("/ads/new", methods=["GET", "POST"])
@takes(MOST_BYTES)
@gate("operator")
def new_ads() -> ResponseReturnValue:
    """Paste a text or send a file: each ad in it becomes one row, read at once; nothing is published."""
    given = {name: clean(request.form.get(name, "")) for name in ("publication", "published_on")}
    text = request.form.get("text", "")
    if request.method != "POST":
        return _new(given, text, None)
    try:
        text, source = _handed(text)
        if len(text) > LONGEST_TEXT:
            raise Invalid("text", _("That is too much at once: hand it in by parts, or use flask ads import."))
        found = read(text)
        if not found:
            raise Invalid("text", _("Paste the text of an ad, or choose a file."))
        published_on = _day(given["published_on"])
    except Invalid as error:
        return _new(given, text, error), 400
    rows: list[tuple[Submission, bool]] = []
    for ad in found:
        with unit() as session:
            rows.append(
                actions.take(
                    session,
                    ad,
                    by=actor(),
                    origin="operator",
                    source_name=source,
                    publication=given["publication"][:_LONGEST_NAME] or "冷暖专版",
                    published_on=published_on,
                    language=tongue(ad.text),
                )
            )
    fresh = [row for row, is_new in rows if is_new]
    waiting = [row.id for row, _is_new in rows if row.state == "open"]
    if len(rows) == len(waiting) == 1:
        return redirect(url_for(".ad", submission_id=waiting[0], done="ad-in"), 303)
    refused = sum(row.state == "rejected" for row in fresh)
    told = {"new": len(fresh) - refused, "known": len(rows) - len(fresh), "refused": refused}
    return redirect(url_for(".ads", new=told["new"], known=told["known"], refused=told["refused"]), 303)


def _new(given: dict[str, str], text: str, wrong: Invalid | None) -> str:
    at("new_ads")
    today = clock.local(clock.now()).date().isoformat()
    return render_template("operator/ads_new.html", given=given, text=text, wrong=wrong, today=today)


def _handed(text: str) -> tuple[str, str | None]:
    """The text, and the name of the file it came in."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return text, None
    try:
        return decode(file.read()), clean(file.filename)[:200]
    except Unreadable:
        said = _("We cannot read this file. It has to be plain text in UTF-8, GB18030 or Big5.")
        raise Invalid("file", said) from None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("published_on", _("Type the day like this: 2026-12-05.")) from None
    if not date(1990, 1, 1) <= day <= clock.local(clock.now()).date():
        raise Invalid("published_on", _("That day cannot be right."))
    return day
