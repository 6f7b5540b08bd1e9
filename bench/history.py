"""Years of work that is done: requests, leads, messages, texts and acts by the thousand, for the pages that list them.

A thousand rows of each table are written with everything in them, and the database copies them as often as is wanted:
a million rows take less than a minute. Nothing of it waits for anybody.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from directory.audit import AuditEvent
from directory.businesses.models import Business
from directory.foundation.db import Base
from directory.leads.models import Consent, ConsentText, Lead, QuoteRequest
from directory.outbox.models import InboundText, Job, Message

#: Rows written with everything in them; every table grows by a multiple of it.
BLOCK = 1000
STATES = ("declined", "lost", "won", "expired", "withdrawn")
#: The words that a made-up consent was given to.
WORDS = "0" * 64
Columns = Mapping[str, ColumnElement[Any]]


def fill(session: Session, rows: int, now: datetime, businesses: Sequence[int] = ()) -> None:
    """Add so many rows (of more than a block, whole blocks) to each table that grows with the work, as of `now`.

    Their leads went to these businesses, or to all there are. Call it inside a unit.
    """
    firms = list(businesses) or list(session.scalars(select(Business.id).order_by(Business.id).limit(BLOCK)))
    if session.get(ConsentText, WORDS) is None:
        session.add(ConsentText(digest=WORDS, text="made up", form_html="", language="en"))
        session.flush()
    starts = {model: _last(session, model) for model in (QuoteRequest, Lead, Message, InboundText, AuditEvent, Job)}
    first_request, first_lead = starts[QuoteRequest] + 1, starts[Lead] + 1
    turns = range(min(rows, BLOCK))
    block = {
        QuoteRequest: [_request(turn, first_request + turn, now) for turn in turns],
        Lead: [_lead(turn, first_request + turn, firms[turn % len(firms)], now) for turn in turns],
        Message: [_message(turn, first_lead + turn, now) for turn in turns],
        InboundText: [_text(turn, first_lead + turn, now) for turn in turns],
        AuditEvent: [_event(turn, first_lead + turn, now) for turn in turns],
        Job: [_job(turn, first_lead + turn, now) for turn in turns],
        Consent: [_consent(turn, first_request + turn, firms[turn % len(firms)], now) for turn in turns],
    }
    for model, written in block.items():
        session.execute(insert(model).execution_options(render_nulls=True), written)
    copies = -(-rows // BLOCK) - 1
    if copies > 0:
        for model in block:
            start = starts[model] if model in starts else _last(session, model) - BLOCK
            _copy(session, model.__table__, start, copies)


def _last(session: Session, model: type[Base]) -> int:
    return int(session.scalar(select(func.max(model.__table__.c.id))) or 0)


def _copy(session: Session, table: Table, start: int, copies: int) -> None:
    """The block after the row `start`, `copies` times more: with keys, references and numbers of its own."""
    numbers = select(literal(1).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < copies))
    later = numbers.c.number * BLOCK
    values: dict[str, ColumnElement[Any]] = {column.name: column for column in table.columns if column.name != "id"}
    for name in ("request_id", "subject_id"):
        if name in values:
            values[name] = table.c[name] + later
    for name in UNIQUE.get(table.name, ()):
        values[name] = func.substr(table.c[name], 1, 20) + literal("-") + cast(numbers.c.number, String)
    if table.name == "quote_requests":
        values["number"] = cast(10_000_000 + table.c.id + later, String)
    for name in PHONES.get(table.name, ()):
        values[name] = literal("+1240") + cast(2_000_000 + (table.c.id + later) // 5, String)
    made = select(*values.values()).select_from(table.join(numbers, literal(True)))
    session.execute(
        insert(table).from_select(list(values), made.where(table.c.id > start, table.c.id <= start + BLOCK))
    )


#: By table: columns whose texts are one row's own, and those that hold a phone.
UNIQUE = {
    "quote_requests": ("seed", "token_digest", "request_key", "body_digest"),
    "leads": ("seed", "token_digest"),
    "messages": ("reference",),
    "inbound_texts": ("provider_reference",),
}
PHONES = {"messages": ("recipient",), "inbound_texts": ("sender",), "leads": ("texted_phone",)}


def _long_ago(turn: int, now: datetime) -> datetime:
    """Any time between two months and two years before."""
    return now - timedelta(days=60 + turn % 700, minutes=turn)


def _request(turn: int, row_id: int, now: datetime) -> dict[str, Any]:
    at = _long_ago(turn, now)
    return {
        "number": f"7{row_id:06d}",
        "seed": f"history-{row_id}",
        "token_digest": f"history-{row_id}",
        "request_key": f"history-{row_id}",
        "body_digest": f"history-{row_id}",
        "state": "closed",
        "language": "en",
        "service": "repair",
        "zip": "20850",
        "urgency": ("now", "48h", "weeks")[turn % 3],
        "safety": "none",
        "call_language": "en",
        "name": "Made Up",
        "phone": f"+1301{2_000_000 + row_id:07d}",
        "created_at": at,
        "closed_at": at + timedelta(days=1),
    }


def _lead(turn: int, request_id: int, business_id: int, now: datetime) -> dict[str, Any]:
    at = _long_ago(turn, now)
    return {
        "request_id": request_id,
        "business_id": business_id,
        "seed": f"history-{request_id}",
        "token_digest": f"history-{request_id}",
        "state": STATES[turn % len(STATES)],
        "texted_phone": f"+1240{2_000_000 + request_id:07d}",
        "created_at": at,
        "answered_at": at + timedelta(hours=1),
        "closed_at": at + timedelta(days=1),
    }


def _message(turn: int, lead_id: int, now: datetime) -> dict[str, Any]:
    at = _long_ago(turn, now)
    is_text = turn % 3 > 0
    return {
        "kind": "lead",
        "subject_kind": "lead",
        "subject_id": lead_id,
        "channel": "sms" if is_text else "email",
        "recipient": f"+1240{2_000_000 + lead_id:07d}",
        "language": "en",
        "state": ("delivered", "sent", "delivered", "failed", "cancelled")[turn % 5],
        "reference": f"history-{lead_id}",
        "port": "twilio" if is_text else "smtp",
        "segments": 1 if is_text else None,
        "due_at": at,
        "created_at": at,
        "first_attempt_at": at,
        "sent_at": at,
        "handled_at": at,
    }


def _text(turn: int, lead_id: int, now: datetime) -> dict[str, Any]:
    return {
        "provider_reference": f"history-{lead_id}",
        "sender": f"+1240{2_000_000 + lead_id:07d}",
        "body": "1",
        "meaning": "accept",
        "subject_kind": "lead",
        "subject_id": lead_id,
        "is_read": True,
        "received_at": now - timedelta(days=1 + turn % 28, minutes=turn),
    }


def _event(turn: int, lead_id: int, now: datetime) -> dict[str, Any]:
    return {
        "at": _long_ago(turn, now),
        "actor": ("worker", "homeowner", "business:1", "operator:1")[turn % 4],
        "action": ("submit", "accept", "decline")[turn % 3],
        "subject_kind": "lead",
        "subject_id": lead_id,
        "detail": {},
    }


def _job(turn: int, lead_id: int, now: datetime) -> dict[str, Any]:
    at = _long_ago(turn, now)
    return {"kind": "history", "subject_kind": "lead", "subject_id": lead_id, "due_at": at, "done_at": at}


def _consent(turn: int, request_id: int, business_id: int, now: datetime) -> dict[str, Any]:
    return {
        "request_id": request_id,
        "business_id": business_id,
        "business_name": "made up",
        "channel": "call",
        "state": "given",
        "text_digest": WORDS,
        "language": "en",
        "form_version": "1",
        "page_path": "/",
        "at": _long_ago(turn, now),
        "personal_digest": WORDS,
        "previous_hash": WORDS,
        "row_hash": WORDS,
        "purge_after": now + timedelta(days=400),
    }
