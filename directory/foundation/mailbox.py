"""The mailbox to which mails come back, read by IMAP."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from directory.kernel.bounces import MOST_BYTES
from directory.kernel.errors import TransportError

#: Seconds for connecting and for each answer.
TIMEOUT_SECONDS = 15
#: Mails of one look; more wait for the next.
MOST_MAILS = 100


@dataclass(frozen=True)
class Mailbox:
    """A folder that is open."""

    line: imaplib.IMAP4

    def unseen(self) -> list[str]:
        """The numbers of mails that nobody has read, oldest first."""
        numbers = _checked(self.line.uid("SEARCH", "UNSEEN"))[0]
        return numbers.decode("ascii").split()[:MOST_MAILS] if isinstance(numbers, bytes) else []

    def read(self, number: str) -> bytes:
        """A mail, cut after `MOST_BYTES`; it stays unread."""
        parts = _checked(self.line.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")

    def mark_read(self, number: str) -> None:
        """Mark a mail as read, so that later looks pass it over. It stays in the mailbox."""
        _checked(self.line.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    """What an answer holds; the library's own error where the server said no."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[0])
    return answer[1]


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The folder of `imaps://user:password@host:port/FOLDER` (INBOX). Raises TransportError where it cannot be read."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    try:
        line = (
            imaplib.IMAP4_SSL(
                host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
            )
            if parts.scheme == "imaps"
            else imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
        )
        try:
            line.login(unquote(parts.username or ""), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            if line.select(f'"{folder}"')[0] != "OK":
                raise imaplib.IMAP4.error("no such folder")
            yield Mailbox(line)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                line.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        raise TransportError("connection", f"{type(error).__name__} at the mailbox") from error
