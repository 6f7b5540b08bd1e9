"""A mail server on loopback that takes, refuses or breaks on request, and remembers what it took."""

import asyncio
import email
import email.policy
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

#: `drop-after` takes the mail and breaks the line before it says so; `drop-before` breaks it before the closing dot.
MODES = ("ok", "451", "550", "drop-before", "drop-after", "hang")


@dataclass(frozen=True)
class Mail:
    """One mail this server would deliver, whatever the caller heard."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain-text part, decoded."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


class FakeSmtp:
    """The server; a context manager. `mode` holds for every address, `modes[address]` for one. With a certificate it
    offers STARTTLS, and takes no mail without."""

    def __init__(self, port: int = 0, certificate: Path | None = None) -> None:
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self.tls and certificate:
            self.tls.load_cert_chain(certificate)
        self.mode, self.modes = "ok", dict[str, str]()
        self.mails: list[Mail] = []
        self.tries = 0
        self._controller = _Controller(self, port)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._controller.port

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Mail]:
        """The mails one address would receive."""
        return [mail for mail in self.mails if mail.to == address]

    def mode_of(self, envelope: Envelope) -> str:
        """How to treat this mail: by its first recipient."""
        first = envelope.rcpt_tos[0] if envelope.rcpt_tos else ""
        return self.modes.get(str(first), self.mode)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse an unknown address at once, as servers do."""
        self.tries += 1
        if self.modes.get(address, self.mode) == "550":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The whole mail is here: take it, put it off, or break off."""
        mode = self.mode_of(envelope)
        if mode == "451":
            return "451 4.3.0 try again later"
        if mode == "hang":
            await asyncio.sleep(120)
        message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)  # type: ignore[arg-type]
        for address in envelope.rcpt_tos:
            self.mails.append(Mail(str(envelope.mail_from), str(address), message))  # type: ignore[arg-type]
        if mode == "drop-after":
            server.transport.abort()
        return "250 OK"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class _Server(SMTP):
    """Breaks the line where the mode says so."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """As the library does, unless the line is to break before the closing dot."""
        fake: FakeSmtp = self.event_handler
        if self.envelope and fake.mode_of(self.envelope) == "drop-before":
            await self.push("354 go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def __init__(self, fake: FakeSmtp, port: int) -> None:
        super().__init__(fake, hostname="127.0.0.1", port=port)

    def factory(self) -> Any:
        """One connection's protocol."""
        return _Server(
            self.handler, enable_SMTPUTF8=True, tls_context=self.handler.tls, require_starttls=bool(self.handler.tls)
        )

    def _trigger_server(self) -> None:
        """With port 0 the library would call port 0 to see whether it runs: tell it the real one."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()
