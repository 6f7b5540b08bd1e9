"""Two presses at one moment, of one side or crosswise: one outcome that both pages show, and never an error of ours."""

import pytest
from flask import Flask

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.leads import actions as lead_actions
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.reviews.models import Review
from directory.reviews.rules import Question
from directory.visits import actions as visits
from directory.visits.models import Visit
from directory.visits.rules import LIVE, parse_window
from directory.warranties.models import WarrantyCard
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.request_page import leads
from tests.support.at_once import at_once

FIRST, SECOND = "2026-12-01/9-12", "2026-12-02/13-16"
HER, FIRM, REVIEW = "her", "firm", "review"
PAIRS = {
    "yes-twice": ((HER, "accept-quote", {"day": "2026-12-03"}), (HER, "accept-quote", {"day": "2026-12-03"})),
    "yes-and-new-price": ((HER, "accept-quote", {}), (FIRM, "quote", {"amount_min": "950"})),
    "yes-and-withdrawal": ((HER, "accept-quote", {}), (HER, "withdraw", {})),
    "yes-and-no": ((HER, "accept-quote", {}), (FIRM, "decline", {"reason": "too_busy"})),
    "done-by-both": ((HER, "done", {}), (FIRM, "done", {})),
    "done-and-not": ((HER, "done", {}), (HER, "not-done", {})),
    "pick-and-move": ((HER, "pick-visit", {"window": "@"}), (FIRM, "propose-visit", {"window": SECOND})),
    "both-call-off": ((HER, "cancel-visit", {}), (FIRM, "cancel-visit", {})),
    "deleted-and-done": ((HER, "delete", {}), (FIRM, "done", {})),
    "deleted-and-proposed": ((HER, "delete", {}), (FIRM, "propose-visit", {"window": SECOND})),
    "review-twice": ((REVIEW, "", {}), (REVIEW, "", {})),
    "review-and-deleted": ((REVIEW, "", {}), (HER, "delete", {})),
}


@pytest.mark.engine_cases
@pytest.mark.parametrize("pair", PAIRS)
def test_pressed_at_one_moment_there_is_one_outcome(app: Flask, clock: MovableClock, pair: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    request = quote_request(("gaoshi", "fangshi"))
    lead = leads(request)[0]
    lead_id = lead.id
    with unit() as session:
        lead_actions.accept(session, lead_id, "web")
        price = quotes.quote(session, lead_id, QuoteDraft(900, 900)).id
        visit = visits.propose(session, lead_id, "business", [parse_window(FIRST)])
        window, mark = visit.offered[0].id, visit.page_mark
        if REVIEW in PAIRS[pair][0]:
            lead_actions.finish(session, lead_id, "homeowner", kernel_clock.today())
        if pair.startswith("yes"):
            visits.cancel(session, lead_id, "business")
    hers, theirs = request_url(request, "en"), lead_url(leads(request)[0], "en")

    def press(side: str, action: str, fields: dict[str, str]):
        sent = {"action": action, "business": "gaoshi", "quote": str(price), "mark": mark, **fields}
        if sent.get("window") == "@":
            sent["window"] = str(window)
        path = theirs if side == FIRM else hers
        if side == REVIEW:
            path, sent = f"{hers}/review/gaoshi", dict.fromkeys(map(str, Question), "yes")
        return lambda: app.test_client().post(path, data=sent).status_code

    statuses = at_once(app, *(press(*one) for one in PAIRS[pair]))
    assert set(statuses) <= {303, 400, 404}, statuses
    assert 303 in statuses
    browser = app.test_client()
    assert browser.get(hers).status_code == 200
    assert browser.get(theirs).status_code in (200, 410)
    live = db.session.query(Visit).filter(Visit.lead_id == lead_id, Visit.state.in_(LIVE)).count()
    assert live <= 1
    assert db.session.query(WarrantyCard).count() <= 1
    assert db.session.query(Review).count() <= 1
