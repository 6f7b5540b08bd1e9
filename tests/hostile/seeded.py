"""Requests made by chance from a fixed seed: every route and role, fields of every form, odd bytes in every place."""

import base64
import hashlib
import hmac
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from directory.foundation.forms import Form
from directory.foundation.html import absolute
from tests.hostile import corpus
from tests.hostile.doors import SMS_TOKEN, Door, path
from tests.hostile.matrix import HARM, LET_IN, OPENING, filled
from tests.hostile.world import ROLES, World

SEED = 20261128
#: What stands where a link would: nothing that is written down may hold it.
TOKEN = "Tz9_planted-secret_Q8x"
_RAW_NAMES = ("action", "business", "next", "again", "lang", "page", "sent", "edit", "csrf_token", "From", "Body")
_PARAMETERS = ("q", "place", "service", "brand", "license", "insured", "property", "parts_years", "labor_years", "page")
_PARAMETERS += ("business", "next", "lang", "seen", "sent", "before", "after", "state", "zip", "width")
_PARAMETERS += ("color", "area", "about", "since", "actor", "tab", "open", "into", "again", "channel", "until")
_HEADERS = ("Accept-Language", "Accept", "Referer", "Cookie", "User-Agent", "Origin", "X-Forwarded-For", "Forwarded")
_HEADERS += (
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "HX-Request",
    "HX-Current-URL",
    "HX-Target",
    "HX-Trigger",
    "Range",
)
_HEADERS += ("If-None-Match", "If-Modified-Since", "If-Range", "Authorization", "X-Twilio-Signature", "X-CSRFToken")
_HEADERS += ("Content-Length", "Accept-Encoding", "X-Real-Ip", "Date", "Content-Type")
#: What headers hold, beside the corpus.
_ODD = (
    "http://[", "//[::1", "http://a:b/", "http://a:99999999/", "https://[v1.x]/", "javascript:1", "/", "\\\\x", "//x",
    f"http://127.0.0.1:8000/en/requests/{TOKEN}", f"/en/leads/{TOKEN}?x={TOKEN}", f"{TOKEN}", "null", "true", "", "-",
    "zh-TW,zh;q=nan,en;q=inf", "zh;q=" + "9" * 400, "*;q=1e999", ",;,=", f"{'a' * 64}.example.com", "a..b", "[::1",
    f"{TOKEN}{'x' * 60}:80",
    "127.0.0.1:99999", "127.0.0.1:0", "\u51b7.example", "bytes=0-", "bytes=9999999999999999999999-", "bytes=-1,x",
    'W/"', "Sun, 99 Foo 99999 99:99:99 GMT", "for=[::1", "unix:", "1.2.3.4.5, ::::", "::ffff:1.2.3.4", "a" * 5000,
    "session=" + "A.B.C", "session=.eJw.x.y; lengnuan_session=" + TOKEN, "lengnuan_browser=" + "%00" * 9,
)  # fmt: skip
_JSON = (None, True, [], {}, "x", 0, 1e308, 10**400, [[[[]]]], {"action": ["x"]}, {"action": None}, "\ud800", "a\x00")
_KINDS = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "a/b;;;=",
    "",
    "*/*",
)
_METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", f"BREW{TOKEN}")


def names_in_forms() -> list[str]:
    """The names of the fields of every form of the site."""
    waiting, names = [Form], set(_RAW_NAMES)
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        names |= set(_names_of(form))
    return sorted(names)


def _names_of(form: type) -> list[str]:
    return [name for name in dir(form) if hasattr(getattr(form, name), "_formfield")]


def names_beside(view: object) -> list[str]:
    """The names of the fields of the forms that the module of a view knows: what its door is likely to read."""
    module = sys.modules[getattr(view, "__module__", __name__)]
    forms = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Form)]
    return sorted({name for form in forms for name in _names_of(form)})


@dataclass
class Attempt:
    """One request: whose browser, and all that is sent."""

    role: str
    method: str
    target: bytes
    query: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    kind: str = ""

    def __str__(self) -> str:
        return (
            f"{self.role}: {self.method} {self.target!r}?{self.query!r} {self.headers} {self.kind} {self.body[:300]!r}"
        )


class Maker:
    """Makes attempts on some of the doors, the same ones in every run."""

    def __init__(self, world: World, entrances: list[Door], name: str) -> None:
        self._world, self._entrances = world, entrances
        self._chance = random.Random(f"{SEED} {name}")
        self._names = names_in_forms()
        self._payloads = [value for value in corpus.PAYLOADS.values() if len(value) < 2000]

    def attempts(self, count: int) -> Iterator[Attempt]:
        """So many; each door is tried as often as any other."""
        for number in range(count):
            yield self._attempt(self._entrances[number % len(self._entrances)])

    def _attempt(self, door: Door) -> Attempt:
        chance = self._chance
        let_in = sorted(LET_IN.get(door.gate, ()))
        role = chance.choice(let_in if let_in and chance.random() < 0.5 else ROLES)
        method = door.method if chance.random() < 0.9 else chance.choice(_METHODS)
        attempt = Attempt(role, method, self._target(door, role))
        if chance.random() < 0.4:
            attempt.query = self._query()
        if method not in ("GET", "HEAD"):
            fields = self._fields(door)
            attempt.kind, attempt.body = self._body(fields)
            if role == "key" and door.gate == "signature":
                attempt.headers.append(("X-Twilio-Signature", _signature(door, fields)))
                attempt.kind, attempt.body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        for name in chance.sample(_HEADERS, chance.choice((0, 0, 1, 2, 4))):
            attempt.headers.append((name, self._header()))
        if chance.random() < 0.06:
            attempt.headers.append(("Host", chance.choice(_ODD).encode().decode("latin-1")))
        if chance.random() < 0.1:
            attempt.headers += [
                ("HX-Request", "true"),
                ("HX-Current-URL", chance.choice(_ODD).encode().decode("latin-1")),
            ]
        return attempt

    def _target(self, door: Door, role: str) -> bytes:
        """The address of a thing that is there, or one with something odd in it."""
        chance = self._chance
        if chance.random() < 0.6:
            side = chance.choice((self._world.own, self._world.other))
            return path(self._world, role, door.rule, side).encode()
        parts = re.split(r"<[^>]*>", door.rule.rule.replace("<lang:lang>", chance.choice(("en", "zh-hans", "zh-hant"))))
        filled_in = [parts[0].encode()]
        for part in parts[1:]:
            filled_in += [self._piece(), part.encode()]
        return b"".join(filled_in) + (b"" if chance.random() < 0.8 else b"/" + self._piece())

    def _piece(self) -> bytes:
        """A part of an address, as it arrives after the server has decoded it."""
        if self._chance.random() < 0.4:
            return TOKEN.encode()
        return self._chance.choice(self._payloads).replace(b"\n", b"").replace(b"\r", b"")[:300] or b"-"

    def _query(self) -> bytes:
        chance = self._chance
        pairs = [(chance.choice(_PARAMETERS), self._value()) for _ in range(chance.randint(1, 4))]
        raw = urlencode(pairs).encode()
        # Not everybody encodes what they type.
        return raw if chance.random() < 0.7 else raw.replace(b"%", chance.choice((b"%", b"%%", b"\xff", b"")))

    def _value(self) -> bytes:
        if self._chance.random() < 0.2:
            return TOKEN.encode()
        return self._chance.choice(self._payloads)

    def _fields(self, door: Door) -> dict[str, bytes]:
        """What the form of this door needs, some of it spoilt, and some of what others have."""
        chance = self._chance
        known = filled(self._world, {**HARM.get(door.rule.rule, {}), **OPENING.get(door.rule.rule, {})})
        fields = {name: str(value).encode() for name, value in known.items()}
        own = names_beside(self._world.app.view_functions[door.rule.endpoint])
        spoilt = [*fields, *chance.sample(own, min(len(own), 4)), *chance.sample(self._names, chance.randint(0, 3))]
        for name in chance.sample(spoilt, min(len(spoilt), chance.randint(0, 4))):
            fields[name] = self._value()
        return fields

    def _body(self, fields: dict[str, bytes]) -> tuple[str, bytes]:
        chance = self._chance
        way = chance.random()
        if way < 0.4:
            return "application/x-www-form-urlencoded", urlencode(fields).encode()
        if way < 0.75:
            return _multipart(fields, {name for name in fields if chance.random() < 0.5}, chance)
        if way < 0.9:
            return "application/json", json.dumps(chance.choice(_JSON)).encode()
        return chance.choice(_KINDS), b"".join(chance.choice(self._payloads) for _ in range(3))

    def _header(self) -> str:
        if self._chance.random() < 0.6:
            return self._odd()
        return self._chance.choice(self._payloads).decode("latin-1").replace("\r", "").replace("\n", "")

    def _odd(self) -> str:
        return self._chance.choice(_ODD).encode().decode("latin-1")


def _signature(door: Door, fields: dict[str, bytes]) -> str:
    words = absolute(door.rule.rule) + "".join(name + corpus.shown(fields[name]) for name in sorted(fields))
    digest = hmac.new(SMS_TOKEN.encode(), words.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _multipart(fields: dict[str, bytes], files: set[str], chance: random.Random) -> tuple[str, bytes]:
    """Fields as parts, `files` of them with the name of a file."""
    lines = []
    for name, value in fields.items():
        file = f'; filename="{quote(TOKEN + chance.choice(("", ".txt", "/../x")))}"' if name in files else ""
        lines += [b"--edge", f'Content-Disposition: form-data; name="{name}"{file}'.encode()]
        lines += [b"Content-Type: text/plain; charset=" + chance.choice((b"utf-8", b"utf-7", b"none", b"idna"))]
        lines += [b"", value]
    ending = b"--edge--\r\n" if chance.random() < 0.95 else b""
    return "multipart/form-data; boundary=edge", b"\r\n".join([*lines, ending])
