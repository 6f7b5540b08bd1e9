"""The port for mail: SMTP, or files in INSTANCE where the settings say so."""

import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from ipaddress import ip_address
from pathlib import Path
from select import select
from socket import socket
from typing import ClassVar, Protocol
from urllib.parse import unquote, urlsplit

from directory.config import FILES
from directory.foundation.outfile import FILE, write_file
from directory.foundation.settings import settings
from directory.foundation.turns import cut_after
from directory.kernel.errors import TransportError
from directory.kernel.site import site

#: Seconds for connecting, for each read and for all of the greeting; then for the whole mail.
TIMEOUT_SECONDS, DEADLINE_SECONDS = 15, 30
#: Seconds a server has to break off before the final dot: after it, nobody knows whether the mail was taken.
_MOMENT = 0.05
_GO_AHEAD = 354
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a mail: its name, `calendar` for text/calendar, its bytes in UTF-8, parameters of its
    type (`{"method": "PUBLISH"}`)."""

    filename: str
    subtype: str
    data: bytes
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Mail:
    """One mail to one address: its words as plain text, and as HTML where it has such a part."""

    to: str
    subject: str
    text: str
    #: Makes its Message-ID: the same reference again is the same mail.
    reference: str
    html: str = ""
    attachment: Attachment | None = None
    #: The address where its reader turns mails like it off (`outbox.topics`); empty where it answers the reader's act.
    way_out: str = ""


class MailPort(Protocol):
    """Hands one mail to whoever carries it; `name` is what the message's row keeps of it."""

    name: ClassVar[str]

    def send(self, mail: Mail) -> str:
        """Hand it over. Returns its Message-ID; raises TransportError where it was not taken, or may not have been."""
        ...


@dataclass(frozen=True)
class SmtpPort:
    """One connection a mail; STARTTLS where the server offers it, and with `smtp+tls:` only there.

    Answers go to `reply_to`, what cannot be delivered comes back to `return_path`; where they are empty, to the sender.
    """

    name: ClassVar[str] = "gateway"

    url: str
    sender: str
    reply_to: str = ""
    return_path: str = ""

    def send(self, mail: Mail) -> str:
        """Send, and know in which phase it broke: only after the final dot may the far side have taken it."""
        phase = "write"
        try:
            message = write_mail(mail, self.sender)
            if self.reply_to:
                message["Reply-To"] = self.reply_to
            phase = "connect"
            with self._line() as line, cut_after(DEADLINE_SECONDS, lambda: line.sock):
                phase = "mail"
                _expect(line.mail(self.return_path or self.sender), "content")
                phase = "rcpt"
                _expect(line.rcpt(mail.to), "recipient")
                phase = "data"
                code, _ = line.docmd("DATA")
                if code != _GO_AHEAD:
                    raise _refusal(code, "content")
                line.send(_on_the_wire(message))
                if _has_spoken(line):
                    _expect(line.getreply(), "content")
                line.send(b".\r\n")
                # From here on the far side may have the whole mail, whatever we hear.
                phase = "dot"
                _expect(line.getreply(), "content", is_whole=True)
                phase = "done"
        except (OSError, smtplib.SMTPException) as error:
            # A refused greeting, STARTTLS or sign-in lands here too: the operator's to mend, the mail is fine.
            if phase != "done":
                detail = f"{type(error).__name__} at {phase}"
                raise TransportError("connection", detail, ambiguous=phase == "dot") from error
        except ValueError as error:
            # An address that SMTP cannot spell, or one with a line break in it.
            kind = "recipient" if phase in {"write", "rcpt"} else "content"
            raise TransportError(kind, f"{type(error).__name__} at {phase}") from error
        return str(message["Message-ID"])

    def probe(self) -> bool:
        """Connect, sign in where there is a name, and send nothing; whether nobody on the way could read along: TLS,
        or the same machine. Raises TransportError."""
        try:
            with self._line() as line, cut_after(TIMEOUT_SECONDS, lambda: line.sock):
                line.noop()
                return isinstance(line.sock, ssl.SSLSocket) or _is_here(line.sock)
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError("connection", type(error).__name__) from error

    def _line(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        # The library would else look our own name up, which can take longer than the mail.
        own = self.sender.rsplit("@", 1)[-1]
        if parts.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, own, context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
            )
        else:
            line = smtplib.SMTP(host, parts.port or 25, own, TIMEOUT_SECONDS)
        try:
            with cut_after(TIMEOUT_SECONDS, lambda: line.sock):
                line.ehlo_or_helo_if_needed()
                if parts.scheme != "smtps" and line.has_extn("starttls"):
                    line.starttls(context=ssl.create_default_context())
                    line.ehlo()
                elif parts.scheme == "smtp+tls":
                    raise smtplib.SMTPNotSupportedError("no TLS")
                if parts.username:
                    line.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            with suppress(OSError, smtplib.SMTPException):
                line.close()
            raise
        return line


def _ways_out(link: str) -> dict[str, str]:
    """What a reader's mail program needs for its button (RFC 2369); one press is enough by https alone (RFC 8058)."""
    if not link:
        return {}
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if link.startswith("https:") else {}
    return {"List-Unsubscribe": f"<{link}>"} | one_click


def _is_here(sock: socket | None) -> bool:
    """Whether a line ends on this machine."""
    return sock is not None and ip_address(sock.getpeername()[0].partition("%")[0]).is_loopback


def _on_the_wire(message: EmailMessage) -> bytes:
    """The mail's lines with leading dots doubled (RFC 5321, 4.5.2), ready for the final dot."""
    return _LEADING_DOT.sub(b"..", message.as_bytes(policy=SMTP))


def _has_spoken(line: smtplib.SMTP) -> bool:
    """Whether the server broke in, or off, before the final dot. TLS has records of its own, so it is not asked."""
    sock = line.sock
    return sock is not None and not isinstance(sock, ssl.SSLSocket) and bool(select([sock], [], [], _MOMENT)[0])


def _expect(answer: tuple[int, bytes], refused: str, *, is_whole: bool = False) -> None:
    """Raise what the server's answer means, unless it is a yes.

    Once it has the whole mail (`is_whole`), an answer that is neither yes nor no leaves open whether it was taken.
    """
    code = answer[0]
    if is_whole and not 400 <= code < 600 and not 200 <= code < 300:
        raise TransportError("connection", f"SMTP {code} at dot", ambiguous=True)
    if code not in {250, 251} and not (is_whole and 200 <= code < 300):
        raise _refusal(code, refused)


def _refusal(code: int, refused: str) -> TransportError:
    if code >= 500:
        return TransportError(refused, f"SMTP {code}")
    return TransportError("connection", f"SMTP {code}")


def write_mail(mail: Mail, sender: str) -> EmailMessage:
    """A mail as it goes out: its headers, parts and attachment. Raises ValueError for a line break in an address."""
    message = EmailMessage()
    message["From"] = formataddr((site().sender, sender))
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.reference}@{sender.rsplit('@', 1)[-1]}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in _ways_out(mail.way_out).items():
        message[name] = value
    message.set_content(mail.text, cte="base64")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="base64")
    if file := mail.attachment:
        parameters = {"charset": "utf-8", **file.parameters}
        message.add_attachment(file.data, "text", file.subtype, filename=file.filename, params=parameters)
    return message


@dataclass(frozen=True)
class FilePort:
    """Writes each mail to a file, which nobody receives: how the site runs with no mail server."""

    name: ClassVar[str] = FILE

    folder: Path

    def send(self, mail: Mail) -> str:
        """The file's name; the same reference writes the same file. Of a file that goes with it, its name alone."""
        content = {"channel": "email", "to": mail.to, "subject": mail.subject, "text": mail.text}
        if mail.attachment:
            content["attachment"] = mail.attachment.filename
        content |= _ways_out(mail.way_out)
        return write_file(self.folder, mail.reference, content)


def mail_port() -> MailPort:
    """The port that the settings name. Raises TransportError where they name none: then messages wait."""
    values = settings()
    if not values.smtp_url:
        raise TransportError("connection", "SMTP_URL is not set")
    if values.smtp_url == FILES:
        return FilePort(values.instance / "outbox")
    reply_to = values.mail_reply_to or values.contact_email
    return SmtpPort(values.smtp_url, values.mail_from, reply_to, values.mail_return_path)
