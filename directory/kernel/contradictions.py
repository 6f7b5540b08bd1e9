"""Settings of which each can be read, and that cannot be meant together."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

#: Names of this machine.
HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104  (they are only compared with)
_POSTGRESQL_PORT = 5432


def is_elsewhere(address: object) -> bool:
    """Whether a URL names another machine: `"https://gateway.example"`; not `"http://127.0.0.1:9"`, `"file:"`, `""`."""
    name = urlsplit(str(address or "")).hostname
    return name is not None and name not in HERE


def contradictions(values: Mapping[str, object], worker_ports: int) -> Iterator[str]:
    """A sentence for each pair. `values`: by name, as they were read, None for what could not be.

    `worker_ports`: how many ports workers share, from WORKER_PORT.
    """
    database, copy = str(values["DATABASE_URL"] or ""), str(values["READ_DATABASE_URL"] or "")
    if copy and not database.startswith("postgresql"):
        yield "READ_DATABASE_URL is a replica of PostgreSQL: set DATABASE_URL to what it is a replica of"
    elif copy and _database(copy) == _database(database):
        yield "READ_DATABASE_URL must be another database than DATABASE_URL: without a replica, unset it"
    port = values["WORKER_PORT"]
    if isinstance(port, int) and port and values["PORT"] in range(port, port + worker_ports):
        yield "WORKER_PORT must be another than PORT, and the nine after it too: all are of one machine"
    unset = [name for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if values[name] == ""]
    if str(values["STORAGE_URL"]).startswith("s3:") and len(unset) == 1:
        yield f"{unset[0]} must be set too: a key to the bucket has an id and a secret, and a machine's role neither"
    if values["RATE_LIMITS"] is False and values["LENGNUAN_ENV"] == "production" and is_elsewhere(values["SMS_URL"]):
        yield "RATE_LIMITS must be on where texts go out by SMS_URL: it is off only in load tests, with SMS_URL=file:"


def _database(url: str) -> tuple[object, ...]:
    """Which database of which server a URL of PostgreSQL names, whoever logs in; its options may name another."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _POSTGRESQL_PORT, unquote(parts.path), parts.query
