"""Every setting, in one place: its name, its default, what it is for. docs/configuration.md is written from it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path
from typing import Any, Self, get_type_hints

from directory.kernel import readers, secret_key
from directory.kernel.files import write_whole
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


def _seed(text: str) -> Path:
    """The folder of the tables that this process reads; they were found before any setting was read."""
    if not (ROOT / text / "site.toml").is_file():
        raise ValueError("must be a folder with a site.toml in it")
    if (ROOT / text).resolve() != SEED.resolve():
        raise ValueError("must be set in the environment before the process starts")
    return SEED


@dataclass(frozen=True)
class Setting:
    """One environment variable that the site reads."""

    name: str
    default: str
    meaning: str
    #: Its value from the text that was written; not asked where that is empty.
    read: readers.Reader = readers.line


SETTINGS = (
    Setting(
        "LENGNUAN_ENV",
        "production",
        "`production`, or `development` (only `make run` sets it)",
        readers.one_of(PRODUCTION, DEVELOPMENT),
    ),
    Setting(
        "SEED",
        "seed",
        "folder of the paper, place and trade that the site is for, with `site.toml`; see another-paper.md",
        _seed,
    ),
    Setting("INSTANCE", "instance", "folder for the database, secret key and file outbox", readers.folder),
    Setting(
        "SECRET_KEY",
        "",
        "signs cookies and derives links, 32 characters or more; unset: made once into INSTANCE (mode 600)",
    ),
    Setting("DATABASE_URL", "", "`postgresql+psycopg://...`; unset: SQLite in INSTANCE", readers.database),
    Setting(
        "READ_DATABASE_URL",
        "",
        "a replica of DATABASE_URL that public pages read from; unset: everything is read from the one database",
        readers.replica,
    ),
    Setting(
        "BASE_URL",
        "",
        "address in messages; https turns on Secure cookies and HSTS; unset: http://HOST:PORT",
        readers.site,
    ),
    Setting(
        "SMTP_URL",
        "",
        "`smtp://user:pass@host:port` (TLS where the server offers it), `smtp+tls://...` (STARTTLS or nothing), "
        "`smtps://...` (TLS from the start) or `file:`: files in INSTANCE, no mail leaves (so in development)",
        readers.mail_server(FILES),
    ),
    Setting("MAIL_FROM", "lengnuan@localhost", "sender of emails", readers.sender),
    Setting(
        "MAIL_REPLY_TO", "", "where answers to our emails go, read by a person; unset: CONTACT_EMAIL", readers.address
    ),
    Setting("MAIL_RETURN_PATH", "", "where emails come back to that do not arrive; unset: MAIL_FROM", readers.address),
    Setting(
        "BOUNCES_URL",
        "",
        "`imaps://user:pass@host/FOLDER`, the mailbox of MAIL_RETURN_PATH, which the worker reads; unset: nobody does",
        readers.mailbox,
    ),
    Setting(
        "OPERATOR_EMAIL",
        "",
        "who gets the operator's mails, beside operators who want them; unset: operator@localhost while none does",
        readers.address,
    ),
    Setting("CONTACT_NAME", "", "who runs the site, a person or a firm; stands on its page about/us"),
    Setting(
        "CONTACT_PHONE", "", "the site's phone, answered by a Mandarin speaker; stands in messages", readers.call_number
    ),
    Setting(
        "CONTACT_EMAIL",
        "",
        "the site's own address for everybody; stands on about/us and in security.txt",
        readers.address,
    ),
    Setting(
        "SMS_URL",
        "",
        "base URL of a Twilio-compatible API, or `file:`: files in INSTANCE, no text leaves (so in development)",
        readers.gateway(FILES),
    ),
    Setting("SMS_ACCOUNT", "", "account id at the SMS gateway", readers.identifier),
    Setting("SMS_TOKEN", "", "its secret; also checks signatures of its callbacks", readers.secret),
    Setting("SMS_FROM", "", "number the texts come from", readers.texts_from),
    Setting("SMS_MESSAGING_SERVICE", "", "id of the gateway's messaging service, for SMS_FROM", readers.identifier),
    Setting(
        "SMS_VALIDITY",
        "0",
        "seconds after which the gateway gives up a text it could not hand on; 0: its own",
        readers.whole(0, LONGEST_VALIDITY, "seconds"),
    ),
    Setting("SMS_HOURS", "", "`08:00-20:00` or `always`; unset: 08:00-20:00, in development always", readers.hours),
    Setting(
        "SMS_DAILY_LIMIT",
        "200",
        "texts a day for the whole site, 65 % of them reserved (see Limits); receipts stop first",
        readers.whole(1, 1_000_000),
    ),
    Setting(
        "SMS_COST",
        "",
        "dollars that one segment of a text costs, such as 0.0079; unset: no costs are shown",
        readers.dollars,
    ),
    Setting(
        "SMS_MEDIA_HOSTS",
        "mms.twiliocdn.com",
        "hosts, with commas, to which the gateway may send us on for a picture of a text; https, without our secret",
        readers.hosts,
    ),
    Setting(
        "TEXT_UNINTRODUCED",
        "on",
        "`off`: firms that never agreed are called by the operator, not texted",
        readers.switch,
    ),
    Setting(
        "STORAGE_URL",
        FILES,
        "where photos are kept: `file:` (INSTANCE/photos), `file:/a/folder` or `s3://bucket/prefix`",
        readers.storage,
    ),
    Setting(
        "AWS_ENDPOINT_URL",
        "",
        "address of an S3 server that is not Amazon's, such as `https://minio.example:9000`",
        readers.site,
    ),
    Setting("AWS_REGION", "", "region of the bucket; unset: us-east-1", readers.identifier),
    Setting("AWS_ACCESS_KEY_ID", "", "id of the key to the bucket; unset: the machine's own role", readers.identifier),
    Setting("AWS_SECRET_ACCESS_KEY", "", "its secret", readers.secret),
    Setting(
        "CONFIRM_MINUTES",
        "30",
        "minutes for which a request that is not urgent waits for its homeowner to confirm; 0: none",
        readers.whole(0, 24 * 60),
    ),
    Setting("RATE_LIMITS", "on", "`off` only in load tests", readers.switch),
    Setting("TRUSTED_PROXIES", "0", "how many reverse proxies set X-Forwarded-For", readers.whole(0, 9)),
    Setting("HOST", "127.0.0.1", "address the web server listens on", readers.host),
    Setting("PORT", "8000", "its port", readers.whole(1, 65535)),
    Setting(
        "WORKER_PORT",
        "0",
        "first of ten ports on 127.0.0.1 where workers answer `/healthz` and `/metrics`, each at its own; 0: none",
        readers.whole(0, 65525),
    ),
    Setting("WEB_WORKERS", "1", "web processes; more than one wants PostgreSQL", readers.whole(1, 64)),
)


@dataclass(frozen=True)
class Settings:
    """The settings as the site uses them; each is described under its name in SETTINGS."""

    development: bool
    seed: Path
    instance: Path
    secret_key: str
    base_url: str
    smtp_url: str
    mail_from: str
    mail_reply_to: str
    mail_return_path: str
    bounces_url: str
    operator_email: str
    contact_name: str
    contact_phone: str
    contact_email: str
    sms_url: str
    sms_account: str
    sms_token: str
    sms_from: str
    sms_messaging_service: str
    #: Seconds; 0 leaves it to the gateway.
    sms_validity: int
    sms_hours: str
    #: Texts a day.
    sms_daily_limit: int
    #: Dollars a segment, as a decimal number; empty where nobody said.
    sms_cost: str
    #: Hosts, with commas.
    sms_media_hosts: str
    text_unintroduced: bool
    confirm_minutes: int
    storage_url: str
    aws_endpoint_url: str
    aws_region: str
    aws_access_key_id: str
    aws_secret_access_key: str
    rate_limits: bool
    trusted_proxies: int
    host: str
    port: int
    worker_port: int
    web_workers: int

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


_in_order = itemgetter(*(field.name.upper() for field in fields(Settings)))

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


def load(
    environment: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Flask configuration from the environment; `overrides` win (tests).

    Creates INSTANCE, and in it the secret key where none is set. Raises ValueError with a sentence for each setting
    that cannot be read or must not be used, and for each name that is no setting and means one, one a line.
    """
    environment = os.environ if environment is None else environment
    overrides = overrides or {}
    mistakes = list(readers.misspelt(environment, {setting.name for setting in SETTINGS}))

    def attempt(name: str, read: Callable[[], object]) -> object:
        try:
            return read()
        except ValueError as error:
            mistakes.append(f"{name} {error}")
            return None

    values: dict[str, object] = {}
    for setting in SETTINGS:
        given = overrides.get(setting.name, environment.get(setting.name))
        text = ("" if given is None else str(given).strip()) or setting.default
        read = partial(readers.plainly, setting.name, setting.read, text)
        values[setting.name] = attempt(setting.name, read) if text else ""
    instance = values["INSTANCE"] and attempt("INSTANCE", partial(_folder, str(values["INSTANCE"])))
    key = overrides.get("SECRET_KEY", environment.get("SECRET_KEY"))
    if key is not None and values["SECRET_KEY"] is not None:
        values["SECRET_KEY"] = attempt("SECRET_KEY", partial(secret_key.given, str(key)))
    elif isinstance(instance, Path):
        values["SECRET_KEY"] = attempt("The secret key", partial(secret_key.kept_in, instance / KEY_FILE))
    if values["READ_DATABASE_URL"] and not str(values["DATABASE_URL"]).startswith("postgresql"):
        mistakes.append("READ_DATABASE_URL is a replica of PostgreSQL: set DATABASE_URL to what it is a replica of")
    if values["READ_DATABASE_URL"] and values["READ_DATABASE_URL"] == values["DATABASE_URL"]:
        mistakes.append("READ_DATABASE_URL must be another database than DATABASE_URL: without a replica, unset it")
    if isinstance(port := values["WORKER_PORT"], int) and port and values["PORT"] in range(port, port + WORKER_PORTS):
        mistakes.append("WORKER_PORT must be another than PORT, and the nine after it too: all are of one machine")
    if mistakes or not isinstance(instance, Path):
        raise ValueError("\n".join(mistakes))
    values["DEVELOPMENT"] = development = values["LENGNUAN_ENV"] == DEVELOPMENT
    values["INSTANCE"] = str(instance)
    for name in ("SMS_URL", "SMTP_URL"):
        values[name] = values[name] or (FILES if development else "")
    values["SQLALCHEMY_DATABASE_URI"] = url = values["DATABASE_URL"] or f"sqlite:///{instance / 'lengnuan.sqlite3'}"
    values["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(str(url))
    if copy := str(values["READ_DATABASE_URL"]):
        values["SQLALCHEMY_BINDS"] = {"copy": {"url": copy, **_engine_options(copy, is_copy=True)}}
    values["BASE_URL"] = values["BASE_URL"] or f"http://{values['HOST']}:{values['PORT']}"
    values["OPERATOR_EMAIL"] = values["OPERATOR_EMAIL"] or NO_OPERATOR
    values["SMS_HOURS"] = values["SMS_HOURS"] or ("always" if development else "08:00-20:00")
    values["SESSION_COOKIE_SECURE"] = secure = str(values["BASE_URL"]).startswith("https:")
    values["SESSION_COOKIE_NAME"] = "__Host-session" if secure else "session"
    return {**_FLASK, **values, **{k: v for k, v in overrides.items() if k not in values}}


def place_key(key: bytes) -> bool:
    """Put a key that was kept with a copy into INSTANCE, unless SECRET_KEY is set. False: another one is there."""
    if os.environ.get("SECRET_KEY"):
        return True
    [default] = [setting.default for setting in SETTINGS if setting.name == "INSTANCE"]
    path = _folder(os.environ.get("INSTANCE") or default) / KEY_FILE
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
    if not missing:
        return None
    files = [f"{name}={FILES}" for name in missing if name.endswith("_URL")]
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


def _folder(text: str) -> Path:
    """The folder of a setting, made where it is missing; from the checkout where it is not absolute."""
    folder = Path(text) if Path(text).is_absolute() else ROOT / text
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ValueError(f"{folder} cannot be used as a folder ({error.strerror})") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"{folder} cannot be written")
    return folder


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
