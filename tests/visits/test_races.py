"""Both sides of a visit press at one moment: one outcome, and neither waits for what the other has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, Invalid
from directory.leads import actions as leads
from directory.leads.models import Lead
from directory.outbox.models import Message
from directory.quotes import actions as quotes
from directory.visits import actions
from directory.visits.models import Visit
from directory.visits.rules import BUSINESS, HOMEOWNER, LIVE, parse_window
from directory.warranties import actions as warranties
from tests.conftest import MovableClock
from tests.support.at_once import at_once
from tests.visits.conftest import TUESDAY, WEDNESDAY, Sides

pytestmark = pytest.mark.engine_cases


@dataclass(frozen=True)
class Ids:
    """What the threads act on."""

    lead: int
    request: int
    #: The first of the times that were proposed.
    window: int
    #: How the visit stood on both pages.
    mark: str


Act = Callable[[Session, Ids], object]
#: A time that neither side had named before.
THURSDAY = "2026-12-03/9-12"
#: What tells a side that somebody comes, and what tells it that nobody does.
COMES = ("visit-booked", "visit-agreed", "visit-on-way", "visit-late", "visit-reminder", "visit-tomorrow")


def _done(session: Session, ids: Ids) -> None:
    warranties.finish(session, ids.lead, "business")


def _done_by_her(session: Session, ids: Ids) -> None:
    warranties.finish(session, ids.lead, "homeowner")


def _cancel(session: Session, ids: Ids) -> None:
    actions.cancel(session, ids.lead, HOMEOWNER)


def _cancel_by_firm(session: Session, ids: Ids) -> None:
    actions.cancel(session, ids.lead, BUSINESS)


def _pick(session: Session, ids: Ids) -> None:
    actions.pick(session, ids.lead, HOMEOWNER, ids.window)


def _propose(session: Session, ids: Ids) -> None:
    actions.propose(session, ids.lead, BUSINESS, [parse_window(THURSDAY)], mark=ids.mark)


def _propose_by_her(session: Session, ids: Ids) -> None:
    actions.propose(session, ids.lead, HOMEOWNER, [parse_window(WEDNESDAY)], mark=ids.mark)


def _set_out(session: Session, ids: Ids) -> None:
    actions.set_out(session, ids.lead)


def _withdraw(session: Session, ids: Ids) -> None:
    leads.withdraw(session, ids.lead)


def _expire(session: Session, ids: Ids) -> None:
    quotes.JOBS[leads.EXPIRY](session, ("request", ids.request))


def _attempt(act: Act, ids: Ids) -> str:
    try:
        with unit() as session:
            act(session, ids)
    except (Invalid, IllegalMove):
        return "refused"
    return "done"


#: What may come at one moment, of times that wait and of one that is agreed.
PROPOSED = [
    *((_pick, _done), (_pick, _cancel_by_firm), (_pick, _propose), (_pick, _expire), (_pick, _withdraw)),
    *((_propose, _propose_by_her), (_propose, _done_by_her), (_propose, _expire)),
]
AGREED = [
    *((_done, _cancel), (_done, _done_by_her), (_set_out, _cancel), (_set_out, _done_by_her), (_done, _withdraw)),
    *((_propose_by_her, _set_out), (_propose_by_her, _done), (_cancel, _cancel_by_firm)),
]


@pytest.mark.parametrize(
    ("state", "acts"),
    [*(("proposed", acts) for acts in PROPOSED), *(("agreed", acts) for acts in AGREED)],
    ids=lambda value: value if isinstance(value, str) else "-".join(act.__name__ for act in value),
)
def test_one_outcome(app: Flask, sides: Sides, clock: MovableClock, state: str, acts: tuple[Act, Act]) -> None:
    sides.firm("propose-visit", window=[TUESDAY, WEDNESDAY])
    window = sides.offered()[0].id
    if state == "agreed":
        sides.her("pick-visit", window=str(window))
        clock.moment = parse_window(TUESDAY).starts_at + timedelta(minutes=5)
    db.session.query(Message).update({"state": "sent"})
    db.session.commit()
    ids = Ids(sides.lead.id, sides.request.id, window, sides.mark())
    results = at_once(app, *[lambda act=act: _attempt(act, ids) for act in acts for _press in range(2)])
    assert "done" in results
    lead = db.session.get_one(Lead, ids.lead)
    visit = db.session.query(Visit).filter_by(lead_id=ids.lead).order_by(Visit.id.desc()).first()
    assert visit is not None
    live = db.session.query(Visit).filter(Visit.lead_id == lead.id, Visit.state.in_(LIVE)).all()
    assert len(live) <= 1
    has_ended = lead.is_done or lead.state not in ("accepted", "quoted", "won")
    assert not (has_ended and live)
    waiting = [m.kind for m in db.session.query(Message).filter_by(state="waiting") if m.kind in COMES]
    assert not (visit.state != "agreed" and waiting), (visit.state, waiting)
