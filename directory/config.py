"""Every setting, in one place: its name, its default, what it is for. docs/configuration.md is written from it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Self, get_type_hints

from directory.kernel import readers, secret_key
from directory.kernel.contradictions import contradictions, is_elsewhere
from directory.kernel.files import own_folder, write_whole
from directory.kernel.prepared import SEED

ROOT = Path(__file__).resolve().parent.parent
#: Threads of one web process for visitors, half of whom may wait for their turn to write (foundation/turns.py); and for
#: the text gateway alone (foundation/web_worker.py).
WEB_THREADS, GATEWAY_THREADS = 8, 2
#: Seconds a thread waits for a connection, its own or a new one, before its page says that the site is busy.
_CONNECT_SECONDS = 5

PRODUCTION, DEVELOPMENT = "production", "development"
#: OPERATOR_EMAIL where it is unset.
NO_OPERATOR = "operator@localhost"
#: The value of SMS_URL and SMTP_URL that says: into files, and nowhere else. Development's default.
FILES = "file:"
#: Seconds for which the gateway keeps a text at most.
LONGEST_VALIDITY = 36000
#: Workers of one machine have the same settings: each takes the first of so many ports, from WORKER_PORT, that is free.
WORKER_PORTS = 10
#: Its file in INSTANCE.
KEY_FILE = "secret_key"


def _folder(text: str) -> Path:
    """A folder of ours, made where it is missing; from the checkout where its path is not whole."""
    return own_folder(readers.folder(text), ROOT)


def _storage(text: str) -> str:
    """Where photos are kept, made where it is a folder that is missing."""
    where = readers.storage(text)
    if where.startswith(f"{FILES}/"):
        own_folder(where.removeprefix(FILES), ROOT, is_written=False)
    return where


def _seed(text: str) -> Path:
    """The folder of the tables that this process reads; they were found before any setting was read."""
    if not (ROOT / text / "site.toml").is_file():
        raise ValueError("must be a folder with a site.toml in it")
    if (ROOT / text).resolve() != SEED.resolve():
        raise ValueError("must be set in the environment before the process starts")
    return SEED


@dataclass(frozen=True)
class Setting:
    """What an operator may write for one environment variable."""

    default: str
    meaning: str
    #: Its value from the text that was written; not called where that is empty.
    read: readers.Reader = readers.line


def setting(default: str, meaning: str, read: readers.Reader = readers.line) -> Any:
    """A field of Settings, of the type that `read` gives."""
    return field(metadata={"setting": Setting(default, meaning, read)})


@dataclass(frozen=True)
class Settings:
    """The settings, as the site uses them: the field `sms_hours` is what was written as `SMS_HOURS`, or its default.

    What is empty is `""`, whatever its type, unless `load` says what it means then.
    """

    lengnuan_env: str = setting(
        PRODUCTION, "`production`, or `development` (only `make run` sets it)", readers.one_of(PRODUCTION, DEVELOPMENT)
    )
    seed: Path = setting(
        "seed",
        "folder of the paper, place and trade that the site is for, with `site.toml`; see another-paper.md",
        _seed,
    )
    instance: Path = setting("instance", "folder for the database, secret key and file outbox", _folder)
    secret_key: str = setting(
        "", "signs cookies and derives links, 32 characters or more; unset: made once into INSTANCE (mode 600)"
    )
    database_url: str = setting("", "`postgresql+psycopg://...`; unset: SQLite in INSTANCE", readers.database)
    read_database_url: str = setting(
        "",
        "a replica of DATABASE_URL that public pages read from; unset: everything is read from the one database",
        readers.replica,
    )
    base_url: str = setting(
        "", "address in messages; https turns on Secure cookies and HSTS; unset: http://HOST:PORT", readers.site
    )
    smtp_url: str = setting(
        "",
        "`smtp://user:pass@host:port` (TLS where the server offers it), `smtp+tls://...` (STARTTLS or nothing), "
        "`smtps://...` (TLS from the start) or `file:`: files in INSTANCE, no mail leaves (so in development)",
        readers.mail_server(FILES),
    )
    mail_from: str = setting("lengnuan@localhost", "sender of emails", readers.sender)
    mail_reply_to: str = setting(
        "", "where answers to our emails go, read by a person; unset: CONTACT_EMAIL", readers.address
    )
    mail_return_path: str = setting(
        "", "where emails come back to that do not arrive; unset: MAIL_FROM", readers.address
    )
    bounces_url: str = setting(
        "",
        "`imaps://user:pass@host/FOLDER`, the mailbox of MAIL_RETURN_PATH, which the worker reads; unset: nobody does",
        readers.mailbox,
    )
    operator_email: str = setting(
        "",
        "who gets the operator's mails, beside operators who want them; unset: operator@localhost while none does",
        readers.address,
    )
    contact_name: str = setting("", "who runs the site, a person or a firm; stands on its page about/us", readers.name)
    contact_phone: str = setting(
        "", "the site's phone, answered by a Mandarin speaker; stands in messages", readers.call_number
    )
    contact_email: str = setting(
        "", "the site's own address for everybody; stands on about/us and in security.txt", readers.address
    )
    sms_url: str = setting(
        "",
        "base URL of a Twilio-compatible API, or `file:`: files in INSTANCE, no text leaves (so in development)",
        readers.gateway(FILES),
    )
    sms_account: str = setting("", "account id at the SMS gateway", readers.identifier)
    sms_token: str = setting("", "its secret; also checks signatures of its callbacks", readers.secret)
    sms_from: str = setting("", "number the texts come from", readers.texts_from)
    sms_messaging_service: str = setting("", "id of the gateway's messaging service, for SMS_FROM", readers.identifier)
    sms_validity: int = setting(
        "0",
        "seconds after which the gateway gives up a text it could not hand on; 0: its own",
        readers.validity(LONGEST_VALIDITY),
    )
    sms_hours: str = setting("", "`08:00-20:00` or `always`; unset: 08:00-20:00, in development always", readers.hours)
    sms_daily_limit: int = setting(
        "200",
        "texts a day for the whole site, 65 % of them reserved (see Limits); receipts stop first",
        readers.whole(20, 1_000_000, "texts"),
    )
    sms_cost: str = setting(
        "", "dollars that one segment of a text costs, such as 0.0079; unset: no costs are shown", readers.dollars
    )
    sms_media_hosts: str = setting(
        "mms.twiliocdn.com",
        "hosts, with commas, to which the gateway may send us on for a picture of a text; https, without our secret",
        readers.hosts,
    )
    text_unintroduced: bool = setting(
        "on", "`off`: firms that never agreed are called by the operator, not texted", readers.switch
    )
    storage_url: str = setting(
        FILES,
        "where photos are kept: `file:` (INSTANCE/photos), `file:/a/folder` or `s3://bucket/prefix`",
        _storage,
    )
    aws_endpoint_url: str = setting(
        "", "address of an S3 server that is not Amazon's, such as `https://minio.example:9000`", readers.site
    )
    aws_region: str = setting("", "region of the bucket; unset: us-east-1", readers.identifier)
    aws_access_key_id: str = setting(
        "", "id of the key to the bucket; unset: the machine's own role", readers.identifier
    )
    aws_secret_access_key: str = setting("", "its secret", readers.secret)
    confirm_minutes: int = setting(
        "30",
        "minutes for which a request that is not urgent waits for its homeowner to confirm; 0: none",
        readers.whole(0, 24 * 60),
    )
    rate_limits: bool = setting("on", "`off` only in load tests", readers.switch)
    trusted_proxies: int = setting("0", "how many reverse proxies set X-Forwarded-For", readers.whole(0, 9))
    host: str = setting("127.0.0.1", "address the web server listens on", readers.host)
    port: int = setting("8000", "its port", readers.whole(1, 65535))
    worker_port: int = setting(
        "0",
        "first of ten ports on 127.0.0.1 where workers answer `/healthz` and `/metrics`, each at its own; 0: none",
        readers.whole(0, 65525),
    )
    web_workers: int = setting("1", "web processes; more than one wants PostgreSQL", readers.whole(1, 64))

    @property
    def development(self) -> bool:
        """Whether this is a site for trying things out, as `make run` starts it."""
        return self.lengnuan_env == DEVELOPMENT

    def goes_out(self, channel: str) -> bool:
        """Whether messages by `sms` or `email` leave this site; files reach nobody. Development's pages say they do."""
        return self.development or (self.smtp_url if channel == "email" else self.sms_url) != FILES

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The settings among what `load` gives, one object for the same values. Raises KeyError."""
        return cls._made(_in_order(values))

    @classmethod
    @lru_cache(4)
    def _made(cls, values: tuple[Any, ...]) -> Self:
        """The settings of these values, in the order of the fields; each page asks several times."""
        return cls(*(kind(value) for kind, value in zip(get_type_hints(cls).values(), values, strict=True)))


#: Each setting by the name of its variable, in the order of docs/configuration.md.
SETTINGS: Mapping[str, Setting] = {variable.name.upper(): variable.metadata["setting"] for variable in fields(Settings)}

_in_order = itemgetter(*SETTINGS)

_FLASK = {
    "MAX_CONTENT_LENGTH": 64 * 1024,
    "MAX_FORM_MEMORY_SIZE": 64 * 1024,
    "MAX_FORM_PARTS": 300,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_I18N_ENABLED": False,
    "WTF_CSRF_TIME_LIMIT": None,
    # Many browsers and add-ons send no Referer: the token decides, and Origin where there is one (security.py).
    "WTF_CSRF_SSL_STRICT": False,
    "BABEL_DEFAULT_LOCALE": "en",
}


class _Mistakes(list[str]):
    """A sentence for each setting that cannot be used."""

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """What is raised while this setting is read ends here, as a sentence that begins with its name."""
        try:
            yield
        except ValueError as error:
            self.append(f"{name} {error}")


def load(
    environment: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Flask configuration from the environment; `overrides` win (tests).

    Creates INSTANCE, and in it the secret key where none is set. Raises ValueError with a sentence for each setting
    that cannot be read or must not be used, and for each name that is no setting and means one, one a line.
    """
    environment = os.environ if environment is None else environment
    overrides = overrides or {}
    mistakes = _Mistakes(readers.misspelt(environment, SETTINGS.keys()))
    written = {name: overrides.get(name, environment.get(name)) for name in SETTINGS}
    values: dict[str, object] = dict.fromkeys(SETTINGS)
    for name, setting in SETTINGS.items():
        text = ("" if written[name] is None else str(written[name]).strip()) or setting.default
        with mistakes.of(name):
            values[name] = readers.plainly(name, setting.read, text) if text else ""
    key, instance = written["SECRET_KEY"], values["INSTANCE"]
    if key is not None and values["SECRET_KEY"] is not None:
        with mistakes.of("SECRET_KEY"):
            values["SECRET_KEY"] = secret_key.given(str(key))
    elif key is None and isinstance(instance, Path):
        with mistakes.of("The secret key"):
            values["SECRET_KEY"] = secret_key.kept_in(instance / KEY_FILE)
    mistakes += contradictions(values, WORKER_PORTS)
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return {**_FLASK, **overrides, **_completed(values)}


def _completed(values: Mapping[str, object]) -> dict[str, object]:
    """The settings with what an empty one means here, and what Flask and its extensions want besides."""
    is_developed = values["LENGNUAN_ENV"] == DEVELOPMENT
    files = FILES if is_developed else ""
    base_url = str(values["BASE_URL"] or f"http://{values['HOST']}:{values['PORT']}")
    is_secure = base_url.startswith("https:")
    url = str(values["DATABASE_URL"] or f"sqlite:///{values['INSTANCE']}/lengnuan.sqlite3")
    copy = str(values["READ_DATABASE_URL"])
    return {
        **values,
        "INSTANCE": str(values["INSTANCE"]),
        "BASE_URL": base_url,
        "SMTP_URL": values["SMTP_URL"] or files,
        "SMS_URL": values["SMS_URL"] or files,
        "SMS_HOURS": values["SMS_HOURS"] or (readers.ALWAYS if is_developed else "08:00-20:00"),
        "OPERATOR_EMAIL": values["OPERATOR_EMAIL"] or NO_OPERATOR,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(url),
        "SQLALCHEMY_BINDS": {"copy": {"url": copy, **_engine_options(copy, is_copy=True)}} if copy else {},
        "SESSION_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_NAME": "__Host-session" if is_secure else "session",
    }


def place_key(key: bytes) -> bool:
    """Put a key that was kept with a copy into INSTANCE, unless SECRET_KEY is set. False: another one is there."""
    if os.environ.get("SECRET_KEY"):
        return True
    path = _folder(os.environ.get("INSTANCE") or SETTINGS["INSTANCE"].default) / KEY_FILE
    return write_whole(path, key, overwrite=False) or path.read_bytes() == key


def missing_for_delivery(settings: Settings) -> str | None:
    """Why this instance must not take requests: what it lacks to deliver messages, in one sentence; None for nothing.

    Commands that send nothing work without; what serves pages or sends asks this first.
    """
    missing = [name for name, url in (("SMS_URL", settings.sms_url), ("SMTP_URL", settings.smtp_url)) if not url]
    if settings.sms_url and settings.sms_url != FILES and not settings.development:
        account = {
            "SMS_ACCOUNT": settings.sms_account,
            "SMS_TOKEN": settings.sms_token,
            "SMS_FROM": settings.sms_from or settings.sms_messaging_service,
        }
        missing += [name for name, value in account.items() if not value]
    is_sent = not settings.development and (is_elsewhere(settings.sms_url) or is_elsewhere(settings.smtp_url))
    if is_sent and not is_elsewhere(settings.base_url):
        # The links in what is sent would open on this machine alone.
        missing.append("BASE_URL")
    if is_sent and is_elsewhere(settings.smtp_url) and settings.mail_from.endswith("@localhost"):
        missing.append("MAIL_FROM")
    if not missing:
        return None
    files = [f"{name}={FILES}" for name in ("SMS_URL", "SMTP_URL") if name in missing]
    instead = f", or {' '.join(files)} to write the messages into files that nobody receives" if files else ""
    return f"Messages cannot be delivered: set {', '.join(missing)}{instead}."


def unsaid_of_operator(settings: Settings) -> tuple[str, ...]:
    """The settings that would say who runs the site and are empty: its pages then say that nobody entered it.

    Development says so on its pages alone.
    """
    given = {
        "CONTACT_NAME": settings.contact_name,
        "CONTACT_PHONE": settings.contact_phone,
        "CONTACT_EMAIL": settings.contact_email,
    }
    return () if settings.development else tuple(name for name, value in given.items() if not value)


def _engine_options(url: str, *, is_copy: bool = False) -> dict[str, object]:
    """A thread holds two connections at most (its page's, and a count of its own), so that none ever waits for one.

    `is_copy`: nothing may be written there, whatever the server would take.
    """
    options: dict[str, object] = {
        "pool_size": WEB_THREADS,
        "max_overflow": WEB_THREADS + 2 * GATEWAY_THREADS,
        "pool_timeout": _CONNECT_SECONDS,
    }
    if url.startswith("postgresql"):
        # A server that was restarted has closed the connections of the pool: look before using one.
        connecting = {"connect_timeout": _CONNECT_SECONDS}
        only = {"options": "-c default_transaction_read_only=on"} if is_copy else {}
        options |= {"pool_pre_ping": True, "connect_args": {**connecting, **only}}
    return options
