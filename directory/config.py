"""Every setting, in one place: its name, its default, what it is for. README's table repeats them; a test compares."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Threads of one web process. Half of them may wait for their turn to write (foundation/turns.py).
WEB_THREADS = 8
#: Seconds a thread waits for a connection, its own or a new one, before its page says that the site is busy.
_CONNECT_SECONDS = 5


@dataclass(frozen=True)
class Setting:
    """One environment variable that the site reads."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("LENGNUAN_ENV", "production", "`production`, or `development` (only `make run` sets it)"),
    Setting("INSTANCE", "instance", "folder for the database, secret key and file outbox"),
    Setting("SECRET_KEY", "", "signs cookies and derives links; unset: made once into INSTANCE (mode 600)"),
    Setting("DATABASE_URL", "", "`postgresql+psycopg://...`; unset: SQLite in INSTANCE"),
    Setting("BASE_URL", "", "address in messages; https turns on Secure cookies and HSTS; unset: http://HOST:PORT"),
    Setting("SMTP_URL", "", "`smtp://user:pass@host:port` or `smtps://...`; unset: files in INSTANCE"),
    Setting("MAIL_FROM", "lengnuan@localhost", "sender of e-mails"),
    Setting("OPERATOR_EMAIL", "", "who gets the operator's mails; unset: operator@localhost"),
    Setting("CONTACT_PHONE", "", "the site's phone, answered by a Mandarin speaker; stands in messages"),
    Setting("SMS_URL", "", "base URL of a Twilio-compatible API; unset: files in INSTANCE"),
    Setting("SMS_ACCOUNT", "", "account id at the SMS gateway"),
    Setting("SMS_TOKEN", "", "its secret; also checks signatures of its callbacks"),
    Setting("SMS_FROM", "", "number the texts come from"),
    Setting("SMS_HOURS", "", "`08:00-20:00` or `always`; unset: 08:00-20:00, in development always"),
    Setting("SMS_DAILY_LIMIT", "200", "texts a day for the whole site; receipts stop first"),
    Setting("TEXT_UNINTRODUCED", "on", "`off`: firms that never agreed are called by the operator, not texted"),
    Setting("RATE_LIMITS", "on", "`off` only in load tests"),
    Setting("TRUSTED_PROXIES", "0", "how many reverse proxies set X-Forwarded-For"),
    Setting("HOST", "127.0.0.1", "address the web server listens on"),
    Setting("PORT", "8000", "its port"),
    Setting("WEB_WORKERS", "1", "web processes; more than one wants PostgreSQL"),
)

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
    "BABEL_DEFAULT_TIMEZONE": "America/New_York",
    "API_TITLE": "Lengnuan",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}


def load(
    environment: Mapping[str, str] | None = None, overrides: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Flask configuration from the environment; `overrides` win (tests).

    Creates INSTANCE, and in it the secret key where none is set. Raises ValueError for a setting that cannot be read.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {s.name: environment.get(s.name) or s.default for s in SETTINGS}
    overrides = overrides or {}
    values.update(overrides)
    instance = Path(str(values["INSTANCE"]))
    instance = instance if instance.is_absolute() else ROOT / instance
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    development = values["LENGNUAN_ENV"] == "development"
    values["INSTANCE"] = str(instance)
    values["DEVELOPMENT"] = development
    values["SECRET_KEY"] = values["SECRET_KEY"] or _secret_key(instance / "secret_key")
    values["SQLALCHEMY_DATABASE_URI"] = _database_url(str(values["DATABASE_URL"]), instance)
    values["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(str(values["SQLALCHEMY_DATABASE_URI"]))
    values["BASE_URL"] = str(values["BASE_URL"] or f"http://{values['HOST']}:{values['PORT']}").rstrip("/")
    values["OPERATOR_EMAIL"] = values["OPERATOR_EMAIL"] or "operator@localhost"
    values["SMS_HOURS"] = values["SMS_HOURS"] or ("always" if development else "08:00-20:00")
    values["SMS_DAILY_LIMIT"] = _whole_number(values, "SMS_DAILY_LIMIT")
    values["TRUSTED_PROXIES"] = _whole_number(values, "TRUSTED_PROXIES")
    for name in ("TEXT_UNINTRODUCED", "RATE_LIMITS"):
        values[name] = _switch(values, name)
    secure = str(values["BASE_URL"]).startswith("https:")
    values["SESSION_COOKIE_SECURE"] = secure
    values["SESSION_COOKIE_NAME"] = "__Host-session" if secure else "session"
    return {**_FLASK, **values, **{k: v for k, v in overrides.items() if k not in values}}


def _secret_key(path: Path) -> str:
    """The key in `path`, made once. Two processes that start together agree: only one can create the file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(32)
        file.write(key)
    return key


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'lengnuan.sqlite3'}"
    if url.startswith(("postgres://", "postgresql://")):
        # SQLAlchemy 2.1 reads a bare postgresql:// as psycopg 3 and 2.0 as psycopg2: say it.
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


def _engine_options(url: str) -> dict[str, object]:
    """A thread holds two connections at most (its page's, and a count of its own), so that none ever waits for one."""
    options: dict[str, object] = {
        "pool_size": WEB_THREADS,
        "max_overflow": WEB_THREADS,
        "pool_timeout": _CONNECT_SECONDS,
    }
    if url.startswith("postgresql"):
        # A server that was restarted has closed the connections of the pool: look before using one.
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": _CONNECT_SECONDS}}
    return options


def _whole_number(values: Mapping[str, object], name: str) -> int:
    try:
        return int(str(values[name]))
    except ValueError:
        raise ValueError(f"{name} must be a whole number") from None


def _switch(values: Mapping[str, object], name: str) -> bool:
    word = str(values[name]).lower()
    if word not in {"on", "off", "true", "false", "1", "0"}:
        raise ValueError(f"{name} must be on or off")
    return word in {"on", "true", "1"}
