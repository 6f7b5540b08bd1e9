"""Settings: defaults are safe, what cannot be read is refused, the key is made once."""

import os
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from flask import Flask

from directory import config
from directory.foundation.settings import settings


def _load(tmp_path: Path, **environment: str) -> dict[str, object]:
    return config.load({"INSTANCE": str(tmp_path), **environment})


def test_unset_means_production(tmp_path: Path) -> None:
    values = _load(tmp_path)
    assert config.Settings.of(values).development is False
    assert values["SMS_HOURS"] == "08:00-20:00"
    assert _load(tmp_path, LENGNUAN_ENV="development")["SMS_HOURS"] == "always"


def test_the_secret_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    first, second = _load(tmp_path), _load(tmp_path)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(str(first["SECRET_KEY"])) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    given = "Wq7-a stranger's umbrella, 3 plums"
    assert _load(tmp_path, SECRET_KEY=given)["SECRET_KEY"] == given
    assert _load(tmp_path, SECRET_KEY=f"{given}\r\n")["SECRET_KEY"] == given


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_any_spelling_of_postgresql_means_psycopg(tmp_path: Path, given: str) -> None:
    assert _load(tmp_path, DATABASE_URL=given)["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u@h/d"


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    secure = _load(tmp_path, BASE_URL="https://example.com/")
    assert secure["SESSION_COOKIE_NAME"] == "__Host-session"
    assert secure["SESSION_COOKIE_SECURE"] is True
    assert secure["BASE_URL"] == "https://example.com"
    assert _load(tmp_path)["SESSION_COOKIE_SECURE"] is False


#: A setting -> what cannot be meant by it. Nothing here may be taken in silence.
READ = (
    ("SMS_HOURS", "8:00 - 20:00", "08:00-20:00"),
    ("CONTACT_NAME", "Heating #1 LLC", "Heating #1 LLC"),
    ("CONTACT_PHONE", "(240) 555-0100", "+12405550100"),
    ("CONTACT_PHONE", "1-800-555-0100", "+18005550100"),
    ("MAIL_FROM", "post@example.com", "post@example.com"),
    ("SMS_FROM", "46835", "46835"),
    ("SMS_FROM", "2025550100", "+12025550100"),
    ("SMS_MEDIA_HOSTS", "MMS.example, cdn.example", "mms.example,cdn.example"),
    ("TEXT_UNINTRODUCED", "OFF", False),
    ("PORT", " 8080 ", 8080),
    ("HOST", "::", "[::]"),
    ("HOST", "[::1]", "[::1]"),
    ("SMTP_URL", "smtp://us:a,b;c@mail.example:587", "smtp://us:a,b;c@mail.example:587"),
    ("BASE_URL", "https://example.com:8443/", "https://example.com:8443"),
    ("BASE_URL", "HTTPS://Example.com", "https://example.com"),
    (
        "DATABASE_URL",
        "postgresql://us:p,w@h:5432/d-1?sslmode=require",
        "postgresql+psycopg://us:p,w@h:5432/d-1?sslmode=require",
    ),
    ("DATABASE_URL", "postgresql:///d?host=/run/pg", "postgresql+psycopg:///d?host=/run/pg"),
    ("DATABASE_URL", "sqlite:////srv/a.sqlite3?timeout=9", "sqlite:////srv/a.sqlite3?timeout=9"),
)
NONSENSE = {
    "SEED": ("nowhere", "docs", "tests/factories"),
    "LENGNUAN_ENV": ("prod", "Development", "staging"),
    "DATABASE_URL": (
        *("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://site.sqlite3"),
        *("sqlite:///?uri=true", "sqlite:///:memory:?timeout=9", "sqlite:///file::memory:?cache=shared&uri=true"),
        *("sqlite:///file:site?mode=memory&uri=true", "sqlite:///site.sqlite3", "sqlite:///./data/site.sqlite3"),
        *("sqlite:///file:site.sqlite3?uri=true", "sqlite:////srv/lengnuan/", "sqlite://///"),
        *("mysql://u@h/d", "lengnuan.sqlite3", "postgresql:/h/d", "postgresql://", "postgresql://u@h"),
        *("postgresql://u@h/d;", "postgresql://u@h/d,postgresql://u@h/e", "postgresql://u@h:port/d"),
        *("postgresql://u@h/d?sslmode=on", "postgresql://u@h:443/d"),
    ),
    "READ_DATABASE_URL": ("mysql://u@h/d", "sqlite:////tmp/copy.sqlite3", "postgresql:/h/d"),
    "BASE_URL": (
        "lengnuan.example",
        "ftp://lengnuan.example",
        "https://",
        "https://a.example/zh",
        "https://u:p@a.example",
        *("https://..", "https://-a-.example", "https://a.example;", "https://a.example?x=1", "https://a_b,c"),
        *("http://a.example:443", "https://a.example:80"),
    ),
    "BOUNCES_URL": (
        "imap.example",
        *("imaps://imap.example", "imaps://us@imap.example", "imaps://us:pass@imap.example:143"),
        "imap://us:pass@imap.example",
        "pop3://us:pass@imap.example",
    ),
    "MAIL_REPLY_TO": ("people", "a@example.com, b@example.com"),
    "MAIL_RETURN_PATH": ("returns@", "a@example.com\nBcc: b@example.com"),
    "SMTP_URL": (
        "smtp://mail.example:",
        "smtp://mail.example/path",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:x",
        *("smtp://mail.example:465", "smtp+tls://mail.example:465", "smtps://mail.example:587"),
        "file",
    ),
    "MAIL_FROM": (
        "post",
        "post@",
        "Post <a@example.com",
        "a@example.com, b@example.com",
        "a@example.com\nBcc: b@example.com",
    ),
    "OPERATOR_EMAIL": ("nobody", "a@example.com b@example.com", "@example.com"),
    "CONTACT_NAME": ("Lengnuan\nInc", "0", "-1", "/dev/null", "https://lengnuan.example", "Lin" * 40),
    "CONTACT_PHONE": ("ask me", "123", "+44 20 7946 0958", "240-555-0100 or 301-555-0100"),
    "CONTACT_EMAIL": ("post at example.com",),
    "SMS_URL": (
        "https://u:p@gateway.example",
        "https://https://gateway.example",
        "gateway.example",
        "smtp://gateway.example",
        "https://gateway.example:port",
        *("https://gateway.example/2010-04-01", "https://gateway.example/v1/Accounts/AC1/Messages.json"),
    ),
    "SMS_ACCOUNT": ("AC1\nx", "AC1 x", "AC１", "-1"),
    "SMS_FROM": ("911", "13800138000000", "+1 (202) 555-0100 x7", "?", "Lengnuan", "true"),
    "SMS_VALIDITY": ("-1", "1", "59", "36001", "ten"),
    "CONFIRM_MINUTES": ("-1", "1441", "half an hour"),
    "INSTANCE": (
        *("~/lengnuan", "$HOME/lengnuan", "https://lengnuan.example", "file:", "-1", "0", "10 minutes", "C:\\lengnuan"),
        *("／ｓｒｖ", "/", "../..", str(config.ROOT), "/proc", "/dev/null"),
    ),
    "SMS_MESSAGING_SERVICE": ("MG1 and MG2",),
    "AWS_REGION": ("us-east-１",),
    "AWS_ACCESS_KEY_ID": ("AKIA;",),
    "SMS_HOURS": ("00:00-00:01", "9-5", "08:00", "20:00-08:00", "08:00-08:00", "08:00-25:00", "8am-8pm", "never"),
    "SMS_DAILY_LIMIT": ("many", "-5", "0", "19", "1e3", "２００"),
    "SMS_COST": ("cheap", "$0.01", "-1", "1", "79"),
    "SMS_MEDIA_HOSTS": ("https://a.example", "a.example, b c", "yes", "a.example:80", "1,000"),
    "TEXT_UNINTRODUCED": ("perhaps", "2"),
    "STORAGE_URL": (
        *("photos", "file:photos", "file://host/x", "s3://", "s3://A_B/x", "s3://bucket/x?y=1", "http://x/y"),
        *("file:/", "file:///", "file:/dev/null", "file:/srv/a file:/srv/b"),
    ),
    "AWS_ENDPOINT_URL": ("https://..", "minio.example:9000", "https://minio.example/path"),
    "RATE_LIMITS": ("maybe",),
    "TRUSTED_PROXIES": ("x", "-1", "100"),
    "HOST": ("127.0.0.1:8000", "999.999.999.999", "-a", "a b", "127.0.0.1/x", "https://a.example"),
    "PORT": ("x", "-1", "0", "65536", "80 80"),
    "WORKER_PORT": ("x", "-1", "65526"),
    "WEB_WORKERS": ("0", "-2", "1000"),
    "SECRET_KEY": ("", "short", "a" * 64),
    "SMS_TOKEN": (
        "https://gateway.example",
        "secret",
        "changeme",
        "your-auth-token",
        "xxxxxxxxxxxxxxxx",
        "<auth token>",
    ),
    "AWS_SECRET_ACCESS_KEY": ("short", "change-me-please"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in NONSENSE.items() for value in values])
def test_a_setting_that_means_nothing_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{name} ") as caught:
        _load(tmp_path, **{name: value})
    assert len(str(caught.value).splitlines()) == 1


WRITTEN_AMISS = (
    "'{}'",
    '"{}"',
    "{} # until May",
    "# {}",
    "{} #",
    "${{{}}}",
    "$({})",
    "<{}>",
    "{}\u200b",
    "\ufeff{}",
    "{}\t{}",
)
NO_VALUE = ("none", "NULL", "undefined", "TODO", "tbd", "xxx", "change-me", "...", "-", "n/a", "$NAME", "?")


@pytest.mark.parametrize("name", [*config.SETTINGS])
def test_what_is_no_value_of_any_setting_stops_the_start(tmp_path: Path, name: str) -> None:
    """Quotes and comments that a file kept, what a shell would have expanded, words for nothing: whatever it is for."""
    right = next((value for setting, value, _ in READ if setting == name), "value")
    for written in (*(amiss.format(right, right) for amiss in WRITTEN_AMISS), f"{name}={right}", *NO_VALUE):
        with pytest.raises(ValueError, match=rf"\A{name} (must|is) ") as caught:
            _load(tmp_path, **{"INSTANCE": str(tmp_path), name: written})
        assert len(str(caught.value).splitlines()) == 1, written
    assert not (config.ROOT / "None").exists(), "a refused INSTANCE was made into a folder"


def test_the_worker_does_not_listen_where_the_site_does(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\AWORKER_PORT must be another than PORT"):
        _load(tmp_path, PORT="9100", WORKER_PORT="9100")
    with pytest.raises(ValueError, match=r"\AWORKER_PORT must be another than PORT"):
        _load(tmp_path, PORT="9109", WORKER_PORT="9100")
    assert _load(tmp_path, PORT="9100", WORKER_PORT="9101")["WORKER_PORT"] == 9101


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("READ_DATABASE_URL", {"DATABASE_URL": "postgresql://u@h/d", "READ_DATABASE_URL": "postgres://v:p@h:5432/d"}),
        ("AWS_SECRET_ACCESS_KEY", {"STORAGE_URL": "s3://bucket", "AWS_ACCESS_KEY_ID": "AKIA1"}),
        ("AWS_ACCESS_KEY_ID", {"STORAGE_URL": "s3://bucket", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI"}),
        ("RATE_LIMITS", {"SMS_URL": "https://gateway.example", "RATE_LIMITS": "off"}),
    ],
)
def test_what_contradicts_another_setting_stops_the_start(tmp_path: Path, name: str, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=rf"\A{name} must "):
        _load(tmp_path, **given)


@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": "postgresql:///d?host=/run/a", "READ_DATABASE_URL": "postgresql:///d?host=/run/b"},
        {"DATABASE_URL": "postgresql://u@h/d", "READ_DATABASE_URL": "postgresql://u@h:5433/d"},
        {"STORAGE_URL": "s3://bucket"},
        {"AWS_ACCESS_KEY_ID": "of-another-program"},
        {"SMS_URL": "http://127.0.0.1:9", "RATE_LIMITS": "off"},
        {"SMS_URL": "https://gateway.example", "RATE_LIMITS": "off", "LENGNUAN_ENV": "development"},
    ],
)
def test_what_only_looks_like_a_contradiction_is_taken(tmp_path: Path, given: dict[str, str]) -> None:
    assert _load(tmp_path, **given)["INSTANCE"] == str(tmp_path)


def test_no_sentence_repeats_what_was_written(tmp_path: Path) -> None:
    secret = "gopher-7\n"
    with pytest.raises(ValueError, match="PORT") as caught:
        _load(tmp_path, **dict.fromkeys(NONSENSE, f"{secret}x"))
    assert "gopher" not in str(caught.value)


def test_every_setting_refuses_something() -> None:
    assert config.SETTINGS.keys() == NONSENSE.keys()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *[("SMS_HOUR", "SMS_HOURS"), ("TRUSTED_PROXY", "TRUSTED_PROXIES"), ("DATABSE_URL", "DATABASE_URL")],
        *[("SMPT_URL", "SMTP_URL"), ("SECRETKEY", "SECRET_KEY"), ("EMAIL_FROM", "MAIL_FROM")],
        *[("AWS_SECRET_ACCES_KEY", "AWS_SECRET_ACCESS_KEY"), ("sms_hours", "SMS_HOURS"), ("Base_Url", "BASE_URL")],
        *[("LENGNUAN_ENVIRONMENT", "docs/configuration.md"), ("LENGNUAN_PORT", "docs/configuration.md")],
    ],
)
def test_a_name_that_means_a_setting_and_is_none_stops_the_start(tmp_path: Path, name: str, meant: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{name} is no setting of this site: {meant}\b") as caught:
        _load(tmp_path, **{name: "1"})
    assert len(str(caught.value).splitlines()) == 1


def test_names_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    others = (
        *("PATH", "HOME", "HOSTS", "HOSTNAME", "PORTS", "PGPORT", "SEEDS", "INSTANCE_ID", "MAILTO", "SMTP_USER"),
        *("TEST_DATABASE_URL", "SECRET_KEY_BASE", "APP_BASE_URL", "WEB_CONCURRENCY", "AWS_DEFAULT_REGION"),
        *("AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN", "DATABASE_PASSWORD", "GITHUB_TOKEN", "http_proxy"),
    )
    assert _load(tmp_path, **dict.fromkeys(others, "1"), SMS_HOUR=" ")["SMS_HOURS"] == "08:00-20:00"


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="PORT") as caught:
        _load(tmp_path, SMS_HOUR="always", **{name: values[-1] for name, values in NONSENSE.items()})
    assert len(str(caught.value).splitlines()) == len(NONSENSE) + 1


@pytest.mark.parametrize("make", [lambda path: path.write_text("x"), lambda path: path.mkdir(mode=0o500)])
def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(folder := tmp_path / "instance")
    if os.geteuid() == 0 and folder.is_dir():
        pytest.skip("root writes everywhere")
    with pytest.raises(ValueError, match=r"\AINSTANCE .*instance cannot be (used as a folder|written)"):
        _load(folder)


@pytest.mark.parametrize(("name", "value", "means"), READ)
def test_what_people_write_is_read(tmp_path: Path, name: str, value: str, means: object) -> None:
    assert _load(tmp_path, **{name: value})[name] == means


def test_settings_are_typed_and_frozen(tmp_path: Path) -> None:
    settings = config.Settings.of(_load(tmp_path, PORT="8080", RATE_LIMITS="off"))
    assert (settings.port, settings.rate_limits, settings.instance) == (8080, False, tmp_path)
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_a_setting_that_is_changed_is_read_anew(app: Flask) -> None:
    before = settings()
    app.config["CONTACT_PHONE"] = "+12405550199"
    assert (settings().contact_phone, before.contact_phone) == ("+12405550199", "")


def test_a_text_is_kept_as_long_as_a_gateway_can(tmp_path: Path) -> None:
    assert config.Settings.of(_load(tmp_path, SMS_VALIDITY="36000")).sms_validity == 36000
    assert config.Settings.of(_load(tmp_path)).sms_validity == 0
