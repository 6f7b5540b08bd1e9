"""A homeowner with a browser, the form that is filled in, and the firms it goes to."""

import http.client
import re
import ssl
import time
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from directory.businesses import actions as businesses
from directory.kernel import clock
from tests.support.patience import SECONDS

#: Answers that say: not now, press again.
_AGAIN = (502, 503, 504)
#: What went wrong with a line, whatever it was.
BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """Status, address it leads to (empty: nowhere), page."""

    status: int
    location: str
    page: str


@dataclass
class Visitor:
    """A browser: cookies, no redirects followed, and patience with a door that does not answer.

    `doors` are addresses of the site, tried in turn; `host` is the name it calls, where that is another.
    """

    doors: list[str]
    host: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    _turn: int = 0

    def ask(self, path: str, form: list[tuple[str, str]] | None = None) -> Answer:
        """Asked again, and of the next door, until one answers. Raises AssertionError when none does."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            try:
                answer = self.once(path, form)
                if answer.status not in _AGAIN:
                    return answer
            except BROKEN:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{path}: no door answers")

    def once(self, path: str, form: list[tuple[str, str]] | None = None, timeout: float = 30) -> Answer:
        """Asked one time, of the door whose turn it is. Raises one of BROKEN."""
        self._turn += 1
        door = urlsplit(self.doors[self._turn % len(self.doors)])
        host = self.host or door.netloc
        line = http.client.HTTPConnection(door.hostname or "", door.port, timeout=timeout)
        headers = {"Host": host, "Connection": "close", "Referer": f"{door.scheme}://{host}/"}
        headers |= (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        )
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        try:
            line.connect()
            if door.scheme == "https":
                line.sock = _trusting().wrap_socket(line.sock, server_hostname=host)
            line.request("GET" if form is None else "POST", path, urlencode(form or []) or None, headers)
            answer = line.getresponse()
            for value in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        finally:
            line.close()


@cache
def _trusting() -> ssl.SSLContext:
    """A certificate that a test made for itself will do."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def firm(number: int) -> businesses.NewBusiness:
    """A firm with a phone of its own: one phone gets no more than a few texts an hour."""
    stated = {"name_en": f"Firm {number}", "phones": [firm_phone(number)], "services": ["heating"]}
    facts = [
        businesses.FactDraft(field_name, value, "ad", clock.today(), evidence=("made up",))
        for field_name, value in stated.items()
    ]
    return businesses.NewBusiness(f"firm-{number}", "washington", "en", facts)


def firm_phone(number: int) -> str:
    """The phone of that firm: `+12405550107` of the seventh."""
    return f"+1240555{100 + number:04d}"


def fill_in(visitor: Visitor, number: int, firm_number: int, **more: str) -> list[tuple[str, str]]:
    """The form of this firm as a homeowner opens it and fills it in; `more` are further fields."""
    return filled(visitor.ask(form_path(firm_number)).page, number, firm_number, **more)


def form_path(firm_number: int) -> str:
    """Where the form of a firm is."""
    return f"/en/request-a-quote?business=firm-{firm_number}"


def filled(page: str, number: int, firm_number: int, **more: str) -> list[tuple[str, str]]:
    """The form on this page, filled in by the homeowner of that number."""
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    hidden = {_attribute(tag, "name"): _attribute(tag, "value") for tag in tags}
    answers = {
        "business": f"firm-{firm_number}",
        "service": "repair",
        "zip": "20850",
        "urgency": "48h",
        "safety": "none",
        "name": f"Homeowner {number}",
        "phone": f"301-{300 + number // 10_000}-{number % 10_000:04d}",
        "lang": "en",
        "consent": "*:call",
    }
    signed = {name: hidden[name] for name in ("csrf_token", "request_key", "named") if hidden.get(name)}
    return list((signed | answers | more).items())


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return match[1] if match else ""
