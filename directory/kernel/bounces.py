"""Mails that came back: what a mail server says of one that it could not hand on (RFC 3464), read out of its report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

#: Bytes of a report that are looked at. The mail it returns stands at its end and may be cut.
MOST_BYTES = 256 * 1024
#: The Message-ID that we gave the mail: its reference and our domain.
_OURS = re.compile(r"<?([0-9a-f]{32})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_UNKNOWN = "5.0.0"


@dataclass(frozen=True)
class Bounce:
    """A mail that will not arrive: the reference we gave it, and why, as a status of RFC 3463 (`5.1.1`)."""

    reference: str
    status: str


def read(data: bytes) -> Bounce | None:
    """The mail that a report says did not arrive; None for anything else: an answer, news of a delay, a report of a
    mail that was not ours. Never raises.

    `b"...Action: failed\\r\\nStatus: 5.1.1...Message-ID: <0af1...@lengnuan.example>"` -> Bounce("0af1...", "5.1.1")
    """
    report = message_from_bytes(data[:MOST_BYTES])
    if report.get_content_type() != "multipart/report":
        return None
    references = [match[1] for part in report.walk() for match in _OURS.finditer(_returned_id(part))]
    failed = [block for block in _recipients(report) if _field(block, "Action").lower() == "failed"]
    if not references or not failed:
        return None
    status = _STATUS.search(_field(failed[0], "Status"))
    return Bounce(references[0], status[0] if status else _UNKNOWN)


def _recipients(report: Message) -> Iterator[Message]:
    """What a report says of each recipient, a block of fields each."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(blocks := part.get_payload(), list):
            yield from (block for block in blocks if isinstance(block, Message))


def _returned_id(part: Message) -> str:
    """The Message-ID of the mail that a part returns, whole or its headers alone; empty for another part."""
    kind, content = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(content, list):
        return next((_field(mail, "Message-ID") for mail in content if isinstance(mail, Message)), "")
    if kind == "text/rfc822-headers" and isinstance(data := part.get_payload(decode=True), bytes):
        return _field(message_from_string(data.decode("latin-1")), "Message-ID")
    return ""


def _field(headers: Message, name: str) -> str:
    return str(headers.get(name, "")).strip()
