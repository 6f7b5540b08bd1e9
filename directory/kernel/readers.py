"""What an operator writes for a setting: each reader gives its value, or says in a few words what it must be.

A reader never repeats what was written: that may be a password.
"""

import difflib
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import time
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlsplit

from directory.kernel import secret_key
from directory.kernel.contradictions import HERE, is_elsewhere
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
_LONGEST_NAME = 100
#: Seconds: a phone that is in a lift gets its text all the same.
_SHORTEST_VALIDITY = 60
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
#: A label of a host's name, several with dots between; of digits and dots alone only an address is one.
_LABEL = r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?![0-9.]+\Z){_LABEL}(?:\.{_LABEL})*")
_NUMBER, _SHORT_CODE = re.compile(r"\+?1?([2-9][0-9]{9})"), re.compile(r"[0-9]{5,6}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,127}")
#: A folder: its whole path, or one from the checkout that begins with a letter. No address, no path of another system,
#: nothing of full width.
_FOLDER = re.compile(r"(/|\.\.?/|[^\W\d])[^:\\\uff01-\uff5e]*")
_SECRET = re.compile(rf"[!-~]{{{_SHORTEST_SECRET},}}")
#: What stands for a value in an example, or says in another language that there is none.
_NO_VALUE = re.compile(
    r"none|null|nil|undefined|n/?a|todo|tbd|fixme|x{3,}|change[-_ ]?(me|this|it)|[-.?*]+|<.*>|\$\{.*\}|\$\(.*\)|\$\w+",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"(?:\A|\s)#(?:\s|\Z)")
_DOLLARS = re.compile(r"0(\.[0-9]{1,6})?")
#: Behind the host of PostgreSQL: which of its databases, and options.
_DATABASE_NAME = re.compile(r"(/[\w.%~-]+)?(\?[^\s#;,]+)?")
#: Behind the host, which SQLite has none of: a whole path, which is that of no folder, and options.
_FILE = re.compile(r"//[^?/][^?]*(?<!/)(\?.*)?")
_BUCKET = re.compile(r"//[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9/_.-]*)?")
#: Ports where one of these is spoken and nothing else; what `smtp+tls` begins with is smtp.
_SPOKEN = {25: "smtp", 80: "http", 143: "imap", 443: "https", 465: "smtps", 587: "smtp", 993: "imaps"}
#: What PostgreSQL knows to do about TLS.
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
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


def plainly(name: str, read: Reader, text: str) -> object:
    """The value of a setting, after what is wrong in any: quotes and comments that a file would keep, no value."""
    if not text.isprintable():
        raise ValueError("must be one line of plain text")
    if text[0] in "'\"" and text[-1] == text[0]:
        raise ValueError("must be written without quotation marks")
    if text.startswith(f"{name}="):
        raise ValueError("must be the value alone, without the name again")
    if _COMMENT.search(text):
        raise ValueError("must be the value alone, without a comment behind it")
    if _NO_VALUE.fullmatch(text):
        raise ValueError("must be a value, or be left empty; nothing is expanded")
    return read(text)


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
    """Words, as they are."""
    return text


def name(text: str) -> str:
    """Who somebody is, in any script: `"Ms Lin"`, `"林"`."""
    if not re.search(r"[^\W\d_]", text) or "://" in text or text[0] in "/-" or len(text) > _LONGEST_NAME:
        raise ValueError(f"must be the name of a person or a firm, of at most {_LONGEST_NAME} characters")
    return text


def validity(most: int) -> Reader:
    """Seconds for which a gateway keeps a text: 0, which leaves it to the gateway, or a minute at least."""

    def read(text: str) -> int:
        seconds = whole(0, most, "seconds")(text)
        if not isinstance(seconds, int) or 0 < seconds < _SHORTEST_VALIDITY:
            raise ValueError(f"must be 0, or a whole number of seconds from {_SHORTEST_VALIDITY} to {most}")
        return seconds

    return read


def identifier(text: str) -> str:
    """A name that another service gave: an account, a key, a region."""
    if not _IDENTIFIER.fullmatch(text):
        raise ValueError("must be the name that was given to you: letters, digits, dots, - and _")
    return text


def folder(text: str) -> str:
    """A path. What a shell would make something else of is no name of a folder here."""
    if "$" in text or not _FOLDER.fullmatch(text):
        raise ValueError("must be the path of a folder, whole or from the checkout; nothing is expanded")
    return text


def secret(text: str) -> str:
    """What only we and another service know, as that service gave it: no word that stands for it in an example."""
    if not _SECRET.fullmatch(text) or "://" in text or secret_key.stands_for_one(text):
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
    if opens is None or closes is None or (closes.hour - opens.hour) * 60 + closes.minute - opens.minute < 60:
        raise ValueError("must be an hour or more of one day such as 08:00-20:00, or always")
    return f"{opens:%H:%M}-{closes:%H:%M}"


def dollars(text: str) -> str:
    """A part of a dollar, as it was written: `"0.0079"`. A larger number is one of cents."""
    if not _DOLLARS.fullmatch(text):
        raise ValueError("must be an amount in dollars below 1, such as 0.0079")
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
    """What texts come from: `"2025550123"` -> `"+12025550123"`, or a short code. To letters nobody could answer."""
    if number := _NUMBER.fullmatch(text):
        return f"+1{number[1]}"
    if not _SHORT_CODE.fullmatch(text):
        raise ValueError("must be a number such as +12025550123, or a short code of 5 or 6 digits")
    return text


def host(text: str) -> str:
    """A name or an address, as it stands before a port: `"127.0.0.1"`, `"localhost"`, `"::"` -> `"[::]"`."""
    try:
        address = ipaddress.ip_address(text[1:-1] if text[:1] + text[-1:] == "[]" else text)
    except ValueError:
        if not _NAME.fullmatch(text):
            raise ValueError("must be the name or address of a machine, without a port") from None
        return text.lower()
    return f"[{address}]" if address.version == 6 else str(address)


def site(text: str) -> str:
    """Where the site is, without the last slash: `"HTTPS://Lengnuan.example/"` -> `"https://lengnuan.example"`."""
    parts = _split(text, ("http", "https"))
    if parts is None or parts.path.strip("/") or parts.username is not None:
        raise ValueError("must begin with http:// or https:// and name a host, with nothing behind it")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def hosts(text: str) -> str:
    """Names of other machines with commas between: `"a.example, b.example"` -> `"a.example,b.example"`."""
    names = [host(name.strip()) for name in text.split(",")]
    if not all("." in name or name in HERE for name in names):
        raise ValueError("must be whole names of machines with commas between")
    return ",".join(names)


def storage(text: str) -> str:
    """Where files are kept: `file:` alone or with a whole path, or `s3://bucket/prefix`."""
    scheme, _colon, path = line(text).partition(":")
    if scheme == "file" and re.fullmatch(r"((//)?/[^/:][^:]*)?", path):
        return text.replace("file:///", "file:/", 1)
    if scheme != "s3" or not _BUCKET.fullmatch(path):
        raise ValueError("must be file:, file:/a/folder or s3://bucket/prefix")
    return text


def mail_server(instead: str) -> Reader:
    """Where mails are handed on, with user and password where it wants them; or the word for doing without."""
    return _gateway(instead, ("smtp", "smtps", "smtp+tls"), lambda parts: not parts.path.strip("/"))


def gateway(instead: str) -> Reader:
    """Where texts are handed on; or the word for doing without. Its account stands elsewhere."""
    read_address = _gateway(instead, ("http", "https"), lambda parts: parts.username is None)

    def read(text: str) -> object:
        address = read_address(text)
        if "/Accounts" in text or re.search(r"/\d{4}-\d\d-\d\d", text):
            raise ValueError("must end before the version and the account of the gateway's address: both are added")
        return address

    return read


def _gateway(instead: str, schemes: tuple[str, ...], is_right: Callable[[SplitResult], bool]) -> Reader:
    begins = " or ".join(f"{scheme}://" for scheme in schemes)

    def read(text: str) -> str:
        parts = _split(text, schemes)
        if text != instead and (parts is None or not is_right(parts)):
            raise ValueError(f"must begin with {begins} and name a host, or be {instead}")
        return text

    return read


def mailbox(text: str) -> str:
    """A folder read by IMAP. Without TLS only on this machine: the password would be read on the way."""
    parts = _split(text, ("imaps", "imap"))
    if parts is None or not (parts.username and parts.password):
        raise ValueError("must begin with imaps:// and name user, password and host")
    if parts.scheme == "imap" and is_elsewhere(text):
        raise ValueError("must begin with imaps:// for another machine")
    return text


def database(text: str) -> str:
    """Where the database is. What is left open by a bare `postgresql://` is said: its driver, psycopg 3."""
    scheme, is_url, rest = text.partition("://")
    if not is_url or scheme not in _DATABASES:
        raise ValueError("must begin with postgresql+psycopg:// or sqlite:///")
    if scheme != "sqlite":
        parts = _split(f"postgresql://{rest}", ("postgresql",), needs_host=False)
        where = _DATABASE_NAME.fullmatch(rest[len(parts.netloc) :]) if parts else None
        if where is None or not any(where.groups()):
            raise ValueError("must name a database, as postgresql+psycopg://user@host/lengnuan")
        if not {mode for name, mode in parse_qsl(urlsplit(text).query) if name == "sslmode"} <= {*_SSL_MODES}:
            raise ValueError(f"must have one of these as sslmode: {', '.join(_SSL_MODES)}")
        return f"postgresql+psycopg://{rest}"
    if not _FILE.fullmatch(rest) or ":memory:" in rest or "mode=memory" in rest:
        # In memory, and from the folder that a process happens to be in, each would have a database of its own.
        raise ValueError("must name a file by its whole path, as sqlite:////srv/lengnuan/site.sqlite3")
    return text


def replica(text: str) -> str:
    """Where a replica of the database is, in PostgreSQL."""
    url = database(text)
    if not url.startswith("postgresql"):
        raise ValueError("must begin with postgresql+psycopg://")
    return url


def _split(text: str, schemes: tuple[str, ...], *, needs_host: bool = True) -> SplitResult | None:
    """The parts of an address with one of these schemes and a host, and nothing behind its path; None for another.

    Without `needs_host` there may be none, and something behind. Raises ValueError for another scheme's port.
    """
    try:
        parts = urlsplit(text)
        is_known = parts.scheme in schemes and parts.port != 0 and parts.netloc[-1:] != ":"
        if parts.hostname or needs_host:
            host(parts.hostname or "")
    except ValueError:
        return None
    is_whole = not needs_host or not (parts.query or parts.fragment)
    # In a password before the host they may stand.
    is_one = not re.search(r"[;,]", parts.path) and not re.search(r"\s", text)
    if not (is_known and is_whole and is_one):
        return None
    spoken = _SPOKEN.get(parts.port or 0)
    if spoken and spoken != parts.scheme.partition("+")[0]:
        raise ValueError(f"must not name port {parts.port} with {parts.scheme}://: {spoken} is spoken there")
    return parts
