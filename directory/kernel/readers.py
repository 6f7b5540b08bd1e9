"""What an operator writes for a setting: each reader gives its value, or says in a few words what it must be.

A reader never repeats what was written: that may be a password.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import time
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from directory.kernel import secret_key
from directory.kernel.later import later

if TYPE_CHECKING:
    from directory.kernel import mail, phone
else:
    mail = later("directory.kernel.mail")
    phone = later("directory.kernel.phone")

#: From the text of a setting, which is not empty, to its value. Raises ValueError("must be ...").
Reader = Callable[[str], object]

#: Characters of a secret that somebody else made for us.
_SHORTEST_SECRET = 8
#: Hours of texts that never end.
ALWAYS = "always"
#: How every setting that is nobody else's begins.
_PREFIX = "LENGNUAN_"
#: Of 1: how like one of ours a name is that means it. TRUSTED_PROXY is .857 like TRUSTED_PROXIES, SMTP_USER .82 like
#: SMTP_URL, which is another program's.
_LIKE = 0.85
#: Names of so few letters are near to those of many programs: HOST, PORT, SEED.
_SHORTEST_LIKE = 5
#: Near to ours, and read by the library that talks to the bucket.
_OTHERS = "AWS_ENDPOINT_URL_"

_HOURS = re.compile(r"([0-2]?\d:[0-5]\d) ?[-–] ?([0-2]?\d:[0-5]\d)")
_HOST = re.compile(r"(?!-)[A-Za-z0-9._:-]{1,253}|\[[0-9A-Fa-f:]+\]")
_SENDER = re.compile(r"\+?[0-9]{3,15}|(?=[0-9]*[A-Za-z])[A-Za-z0-9 ]{1,11}")
_DOLLARS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
_BUCKET = re.compile(r"//[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9/_.-]*)?")
#: Names of this machine, to which a line needs no TLS.
_HERE = ("localhost", "127.0.0.1", "::1")
_SWITCH = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
_DATABASES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")


def misspelt(environment: Mapping[str, str], names: Set[str]) -> Iterator[str]:
    """A sentence for each name that is set, is none of `names`, and means one; nothing of what other programs read."""
    alike = sorted(name for name in names if len(name) >= _SHORTEST_LIKE)
    for name in sorted(name for name, value in environment.items() if name not in names and value.strip()):
        meant = [] if name.startswith(_OTHERS) else difflib.get_close_matches(name.upper(), alike, 1, _LIKE)
        if meant:
            yield f"{name} is no setting of this site: {meant[0]} is"
        elif name.startswith(_PREFIX):
            yield f"{name} is no setting of this site: docs/configuration.md lists them all"


def whole(least: int, most: int, unit: str = "") -> Reader:
    """A whole number between two, both included: `whole(0, 9)` reads `"3"` as 3."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number {f'of {unit} ' if unit else ''}from {least} to {most}")
        return int(text)

    return read


def one_of(*words: str) -> Reader:
    """One of these words, written so."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be {' or '.join(words)}")
        return text

    return read


def switch(text: str) -> bool:
    """`on`, `true`, `1` -> True; `off`, `false`, `0` -> False, in capitals too."""
    if text.lower() not in _SWITCH:
        raise ValueError("must be on or off")
    return _SWITCH[text.lower()]


def line(text: str) -> str:
    """Words on one line."""
    if not text.isprintable():
        raise ValueError("must be one line of plain text")
    return text


def secret(text: str) -> str:
    """What only we and another service know, as that service gave it: no word that stands for it in an example."""
    if len(line(text)) < _SHORTEST_SECRET or secret_key.stands_for_one(text):
        raise ValueError(f"must be the secret that was given to you, of at least {_SHORTEST_SECRET} characters")
    return text


def hours(text: str) -> str:
    """`"08:00-20:00"`, `"8:00 - 20:00"` -> `"08:00-20:00"`, the first before the second; or `always`."""
    if text == ALWAYS:
        return text
    match = _HOURS.fullmatch(text)
    try:
        opens, closes = (time.fromisoformat(end.zfill(5)) for end in match.groups()) if match else (None, None)
    except ValueError:
        opens = closes = None
    if opens is None or closes is None or opens >= closes:
        raise ValueError("must be hours of one day such as 08:00-20:00, or always")
    return f"{opens:%H:%M}-{closes:%H:%M}"


def dollars(text: str) -> str:
    """An amount below 1,000 dollars, as it was written: `"0.0079"`."""
    if not _DOLLARS.fullmatch(text):
        raise ValueError("must be an amount in dollars, such as 0.0079")
    return text


def address(text: str) -> str:
    """One email address."""
    try:
        return mail.read(text)
    except ValueError:
        raise ValueError("must be one email address") from None


def sender(text: str) -> str:
    """One email address to write from; the machine's own is taken too: `lengnuan@localhost`."""
    return text if re.fullmatch(r"[a-z0-9._-]+@localhost", text) else address(text)


def call_number(text: str) -> str:
    """A phone in the United States or Canada to be called: `"(240) 555-0123"` -> `"+12405550123"`; free ones too."""
    try:
        return phone.parse_for_calls(text)
    except phone.NotPhone as error:
        if error.why == "toll_free":
            return f"+1{re.sub('[^0-9]', '', text)[-10:]}"
        raise ValueError("must be one phone number in the United States or Canada") from None


def texts_from(text: str) -> str:
    """What texts come from: a number, a short code, or up to eleven letters."""
    if not _SENDER.fullmatch(text):
        raise ValueError("must be a number such as +12025550123, a short code, or up to 11 letters")
    return text


def host(text: str) -> str:
    """A name or an address to listen on: `127.0.0.1`, `localhost`, `::`."""
    if not _HOST.fullmatch(text):
        raise ValueError("must be the name or address of a machine, without a port")
    return text


def site(text: str) -> str:
    """Where the site is, without the last slash: `"https://lengnuan.example/"` -> `"https://lengnuan.example"`."""
    parts = _split(text, ("http", "https"))
    if parts is None or parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must begin with http:// or https:// and name a host, with nothing behind it")
    return text.rstrip("/")


def hosts(text: str) -> str:
    """Names of machines with commas between: `"a.example, b.example"` -> `"a.example,b.example"`."""
    return ",".join(host(name.strip()) for name in text.split(","))


def storage(text: str) -> str:
    """Where files are kept: `file:` alone or with a whole path, or `s3://bucket/prefix`."""
    scheme, _colon, path = line(text).partition(":")
    if scheme == "file" and (not path or path.startswith("/")):
        return text.replace("file:///", "file:/", 1)
    if scheme != "s3" or not _BUCKET.fullmatch(path):
        raise ValueError("must be file:, file:/a/folder or s3://bucket/prefix")
    return text


def gateway(instead: str, *schemes: str) -> Reader:
    """Where messages are handed on; or the word for doing without."""
    begins = " or ".join(f"{scheme}://" for scheme in schemes)

    def read(text: str) -> str:
        if text != instead and _split(text, schemes) is None:
            raise ValueError(f"must begin with {begins} and name a host, or be {instead}")
        return text

    return read


def mailbox(text: str) -> str:
    """A folder read by IMAP. Without TLS only on this machine: the password would be read on the way."""
    parts = _split(text, ("imaps", "imap"))
    if parts is None or not parts.username:
        raise ValueError("must begin with imaps:// and name user, password and host")
    if parts.scheme == "imap" and parts.hostname not in _HERE:
        raise ValueError("must begin with imaps:// for another machine")
    return text


def database(text: str) -> str:
    """Where the database is. What is left open by a bare `postgresql://` is said: its driver, psycopg 3."""
    scheme, is_url, rest = text.partition("://")
    if not is_url or scheme not in _DATABASES:
        raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
    if scheme != "sqlite":
        return f"postgresql+psycopg://{rest}"
    if not rest.partition("?")[0].strip("/") or rest[:1] != "/" or ":memory:" in rest or "mode=memory" in rest:
        # In memory each process would have a database of its own, and all that is saved would be gone at its end.
        raise ValueError("must name a file, as sqlite:////srv/lengnuan/site.sqlite3")
    return text


def replica(text: str) -> str:
    """Where a replica of the database is, in PostgreSQL."""
    url = database(text)
    if not url.startswith("postgresql"):
        raise ValueError("must begin with postgresql+psycopg://")
    return url


def _split(text: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """The parts of an address with one of these schemes and a host; None for another."""
    try:
        parts = urlsplit(line(text))
        is_known = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_known and " " not in text else None
