"""A visit on the two pages that show it, the homeowner's and the firm's: its part, its buttons, its file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from flask import Response
from sqlalchemy.orm import Session

from directory.businesses.models import Business
from directory.foundation.forms import Form
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, PageAction
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.text import fingerprint
from directory.leads.models import Lead
from directory.leads.rules import shows_contact
from directory.visits import actions, notices
from directory.visits.forms import AddressForm, LateForm, PickForm, ProposeForm, VisitForm
from directory.visits.models import Visit, VisitWindow, off_with_work, why_off
from directory.visits.rules import (
    HOMEOWNER,
    LATE_MINUTES,
    Window,
    has_come,
    is_day_of,
    may_be_done,
    suggested,
)
from directory.visits.rules.calendar import FILENAME, TYPE, calendar_file

#: What a page is about, as its handlers get it.
Subject = TypeVar("Subject")
#: A form of a visit.
Shape = TypeVar("Shape", bound=VisitForm)
#: Its lead, read in the action's own unit; raises NotFound.
LeadOf = Callable[[Session, Subject, VisitForm], int]


@dataclass(frozen=True)
class VisitPart:
    """What one side's page shows of the visit on a lead, and its forms."""

    side: str
    visit: Visit | None
    propose: ProposeForm
    pick: PickForm
    address: AddressForm
    now: datetime
    #: Whether something was refused: then the forms stand open.
    is_refused: bool
    #: Why it is off (`why_off`), where neither side called it off.
    why_off: str
    #: The time that is off because the work is done, and stands again if that is taken back.
    off_with_work: Window | None

    @property
    def ends_with_work(self) -> Window | None:
        """The agreed time on a later day, which is off once the work is called done."""
        time = self.live.time if self.live is not None and self.stand == "agreed" else None
        return time if time is not None and not has_come(time, self.now) else None

    @property
    def live(self) -> Visit | None:
        """The visit, unless it is over or there is none."""
        return self.visit if self.visit is not None and self.visit.is_live else None

    @property
    def stand(self) -> str:
        """Where it stands for this side: none, pick, waits, passed (every proposed time), agreed, done, cancelled."""
        if self.visit is None or self.visit.state == "open":
            return "none"
        if self.visit.is_waiting:
            if not self.open_times:
                return "passed"
            return "waits" if self.visit.proposed_by == self.side else "pick"
        return self.visit.state

    @property
    def open_times(self) -> list[VisitWindow]:
        """The proposed times that can still be picked."""
        return self.visit.open_times(self.now) if self.visit is not None else []

    @property
    def is_today(self) -> bool:
        """Whether the firm may say that it is on its way, or late."""
        return self.stand == "agreed" and self.live is not None and is_day_of(_time(self.live), self.now)

    @property
    def may_finish(self) -> bool:
        """Whether the firm may say that it was there."""
        return self.stand == "agreed" and self.live is not None and may_be_done(_time(self.live), self.now)

    @property
    def offers(self) -> list[Window]:
        """Times to tap."""
        return [window for window in self.propose.times if self.live is None or window != self.live.time]

    @property
    def late_minutes(self) -> tuple[int, ...]:
        """How late the firm may say that it is."""
        return LATE_MINUTES


def _time(visit: Visit) -> Window:
    if visit.time is None:
        raise NotFound("a visit without a time")
    return visit.time


def visit_part(
    lead: Lead,
    business: Business,
    visit: Visit | None,
    side: str,
    *,
    suffix: str = "visit",
    filled: Form | None,
    address: str = "",
) -> VisitPart | None:
    """The part of a page about the visit on a lead; None where its firm has not taken the lead.

    `suffix` tells its fields apart from others of the page, `filled` is the form that was refused, `address` what the
    homeowner gave already.
    """
    if not shows_contact(lead.state):
        return None
    live = visit if visit is not None and visit.is_live else None
    given = (live.address if live else None) or address
    mark = live.page_mark if live else ""
    values = {"business": business.slug, "mark": mark, "address": given, "shown": fingerprint(given) if given else ""}
    forms = _Forms(values, suffix, filled if isinstance(filled, VisitForm) else None)
    propose = forms.make(ProposeForm).offer(suggested(business.hours, clock.now()))
    pick, where = forms.make(PickForm), forms.make(AddressForm)
    is_refused = filled is not None and filled in (propose, pick, where)
    why = why_off(visit, lead) if visit is not None and visit.state == "cancelled" else ""
    off = off_with_work(visit, lead, clock.now())
    return VisitPart(side, visit, propose, pick, where, clock.now(), is_refused, why, off)


@dataclass(frozen=True)
class _Forms:
    """Makes the forms of one part: blank ones with what is known, or the one that was refused."""

    values: dict[str, str]
    suffix: str
    filled: VisitForm | None

    def make(self, kind: type[Shape]) -> Shape:
        """A form of this kind."""
        form = self.filled
        if type(form) is not kind or (form.business.data or self.values["business"]) != self.values["business"]:
            form = kind(formdata=None, data=self.values)
        form.mark.data, form.shown.data = self.values["mark"], self.values["shown"]
        for field in form:
            field.id = f"{field.name}-{kind.code}-{self.suffix}"
        return form


@dataclass(frozen=True)
class _Buttons(Generic[Subject]):
    """What one side's page does about a visit: each button of it."""

    side: str
    lead_of: LeadOf[Subject]
    actor_of: Callable[[Subject], str | None]

    def propose(self, subject: Subject, form: ProposeForm) -> None:
        """Times of its own."""
        actor, windows, mark = self.actor_of(subject), form.windows, form.mark.data or ""
        address, shown = self._address(form), form.shown.data
        with unit() as session:
            lead_id = self.lead_of(session, subject, form)
            actions.propose(session, lead_id, self.side, windows, address=address, shown=shown, mark=mark, actor=actor)

    def pick(self, subject: Subject, form: PickForm) -> None:
        """One of the other side's."""
        actor, window_id = self.actor_of(subject), form.window.data or 0
        address, shown = self._address(form), form.shown.data
        with unit() as session:
            lead_id = self.lead_of(session, subject, form)
            actions.pick(session, lead_id, self.side, window_id, address=address, shown=shown, actor=actor)

    def _address(self, form: ProposeForm | PickForm) -> str:
        """Where the work is: what the homeowner alone says."""
        return (form.address.data or "") if self.side == HOMEOWNER else ""

    def cancel(self, subject: Subject, form: VisitForm) -> None:
        """Call it off."""
        actor, mark = self.actor_of(subject), form.mark.data or ""
        with unit() as session:
            actions.cancel(session, self.lead_of(session, subject, form), self.side, mark=mark, actor=actor)

    def give_address(self, subject: Subject, form: AddressForm) -> None:
        """Where the work is."""
        with unit() as session:
            lead_id = self.lead_of(session, subject, form)
            actions.give_address(session, lead_id, form.address.data or "", shown=form.shown.data)

    def set_out(self, subject: Subject, form: VisitForm) -> None:
        """The firm is on its way."""
        actor = self.actor_of(subject)
        with unit() as session:
            actions.set_out(session, self.lead_of(session, subject, form), actor=actor)

    def be_late(self, subject: Subject, form: LateForm) -> None:
        """The firm comes later."""
        actor = self.actor_of(subject)
        with unit() as session:
            actions.be_late(session, self.lead_of(session, subject, form), form.minutes.data, actor=actor)

    def finish(self, subject: Subject, form: VisitForm) -> None:
        """The firm was there."""
        actor = self.actor_of(subject)
        with unit() as session:
            actions.finish(session, self.lead_of(session, subject, form), actor=actor)


def page_actions(side: str, lead_of: LeadOf[Subject], actor_of: Callable[[Subject], str | None]) -> Actions[Subject]:
    """What one side's page does about a visit, by the field `action`. `lead_of` reads the lead that a form is about,
    within the action's unit; `actor_of` names who acts, for the audit trail."""
    buttons = _Buttons(side, lead_of, actor_of)
    both: dict[str, PageAction[Subject]] = {
        "propose-visit": PageAction(lambda subject: ProposeForm(), buttons.propose),
        "pick-visit": PageAction(lambda subject: PickForm(), buttons.pick),
        "cancel-visit": PageAction(lambda subject: VisitForm(), buttons.cancel),
    }
    if side == HOMEOWNER:
        return {**both, "visit-address": PageAction(lambda subject: AddressForm(), buttons.give_address)}
    return {
        **both,
        "on-my-way": PageAction(lambda subject: VisitForm(), buttons.set_out),
        "running-late": PageAction(lambda subject: LateForm(), buttons.be_late),
        "visit-done": PageAction(lambda subject: VisitForm(), buttons.finish),
    }


def calendar_response(visit: Visit | None, lead: Lead, business: Business, side: str) -> Response:
    """The visit as a file for a calendar, in the page's language. Raises NotFound where no time was agreed."""
    entry = notices.entry(visit, lead, business, side, language()) if visit is not None else None
    if entry is None:
        raise NotFound("no visit is agreed")
    answer = Response(calendar_file(entry), content_type=f"{TYPE}; charset=utf-8; method={entry.method}")
    answer.headers["Content-Disposition"] = f"attachment; filename={FILENAME}"
    return answer
