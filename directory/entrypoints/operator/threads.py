"""Texts as conversations: every phone that wrote to us, what went to and fro, and what was understood."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.accounts.routes.operator import PAGE, actor, at, number
from directory.businesses import queries as business_queries
from directory.businesses.models import Business
from directory.entrypoints.operator import actions
from directory.entrypoints.operator.blueprint import back, bp
from directory.foundation.db import db
from directory.foundation.forms import Form, Number, at_most
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post
from directory.foundation.unit import unit
from directory.kernel.errors import NotFound
from directory.leads import queries as lead_queries
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import queries
from directory.outbox.models import InboundText, Message

#: Leads and requests of a phone that its page names.
_MOST_LEADS = 20
#: Characters of a text from the desk, as typed.
_LONGEST = 1000


class ReadForm(Form):
    """One button: what was shown is read, and nothing that came in since."""

    up_to = Number(validators=[InputRequired()])


class WriteForm(Form):
    """Words to the phone. The key makes two presses one text."""

    key = HiddenField(validators=[InputRequired(), Length(max=40)])
    text = TextAreaField(
        _l("Your text"),
        validators=[InputRequired(_l("Write a few words first.")), at_most(_LONGEST)],
    )


@dataclass(frozen=True)
class Phone:
    """The phone of a thread: its number, and its page, whose address does not hold the number."""

    number: str
    endpoint: str
    values: dict[str, Any]

    @property
    def path(self) -> str:
        """The address of its page."""
        return url_for(f".{self.endpoint}", **self.values)


@dataclass(frozen=True)
class Entry:
    """One text of a thread: from the phone (`received`) or to it (`sent`); the lead that it is about."""

    at: datetime
    received: InboundText | None = None
    sent: Message | None = None
    lead: Lead | None = None
    #: What answered it, of a text that came in.
    answer: Message | None = None


@bp.get("/threads")
@gate("operator")
def threads() -> str:
    """Every phone that wrote to us: those with unread texts first, then the newest first."""
    return _list_page()


@bp.post("/threads")
@gate("operator")
def read_all() -> ResponseReturnValue:
    """All of it is read, up to what the page showed."""
    form = ReadForm()

    def run() -> ResponseReturnValue:
        up_to, by = form.up_to.data or 0, actor()
        with unit() as session:
            actions.read_texts(session, up_to, by=by)
        return back("read", "threads")

    return answer_form(form, run, _list_page)


def _list_page() -> str:
    at("threads")
    session = db.session()
    rows = queries.threads(
        session,
        PAGE + 1,
        is_read="read" in request.args,
        before=number(request.args.get("before")),
    )
    shown = rows[:PAGE]
    leads = lead_queries.leads_by_ids(session, [_lead_id(thread.newest) for thread in shown])
    more = {"before": shown[-1].newest.id, "read": None if shown[-1].unread else 1} if len(rows) > PAGE else None
    return render_template(
        "operator/threads.html",
        threads=shown,
        names=business_queries.names_by_phone(session, [thread.newest.sender for thread in shown]),
        leads=leads,
        newest=queries.newest_text(session),
        has_unread=bool(shown and shown[0].unread),
        more=more,
    )


def _lead_id(text: InboundText) -> int:
    """The id of the lead a text is about; 0 where it is about none."""
    return text.subject_id if text.subject_kind == "lead" and text.subject_id else 0


@bp.get("/threads/<int:text_id>")
@gate("operator")
def thread(text_id: int) -> str:
    """The conversation with the phone that a text came from."""
    return _page(_by_text(text_id), {})


@bp.post("/threads/<int:text_id>")
@gate("operator")
def act_on_thread(text_id: int) -> ResponseReturnValue:
    """What is done there, as the field `action` says."""
    return _answer(_by_text(text_id))


@bp.get("/threads/contacts/<int:point_id>")
@gate("operator")
def contact_thread(point_id: int) -> str:
    """The conversation with a phone of a business, also one that never wrote."""
    return _page(_by_contact(point_id), {})


@bp.post("/threads/contacts/<int:point_id>")
@gate("operator")
def act_on_contact_thread(point_id: int) -> ResponseReturnValue:
    """What is done there, as the field `action` says."""
    return _answer(_by_contact(point_id))


def _by_text(text_id: int) -> Phone:
    text = queries.inbound_text(db.session(), text_id)
    if text is None or text.is_forgotten:
        raise NotFound(f"inbound text {text_id}")
    return Phone(text.sender, "thread", {"text_id": text_id})


def _by_contact(point_id: int) -> Phone:
    phone = business_queries.phone_of_point(db.session(), point_id)
    if phone is None:
        raise NotFound(f"contact point {point_id}")
    return Phone(phone, "contact_thread", {"point_id": point_id})


def _answer(phone: Phone) -> ResponseReturnValue:
    return answer_post(
        ACTIONS,
        lambda: phone,
        _page,
        done=lambda code, form: back(DONE[code], phone.endpoint, **phone.values),
        late=Late.ERROR,
    )


def _read(phone: Phone, form: ReadForm) -> None:
    up_to, by = form.up_to.data or 0, actor()
    with unit() as session:
        actions.read_texts(session, up_to, phone.number, by=by)


def _write(phone: Phone, form: WriteForm) -> None:
    by = actor()
    with unit() as session:
        actions.text_phone(session, phone.number, form.text.data or "", str(form.key.data), by=by)


#: What the forms of a thread are and do, by the field `action`, and what the page then says was done.
ACTIONS: Actions[Phone] = {
    "read": PageAction(lambda phone: ReadForm(), _read),
    "write": PageAction(lambda phone: WriteForm(), _write),
}
DONE = {"read": "read", "write": "written"}


def _page(phone: Phone, filled: dict[str, Form]) -> str:
    """The conversation in order; `filled` holds the form that was refused."""
    at(phone.endpoint, **phone.values)
    session = db.session()
    entries, older = _entries(phone.number, _moment(request.args.get("before")))
    leads = lead_queries.leads_texted_to(session, phone.number, _MOST_LEADS)
    requests: list[QuoteRequest] = lead_queries.requests_of_phone(session, phone.number, _MOST_LEADS)
    firms: dict[int, Business] = business_queries.named(session, {lead.business_id for lead in leads})
    firm_there = business_queries.names_by_phone(session, [phone.number]).get(phone.number)
    return render_template(
        "operator/thread.html",
        phone=phone,
        firm_there=firm_there,
        leads=leads,
        firms=firms,
        requests=requests,
        may_file=bool(leads) or firm_there is not None,
        entries=entries,
        older=older,
        newest=max((entry.received.id for entry in entries if entry.received), default=0),
        has_unread=any(entry.received and not entry.received.is_read for entry in entries),
        refusal=actions.refusal(session, phone.number),
        form=filled.get("write") or WriteForm(formdata=None, key=secrets.token_hex(12)),
        most=actions.MOST_SEGMENTS,
    )


def _entries(phone: str, before: datetime | None) -> tuple[list[Entry], str | None]:
    """The newest texts from and to a phone in order, from before a moment, and where those before them end.

    Texts of one moment stay on one page.
    """
    session = db.session()
    received, sent = queries.texts_of(session, phone, PAGE + 1, before)
    by_id = {message.id: message for message in sent}
    leads = lead_queries.leads_by_ids(
        session,
        {_lead_id(text) for text in received} | {m.subject_id for m in sent if m.subject_kind == "lead"},
    )
    entries = [
        Entry(text.received_at, received=text, lead=leads.get(_lead_id(text)), answer=by_id.get(text.answer_id or 0))
        for text in received
    ]
    entries += [
        Entry(message.created_at, sent=message, lead=leads.get(message.subject_id))
        if message.subject_kind == "lead"
        else Entry(message.created_at, sent=message)
        for message in sent
    ]
    entries.sort(key=lambda entry: (entry.at, entry.sent is not None))
    if len(entries) <= PAGE:
        return entries, None
    first = entries[-PAGE].at
    return [entry for entry in entries if entry.at >= first], f"{first.timestamp():.6f}"


def _moment(text: str | None) -> datetime | None:
    """A moment as it stands in an address: seconds since 1970; None for anything else."""
    try:
        return datetime.fromtimestamp(float(text or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return None
