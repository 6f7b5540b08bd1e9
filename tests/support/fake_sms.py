"""A text gateway on loopback that speaks the Twilio-compatible API, obeys or breaks on request, and remembers.

`python -m tests.support.fake_sms --port 9000 --log FILE` runs it as a process of its own (one JSON line a request).
"""

import argparse
import base64
import hashlib
import hmac
import json
import secrets
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Self

from tests.support.loopback import LoopbackServer
from tests.support.patience import SECONDS

#: What a number can do to a text. `drop` takes the text and breaks the line unanswered; `cut` breaks it before taking.
#: `garbage` takes it and answers nonsense, `half` breaks off within its answer, `broke` refuses our account. `away`
#: answers 503 and takes nothing; `error` answers 500 without taking it, `late-error` after it did.
MODES = (
    *("ok", "delivered", "landline", "refuse", "stopped", "broke", "busy", "away", "error"),
    *("hang", "drop", "cut", "garbage", "half", "late-error"),
)
_REFUSALS = {
    "refuse": (400, 21211, "Invalid 'To' Phone Number"),
    "stopped": (400, 21610, "unsubscribed recipient"),
    "broke": (403, 20005, "account is not active"),
}
_RECEIPTS = {"delivered": ("delivered", None), "landline": ("undelivered", 30006)}
_TAKING = {"ok", "delivered", "landline", "drop", "garbage", "half", "late-error"}
RETRY_AFTER_SECONDS = 2


@dataclass(frozen=True)
class Text:
    """One POST that reached the gateway. `is_taken`: it would go out to the phone, whatever the caller heard."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    mode: str
    is_taken: bool
    at: float
    #: Every field of the form.
    form: Mapping[str, str]


def sign(url: str, form: Mapping[str, str | list[str]], token: str) -> str:
    """Twilio's signature of a callback: base64(HMAC-SHA1(token, url + each name and value in order of name))."""
    values = {name: [value] if isinstance(value, str) else value for name, value in form.items()}
    words = url + "".join(name + value for name in sorted(values) for value in sorted(set(values[name])))
    return base64.b64encode(hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()).decode()


class FakeSms:
    """The gateway; a context manager. `mode` holds for every number, `modes[number]` for one."""

    def __init__(self, port: int = 0, log: Path | None = None, mode: str = "ok") -> None:
        self.account, self.token, self.number = "AC" + "0" * 32, "token-of-the-fake", "+12025550100"
        self._first_mode = mode
        self.mode, self.modes = mode, dict[str, str]()
        #: What is answered to a number in the place of an id: any JSON.
        self.ids: dict[str, object] = {}
        self.requests: list[Text] = []
        #: What the site answered to each receipt that a mode promised.
        self.receipt_statuses: list[int] = []
        self.closing = threading.Event()
        self._log, self._lock = log, threading.Lock()
        self._server = LoopbackServer(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def renew(self) -> None:
        """Be as when it began: nothing came, and every number is as all are."""
        self.mode = self._first_mode
        for memory in (self.modes, self.ids, self.requests, self.receipt_statuses):
            memory.clear()

    @property
    def url(self) -> str:
        """Base address, for SMS_URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """Settings that point a site here."""
        return {
            "SMS_URL": self.url,
            "SMS_ACCOUNT": self.account,
            "SMS_TOKEN": self.token,
            "SMS_FROM": self.number,
        }

    @property
    def texts(self) -> list[Text]:
        """Every text a phone would receive, oldest first."""
        return [text for text in self.requests if text.is_taken]

    def to(self, number: str) -> list[Text]:
        """The texts one phone would receive."""
        return [text for text in self.texts if text.to == number]

    def inbound(self, site: str, sender: str, body: str, sid: str | None = None, **more: str) -> int:
        """Answer as a phone would; `site` is the address of the site. Gives the HTTP status of the hook."""
        form = {"MessageSid": sid or new_sid(), "From": sender, "To": self.number, "Body": body, "NumMedia": "0"}
        return self.post(f"{site}/hooks/sms/inbound", form | more)

    def receipt(self, text: Text, status: str, error_code: int | None = None, url: str = "") -> int:
        """Report what became of a text, to its own callback address or `url`. Gives the HTTP status of the hook."""
        form = {"MessageSid": text.sid, "MessageStatus": status, "To": text.to, "From": text.sender}
        if error_code:
            form["ErrorCode"] = str(error_code)
        return self.post(url or text.callback, form)

    def post(self, url: str, form: dict[str, str], signature: str | None = None) -> int:
        """POST a signed form (or with a signature of one's own choice); the HTTP status, 0 where nobody answers.

        What follows a `#` says, as to Twilio, how often (`rc`) and after what (`rp`) it comes again; it is neither sent
        nor signed. Without that it comes once.
        """
        url, _, overrides = url.partition("#")
        policy = dict(urllib.parse.parse_qsl(overrides))
        for _ in range(int(policy.get("rc", "0"))):
            status = self._post(url, form, signature)
            failure = f"{status // 100}xx" if status else "ct"
            if failure not in policy["rp"].split(","):
                return status
        return self._post(url, form, signature)

    def _post(self, url: str, form: dict[str, str], signature: str | None) -> int:
        form = {"AccountSid": self.account, **form}
        signed = sign(url, form, self.token) if signature is None else signature
        data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, data, {"X-Twilio-Signature": signed}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def record(self, form: dict[str, str], mode: str) -> Text:
        """Remember one request."""
        words = [form.get(name, "") for name in ("To", "From", "Body", "StatusCallback")]
        text = Text(new_sid(), *words, mode=mode, is_taken=mode in _TAKING, at=time.time(), form=form)
        with self._lock:
            self.requests.append(text)
            if self._log:
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(text), ensure_ascii=False) + "\n")
        return text

    def after(self, text: Text) -> None:
        """Send the receipt that the mode promises, a moment after the answer."""
        status, code = _RECEIPTS[text.mode]
        threading.Timer(0.05, lambda: self.receipt_statuses.append(self.receipt(text, status, code))).start()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def new_sid() -> str:
    """A fresh message id as the gateway writes them."""
    return "SM" + secrets.token_hex(16)


def _handler(gateway: FakeSms) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            """The account, to whoever is signed in to it."""
            if not self._knows():
                return self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
            if gateway.mode == "away":
                return self._answer(503, {"code": 20503, "status": 503})
            is_it = self.path == f"/2010-04-01/Accounts/{gateway.account}.json"
            return self._answer(200, {"sid": gateway.account}) if is_it else self._answer(404, {"code": 20404})

        def _knows(self) -> bool:
            basic = base64.b64encode(f"{gateway.account}:{gateway.token}".encode()).decode()
            return self.headers.get("Authorization") == f"Basic {basic}"

        def do_POST(self) -> None:
            words = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = dict(urllib.parse.parse_qsl(words, keep_blank_values=True, strict_parsing=True))
            if not self._knows():
                return self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
            if self.path != f"/2010-04-01/Accounts/{gateway.account}/Messages.json":
                return self._answer(404, {"code": 20404, "message": "not found", "status": 404})
            sender = form.get("MessagingServiceSid") or form.get("From")
            if not (sender and form.get("To") and form.get("Body")):
                return self._answer(400, {"code": 21602, "message": "To, From and Body are needed", "status": 400})
            mode = gateway.modes.get(form["To"], gateway.mode)
            self._behave(gateway.record(form, mode))

        def _behave(self, text: Text) -> None:
            if text.mode == "hang":
                gateway.closing.wait()
            if text.mode in {"hang", "drop", "cut"}:
                self.close_connection = True
            elif text.mode in _REFUSALS:
                status, code, words = _REFUSALS[text.mode]
                self._answer(status, {"code": code, "message": words, "status": status})
            elif text.mode in {"garbage", "half"}:
                data = b"<html>" if text.mode == "garbage" else b'{"sid": "SM'
                self.send_response(201)
                self.send_header("Content-Length", str(len(data) * (1 + (text.mode == "half"))))
                self.end_headers()
                self.wfile.write(data)
                self.close_connection = True
            elif text.mode == "busy":
                self._answer(429, {"code": 20429, "status": 429}, {"Retry-After": str(RETRY_AFTER_SECONDS)})
            elif text.mode == "away":
                self._answer(503, {"code": 20503, "status": 503})
            elif text.mode in {"error", "late-error"}:
                self._answer(500, {"code": 20500, "status": 500})
            else:
                sid = gateway.ids.get(text.to, text.sid)
                answer = {"sid": sid, "status": "queued", "to": text.to, "from": text.sender, "body": text.body}
                self._answer(201, answer)
                if text.mode in _RECEIPTS and text.callback:
                    gateway.after(text)

        def _answer(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--mode", choices=MODES, default="ok")
    given = parser.parse_args()
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with FakeSms(given.port, given.log, given.mode) as gateway:
        print(json.dumps(gateway.settings), flush=True)
        done.wait()


if __name__ == "__main__":
    main()
