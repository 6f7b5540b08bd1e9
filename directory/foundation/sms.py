"""The port for texts: a Twilio-compatible API, or files in INSTANCE where the settings say so."""

import base64
import http.client
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol
from urllib.parse import urlencode, urlsplit

from directory.config import FILES
from directory.foundation.html import absolute
from directory.foundation.outfile import FILE, write_file
from directory.foundation.settings import settings
from directory.foundation.turns import cut_after
from directory.kernel.errors import TransportError

#: Seconds for connecting and for each read, and for the whole exchange: together well under the lease of a message.
TIMEOUT_SECONDS, DEADLINE_SECONDS = 15, 30
#: The gateway's codes for "this number cannot be texted" (21610: it said STOP to the gateway; 30006: a landline).
RECIPIENT_CODES = {21211, 21214, 21217, 21610, 21614, 30004, 30005, 30006}
#: Answers that blame our account or address: the text is fine, and goes out once the operator has mended the setting.
_OURS_TO_MEND = {401, 403, 404, 408, 425, 429}
_LONGEST_WAIT = 24 * 3600
_LONGEST_ANSWER = 64 * 1024


class SmsPort(Protocol):
    """Hands one text to whoever carries it; `name` is what the message's row keeps of it."""

    name: ClassVar[str]

    def send(self, to: str, body: str, reference: str) -> str:
        """The carrier's own reference; TransportError when it was not taken, or may not have been."""
        ...


@dataclass(frozen=True)
class TwilioPort:
    """POSTs a form to `{url}/2010-04-01/Accounts/{account}/Messages.json` with Basic auth."""

    name: ClassVar[str] = "gateway"

    url: str
    account: str
    token: str
    sender: str
    callback: str

    def send(self, to: str, body: str, reference: str) -> str:
        """One POST. A line that breaks after the request went out is ambiguous: the gateway may have taken it."""
        parts = urlsplit(self.url)
        form = urlencode({"To": to, "From": self.sender, "Body": body, "StatusCallback": self.callback})
        basic = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        headers = {
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
            "I-Twilio-Idempotency-Token": reference,
        }
        path = f"{parts.path.rstrip('/')}/2010-04-01/Accounts/{self.account}/Messages.json"
        line = _line(parts.scheme, parts.hostname or "", parts.port)
        is_out = False
        try:
            line.connect()
            is_out, connection = True, line.sock
            with cut_after(DEADLINE_SECONDS, lambda: connection):
                line.request("POST", path, form, headers)
                answer = line.getresponse()
                data = answer.read(_LONGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise TransportError("connection", type(error).__name__, ambiguous=is_out) from error
        finally:
            line.close()
        return _read(answer.status, answer.headers.get("Retry-After"), data)


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


def _read(status: int, retry_after: str | None, data: bytes) -> str:
    """The gateway's id for the text; TransportError with the kind that its status and code mean."""
    try:
        answer = json.loads(data)
        answer = answer if isinstance(answer, dict) else {}
    except (ValueError, RecursionError):
        answer = {}
    code = _number(answer.get("code") or answer.get("error_code"))
    if 200 <= status < 300 and answer.get("sid") and not code:
        return str(answer["sid"])
    detail = f"HTTP {status}, code {code}"
    if code in RECIPIENT_CODES:
        raise TransportError("recipient", detail)
    if status in _OURS_TO_MEND or status >= 500:
        raise TransportError("connection", detail, retry_after=min(_number(retry_after), _LONGEST_WAIT) or None)
    if 200 <= status < 300 and not code:
        raise TransportError("connection", f"{detail}, no sid", ambiguous=True)
    raise TransportError("content", detail)


def _number(word: object) -> int:
    """A whole number in any spelling; 0 for what is none."""
    text = str(word)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@dataclass(frozen=True)
class FilePort:
    """Writes each text to a file, which nobody receives: how the site runs with no gateway."""

    name: ClassVar[str] = FILE

    folder: Path

    def send(self, to: str, body: str, reference: str) -> str:
        """The file's name; the same reference writes the same file."""
        return write_file(self.folder, reference, {"channel": "sms", "to": to, "text": body})


def sms_port() -> SmsPort:
    """The port that the settings name. Raises TransportError where they name none: then messages wait."""
    values = settings()
    if not values.sms_url:
        raise TransportError("connection", "SMS_URL is not set")
    if values.sms_url == FILES:
        return FilePort(values.instance / "outbox")
    return TwilioPort(
        values.sms_url.rstrip("/"),
        values.sms_account,
        values.sms_token,
        values.sms_from,
        absolute("/hooks/sms/status"),
    )
