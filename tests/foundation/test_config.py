"""Settings: defaults are safe, what cannot be read is refused, the key is made once."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from flask import Flask

from directory import config
from directory.foundation.settings import settings


def _load(tmp_path: Path, **environment: str) -> dict[str, object]:
    return config.load({"INSTANCE": str(tmp_path), **environment})


def test_unset_means_production(tmp_path: Path) -> None:
    values = _load(tmp_path)
    assert values["DEVELOPMENT"] is False
    assert values["SMS_HOURS"] == "08:00-20:00"
    assert _load(tmp_path, LENGNUAN_ENV="development")["SMS_HOURS"] == "always"


def test_the_secret_key_is_made_once_and_is_ours_alone(tmp_path: Path) -> None:
    first, second = _load(tmp_path), _load(tmp_path)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(str(first["SECRET_KEY"])) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    given = "given" * 7
    assert _load(tmp_path, SECRET_KEY=given)["SECRET_KEY"] == given


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_any_spelling_of_postgresql_means_psycopg(tmp_path: Path, given: str) -> None:
    assert _load(tmp_path, DATABASE_URL=given)["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u@h/d"


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    secure = _load(tmp_path, BASE_URL="https://example.com/")
    assert secure["SESSION_COOKIE_NAME"] == "__Host-session"
    assert secure["SESSION_COOKIE_SECURE"] is True
    assert secure["BASE_URL"] == "https://example.com"
    assert _load(tmp_path)["SESSION_COOKIE_SECURE"] is False


@pytest.mark.parametrize(
    ("name", "value"),
    [("SMS_DAILY_LIMIT", "many"), ("TRUSTED_PROXIES", "x"), ("TEXT_UNINTRODUCED", "perhaps"), ("PORT", "x")],
)
def test_a_setting_that_cannot_be_read_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        _load(tmp_path, **{name: value})


def test_settings_are_typed_and_every_one_is_among_them(tmp_path: Path) -> None:
    settings = config.Settings.of(_load(tmp_path, PORT="8080", RATE_LIMITS="off"))
    assert (settings.port, settings.rate_limits, settings.instance) == (8080, False, tmp_path)
    named = {setting.name.lower() for setting in config.SETTINGS} - {"lengnuan_env", "database_url"}
    assert named | {"development"} == {field.name for field in fields(config.Settings)}
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_a_setting_that_is_changed_is_read_anew(app: Flask) -> None:
    before = settings()
    app.config["CONTACT_PHONE"] = "+12405550199"
    assert (settings().contact_phone, before.contact_phone) == ("+12405550199", "")


@pytest.mark.parametrize("value", ["-1", "36001", "ten"])
def test_a_text_is_kept_as_long_as_a_gateway_can(tmp_path: Path, value: str) -> None:
    with pytest.raises(ValueError, match="SMS_VALIDITY"):
        _load(tmp_path, SMS_VALIDITY=value)
    assert config.Settings.of(_load(tmp_path, SMS_VALIDITY="36000")).sms_validity == 36000
    assert config.Settings.of(_load(tmp_path)).sms_validity == 0
