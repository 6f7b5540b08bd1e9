"""Fetching what came with a text from the gateway that has it, and from nowhere else.

The addresses come with the texts. Only those of our own account at the gateway are asked, with its secret.
From there we go on only to hosts that the settings name, over TLS and without the secret.
"""

import base64
import http.client
from io import FileIO
from urllib.parse import SplitResult, urljoin, urlsplit

from directory.config import FILES, Settings
from directory.foundation.settings import settings
from directory.foundation.sms import open_line
from directory.foundation.turns import cut_after
from directory.kernel.errors import NotFound, TransportError

#: Seconds for one picture, all its ways included: a slow gateway holds up no other timed work for long.
DEADLINE_SECONDS = 15
#: How often we are sent on at most.
_MOST_WAYS = 3
_ON = {301, 302, 303, 307, 308}
_PIECE = 64 * 1024


def is_of_gateway(url: str) -> bool:
    """Whether an address is one of our account at the gateway: only there our secret may go."""
    try:
        return _is_ours(_split(url), settings())
    except NotFound:
        return False


def fetch(url: str, into: FileIO, most: int) -> None:
    """Write what an address has into a file, at most `most` bytes of it and one more.

    Raises NotFound where it may not be asked or has nothing (any more), TransportError where another time may help.
    """
    values = settings()
    for _way in range(1 + _MOST_WAYS):
        parts = _split(url)
        is_own = _is_ours(parts, values)
        if not is_own and not (_way and _is_named(parts, values)):
            raise NotFound("not the gateway's")
        on = _get(parts, into, most, values if is_own else None)
        if on is None:
            return
        url = urljoin(url, on)
    raise NotFound("sent on too often")


def _split(url: str) -> SplitResult:
    """The parts of an address. Raises NotFound for what is none."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0
    except ValueError:
        has_port = False
    if not has_port or not url.isascii() or not url.isprintable() or " " in url:
        raise NotFound("no address")
    return parts


def _is_ours(parts: SplitResult, values: Settings) -> bool:
    if values.sms_url in ("", FILES) or parts.username is not None or ".." in parts.path or "%" in parts.path:
        return False
    own = urlsplit(values.sms_url)
    folder = f"{own.path.rstrip('/')}/2010-04-01/Accounts/{values.sms_account}/"
    is_same = (parts.scheme, parts.hostname, parts.port) == (own.scheme, own.hostname, own.port)
    return is_same and bool(values.sms_account) and parts.path.startswith(folder)


def _is_named(parts: SplitResult, values: Settings) -> bool:
    hosts = values.sms_media_hosts.lower().split(",")
    is_plain = parts.scheme == "https" and parts.port in (None, 443) and parts.username is None
    return is_plain and bool(parts.hostname) and parts.hostname in hosts


def _get(parts: SplitResult, into: FileIO, most: int, account: Settings | None) -> str | None:
    """One GET; where it sends us on to, None where the file is written. `account`: whose secret goes along."""
    headers = {"Accept": "image/*"}
    if account is not None:
        basic = base64.b64encode(f"{account.sms_account}:{account.sms_token}".encode()).decode()
        headers["Authorization"] = f"Basic {basic}"
    connection = open_line(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.connect()
        socket = connection.sock
        with cut_after(DEADLINE_SECONDS, lambda: socket):
            connection.request("GET", f"{parts.path}{'?' if parts.query else ''}{parts.query}", headers=headers)
            answer = connection.getresponse()
            if answer.status in _ON and (on := answer.headers.get("Location")):
                return on
            if answer.status in (401, 403, 404, 410):
                raise NotFound(f"HTTP {answer.status}")
            if answer.status != 200:
                raise TransportError("connection", f"HTTP {answer.status}")
            _copy(answer, into, most)
    except (OSError, http.client.HTTPException) as error:
        raise TransportError("connection", type(error).__name__) from error
    finally:
        connection.close()
    return None


def _copy(answer: http.client.HTTPResponse, into: FileIO, most: int) -> None:
    into.seek(0)
    into.truncate()
    left = most + 1
    while left > 0 and (piece := answer.read(min(_PIECE, left))):
        into.write(piece)
        left -= len(piece)
    if left > 0 and answer.length:
        raise TransportError("connection", "cut off")
