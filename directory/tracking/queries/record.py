"""All that is kept of one request, as its homeowner reads it and takes it along: one record, for page and download.

A table that hangs on a request, or on anything of it, is in both without being named here. What is not hers to read, or
opens and proves things, is.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.foundation.i18n import language
from directory.foundation.records import Record, Records, records_below
from directory.leads import queries as lead_queries
from directory.leads.models import QuoteRequest
from directory.leads.notices import confirm_key
from directory.leads.rules import OPERATOR_REASONS, LeadState
from directory.outbox import queries as outbox
from directory.outbox.registry import BLOT
from directory.outbox.rules import THEIR_OWN
from directory.quotes.rules import is_retracted

#: The words by which rows refer to a request and what is below it.
KINDS = {
    "request": "quote_requests",
    "lead": "leads",
    "reply": "replies",
    "quote": "quotes",
    "visit": "visits",
    "card": "warranty_cards",
    "review": "reviews",
    "shown-review": "reviews",
}
#: What the machine keeps for itself; messages and texts are read below, as far as they are hers.
_WITHOUT = ("jobs", "codes", "audit_events", "messages", "inbound_texts")
#: Columns that open, prove or order something, by how they end.
_INNER = re.compile(r"(^|_)(id|ids|seed|digest|hash|key|uid|browser|position|sequence|kind)$")
#: What is a business's own, or ours.
_THEIRS = {
    "leads": {"note", "lost_reason", "texted_phone", "accept_digit", "accepted_how"},
    "photos": {"draft", "source"},
    "consents": {"business_name", "form_version", "page_path", "was_unticked"},
    "request_versions": {"read_by"},
}

TABLES: dict[str, LazyString] = {
    "quote_requests": _l("Your request"),
    "request_versions": _l("What it said before"),
    "second_contacts": _l("Also told of it"),
    "leads": _l("Businesses that were asked"),
    "consents": _l("What you allowed, and withdrew"),
    "quotes": _l("Prices"),
    "quote_options": _l("Options of a price"),
    "typed_quotes": _l("Prices from elsewhere"),
    "replies": _l("The conversation"),
    "photos": _l("Photos"),
    "nameplates": _l("Nameplates read from photos"),
    "visits": _l("Visits"),
    "visit_windows": _l("Times for a visit"),
    "warranty_cards": _l("Warranty cards"),
    "warranty_card_versions": _l("What a warranty card said before"),
    "reviews": _l("Your reviews"),
    "messages": _l("Messages to you"),
    "texts": _l("Your texts to us"),
}
#: Every column of theirs that is shown, by its name, as its homeowner reads it.
COLUMNS: dict[str, LazyString] = {
    "accepted_at": _l("Got your contact"),
    "address": _l("Phone or email"),
    "agreed_at": _l("Agreed"),
    "amount_max": _l("At most (dollars)"),
    "amount_min": _l("At least (dollars)"),
    "answered_at": _l("Answered"),
    "answers": _l("Answers"),
    "at": _l("When"),
    "author": _l("From"),
    "began_at": _l("First proposed"),
    "body": _l("Words"),
    "brand": _l("Brand"),
    "business": _l("Business"),
    "call_language": _l("Language for the call"),
    "cancel_days": _l("Days to cancel"),
    "cancelled_at": _l("Canceled"),
    "cancelled_by": _l("Canceled by"),
    "changed_at": _l("Last changed"),
    "channel": _l("Way"),
    "chosen_option": _l("Option you chose"),
    "closed_at": _l("Ended"),
    "confirmed_at": _l("Contact confirmed"),
    "confirmed_how": _l("How it was confirmed"),
    "created_at": _l("When"),
    "decided_at": _l("Decided"),
    "decline_reason": _l("Why they declined"),
    "declined_at": _l("Declined"),
    "delivered_at": _l("Arrived"),
    "details": _l("In your words"),
    "document": _l("What it says"),
    "done_at": _l("Done"),
    "done_by_business_at": _l("Done, they said"),
    "done_by_homeowner_at": _l("Done, you said"),
    "done_on": _l("Day the work was finished"),
    "earliest_date": _l("Earliest day"),
    "email": _l("Email"),
    "ends_at": _l("Until when"),
    "erased_at": _l("Deleted on"),
    "exclusions": _l("Not included in the price"),
    "expires_on": _l("Kept until"),
    "facts": _l("What the card says"),
    "fields": _l("What it said"),
    "first_diagnosis": _l("What the first one found"),
    "first_price_max": _l("Price of another one, at most (dollars)"),
    "first_price_min": _l("Price of another one, at least (dollars)"),
    "flaw": _l("Why it could not be shown"),
    "goes_out_at": _l("Goes out at"),
    "urgency_at": _l("How soon: corrected"),
    "height": _l("Height (pixels)"),
    "how": _l("How"),
    "insured": _l("Has insurance"),
    "ip": _l("Internet address"),
    "is_proven": _l("Known to us from before"),
    "labor_years": _l("Warranty on labor (years)"),
    "language": _l("Language"),
    "late_at": _l("Said they run late"),
    "late_minutes": _l("Late by (minutes)"),
    "license": _l("License number"),
    "lost_at": _l("Given up"),
    "model": _l("Model on the unit"),
    "name": _l("Name"),
    "note": _l("Note"),
    "number": _l("Number"),
    "on_way_at": _l("Set out"),
    "own_notes": _l("Your notes"),
    "own_serial": _l("Serial number, as you read it"),
    "parts_years": _l("Warranty on parts (years)"),
    "phone": _l("Phone"),
    "phrase": _l("Ready sentence"),
    "pictures": _l("Pictures that came with it"),
    "place_code": _l("Place"),
    "place_text": _l("Place, as you wrote it"),
    "proposed_by": _l("Proposed by"),
    "purge_after": _l("Contact deleted after"),
    "read_at": _l("When it was read"),
    "receipt_sms": _l("Texts from us allowed"),
    "received_at": _l("When"),
    "recipient": _l("Phone or email"),
    "removed_at": _l("Removed on"),
    "removed_reason": _l("Cause of the removal"),
    "replied_at": _l("They replied"),
    "reply": _l("Their reply"),
    "retracted_at": _l("Taken off your page"),
    "round": _l("Round"),
    "safety": _l("Danger"),
    "scope": _l("What they get"),
    "sent_at": _l("Sent"),
    "serial": _l("Serial number"),
    "service": _l("What you need"),
    "settled_at": _l("Final since"),
    "slots": _l("What was filled in"),
    "source": _l("Where it came from"),
    "starts_at": _l("From when"),
    "state": _l("Current status"),
    "stopped_at": _l("Stopped on"),
    "stored_at": _l("Stored"),
    "subject_line": _l("Subject"),
    "text": _l("Words"),
    "told_at": _l("Told by phone"),
    "undo_until": _l("Could be undone until"),
    "until": _l("Until"),
    "urgency": _l("How soon"),
    "user_agent": _l("Browser"),
    "valid_until": _l("Valid until"),
    "version": _l("Version"),
    "visit_times": _l("When a visit suits you"),
    "who": _l("Whose price"),
    "width": _l("Width (pixels)"),
    "won_at": _l("Agreed on the job"),
    "zip": _l("ZIP code"),
}


def is_shown(table: str, column: str) -> bool:
    """Whether a column is the homeowner's to read: it opens and proves nothing, and is no business's own.

    >>> is_shown("leads", "accepted_at"), is_shown("leads", "token_digest"), is_shown("leads", "lost_reason")
    (True, False, False)
    """
    return not _INNER.search(column) and column not in _THEIRS.get(table, set())


def record_of(session: Session, request: QuoteRequest) -> Records:
    """The record, by table; columns keep the names that the database gives them."""
    below = _without_strangers(records_below(session, "quote_requests", request.id, KINDS, _WITHOUT))
    called = {b.id: b.display_name(language().url) for b in lead_queries.businesses_of(session, request.id)}
    whose: dict[object, str] = {
        entry["id"]: called.get(int(str(entry["business_id"])), "") for entry in below.get("leads", [])
    }
    record = {table: [_hers(table, entry, called, whose) for entry in rows] for table, rows in below.items()}
    record["messages"] = _messages(session, request, below)
    record["texts"] = _texts(session, request)
    return {table: rows for table, rows in record.items() if rows}


def _without_strangers(below: Records) -> Records:
    """What was taken off her page was for somebody else: lines and prices, with what hangs on them."""
    lines = {entry["id"] for entry in below.get("replies", []) if entry["retracted_at"] is not None}
    prices = {entry["id"] for entry in below.get("quotes", []) if _is_retracted(entry)}

    def is_hers(table: str, entry: Record) -> bool:
        if table in ("replies", "quotes"):
            return entry["id"] not in (lines if table == "replies" else prices)
        about, number = entry.get("subject_kind"), entry.get("subject_id")
        gone = lines if about == "reply" else prices if about == "quote" else ()
        return number not in gone and entry.get("quote_id") not in prices and entry.get("reply_id") not in lines

    return {table: [entry for entry in rows if is_hers(table, entry)] for table, rows in below.items()}


def _is_retracted(entry: Record) -> bool:
    decided_at = entry["decided_at"]
    return is_retracted(str(entry["state"]), decided_at if isinstance(decided_at, datetime) else None)


def _hers(table: str, entry: Record, called: Mapping[int, str], whose: Mapping[object, str]) -> Record:
    """A entry without what is not hers to read, under the name of its business."""
    shown = {column: value for column, value in entry.items() if is_shown(table, column)}
    business = whose.get(entry.get("lead_id")) or called.get(int(str(entry.get("business_id") or 0)), "")
    if table == "leads":
        # The operator alone reads that a business called it spam, or said that the wrong person was asked.
        shown["state"] = LeadState.DECLINED if entry["state"] == LeadState.SPAM else entry["state"]
        shown["decline_reason"] = None if entry["decline_reason"] in OPERATOR_REASONS else entry["decline_reason"]
    return ({"business": business} if business else {}) | shown


def _messages(session: Session, request: QuoteRequest, below: Records) -> list[Record]:
    """What we wrote to her about it, with its words while they are kept."""
    contacts = {contact for contact in (request.phone, request.email) if contact}
    about = [
        message
        for word, table in KINDS.items()
        for messages in outbox.messages_of(
            session, word, [int(str(entry["id"])) for entry in below.get(table, [])]
        ).values()
        for message in messages
        if message.recipient in contacts and message.priority in THEIR_OWN
    ]
    columns = ("channel", "recipient", "state", "created_at", "sent_at", "delivered_at", "subject_line", "body")
    messages = [{name: getattr(message, name) for name in columns} for message in sorted(about, key=lambda one: one.id)]
    # Who has the key of the link in a mail shows that the mail is theirs; whoever opened the record would have it too.
    key = confirm_key(request)
    return [message | {"body": message["body"] and message["body"].replace(key, BLOT)} for message in messages]


def _texts(session: Session, request: QuoteRequest) -> list[Record]:
    """What she texted us until her next request, where a code showed that the phone is hers: anybody can type a phone
    into a form."""
    if request.phone is None or request.confirmed_kind != "phone":
        return []
    until = lead_queries.next_request_at(session, request, request.phone)
    texts = outbox.texts_from(session, request.phone, request.created_at, until)
    return [{"received_at": text.received_at, "body": text.body} for text in texts]


def as_json(record: Records) -> str:
    """The download: moments in UTC, a name in any script as it is written."""
    return json.dumps(record, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
