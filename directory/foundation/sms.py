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
from directory.kernel.text import short_id

#: Seconds for connecting and for each read, and for the whole exchange: together well under the lease of a message.
TIMEOUT_SECONDS, DEADLINE_SECONDS = 15, 30
#: What the gateway's codes mean, whether it answers with one or reports it later, by kind of error:
#: it said STOP to the gateway; no phone, blocked there, unknown or a landline; off or out of reach; filtered by its
#: carrier; our account, balance or number, which the operator has to mend (30034: a number that is not registered).
_MEANINGS = {
    "stopped": {21610},
    "recipient": {21211, 21214, 21217, 21612, 21614, 30004, 30005, 30006},
    "away": {30003},
    "content": {30007},
    "account": {
        *(10001, 20003, 20005, 21601, 21603, 21606, 21608, 21659, 21660, 21703, 21705),
        *(30002, 30023, 30027, 30032, 30033, 30034, 90010),
    },
}
#: Answers that blame our account or address: the text is fine, and goes out once the operator has mended the setting.
_OURS_TO_MEND = {301, 302, 303, 307, 308, 401, 402, 403, 404}
#: Answers that ask to come back later: the text was not taken. Any other error of the gateway's own (500, 502, 504)
#: leaves open whether it was: Twilio says of 20500 that a repeat may reach the phone twice.
_LATER, _UNAVAILABLE = {408, 425, 429, 503}, 20503
_LONGEST_WAIT = 24 * 3600
#: How an address of ours ends that the gateway is given: what could not be brought, was answered too late or with 5xx,
#: it is to bring again, up to five times within its 15 seconds. Twilio drops it otherwise. This part of an address is
#: sent to nobody, and is not signed.
COME_AGAIN = "#rc=5&rp=ct,rt,5xx"
_LONGEST_ANSWER = 64 * 1024


class SmsPort(Protocol):
    """Hands one text to whoever carries it; `name` is what the message's row keeps of it."""

    name: ClassVar[str]

    def send(self, to: str, body: str, reference: str) -> str:
        """The carrier's own reference; TransportError when it was not taken, or may not have been."""
        ...


def meaning(code: int | None) -> str | None:
    """The kind of error that a code of the gateway means: `stopped` for 21610; None for one we do not know."""
    return next((kind for kind, codes in _MEANINGS.items() if code in codes), None)


@dataclass(frozen=True)
class TwilioPort:
    """POSTs a form to `{url}/2010-04-01/Accounts/{account}/Messages.json` with Basic auth.

    The address for receipts carries our reference, by which a receipt finds its text whatever came of the answer.
    """

    name: ClassVar[str] = "gateway"

    url: str
    account: str
    token: str
    sender: str
    callback: str
    #: A messaging service that chooses the number, in the place of `sender`.
    service: str = ""
    #: Seconds after which the gateway gives a text up that it could not hand on; 0: as long as it likes.
    validity: int = 0

    def send(self, to: str, body: str, reference: str) -> str:
        """One POST. A line that breaks after the request went out is ambiguous: the gateway may have taken it."""
        form = urlencode(self._form(to, body, reference))
        headers = {
            **self._credentials(),
            "Content-Type": "application/x-www-form-urlencoded",
            "I-Twilio-Idempotency-Token": reference,
        }
        path = f"{self._account_path()}/Messages.json"
        line = self._line()
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

    def probe(self) -> tuple[int, str | None]:
        """Ask for the account and send nothing: the status of the answer, and its Date. Raises TransportError."""
        line = self._line()
        try:
            with cut_after(DEADLINE_SECONDS, lambda: line.sock):
                line.request("GET", f"{self._account_path()}.json", headers=self._credentials())
                answer = line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise TransportError("connection", type(error).__name__) from error
        finally:
            line.close()
        return answer.status, answer.headers.get("Date")

    def _account_path(self) -> str:
        return f"{urlsplit(self.url).path.rstrip('/')}/2010-04-01/Accounts/{self.account}"

    def _credentials(self) -> dict[str, str]:
        basic = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        return {"Authorization": f"Basic {basic}"}

    def _line(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        return open_line(parts.scheme, parts.hostname or "", parts.port)

    def _form(self, to: str, body: str, reference: str) -> dict[str, str]:
        callback = f"{self.callback}?{urlencode({'reference': reference})}{COME_AGAIN}"
        form = {"To": to, "Body": body, "StatusCallback": callback}
        form |= {"MessagingServiceSid": self.service} if self.service else {"From": self.sender}
        return form | ({"ValidityPeriod": str(self.validity)} if self.validity else {})


def open_line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """A line to a gateway that is connected when it is first used; over TLS where the scheme says so."""
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


def _read(status: int, retry_after: str | None, data: bytes) -> str:
    """The gateway's id for the text, as a column keeps it; TransportError with the kind its status and code mean.

    A yes without an id is none: whether the text was taken is then not known.
    """
    try:
        answer = json.loads(data)
        answer = answer if isinstance(answer, dict) else {}
    except (ValueError, RecursionError):
        answer = {}
    code, sid = _number(answer.get("code") or answer.get("error_code")), answer.get("sid")
    if 200 <= status < 300 and isinstance(sid, str) and sid.strip() and not code:
        return short_id(sid)
    detail = f"HTTP {status}, code {code}"
    if kind := meaning(code):
        raise TransportError(kind, detail)
    wait = min(_number(retry_after), _LONGEST_WAIT) or None
    if status in _OURS_TO_MEND:
        raise TransportError("account", detail, retry_after=wait)
    if status in _LATER or code == _UNAVAILABLE:
        raise TransportError("connection", detail, retry_after=wait)
    if status >= 500:
        raise TransportError("connection", detail, ambiguous=True)
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


def inbound_address() -> str:
    """Where the gateway is to bring what phones write; the operator gives it to the gateway."""
    return absolute("/hooks/sms/inbound") + COME_AGAIN


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
        values.sms_messaging_service,
        values.sms_validity,
    )
