"""Settings: defaults are safe, what cannot be read is refused, the key is made once."""

from pathlib import Path

import pytest

from directory import config


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
    ("name", "value"), [("SMS_DAILY_LIMIT", "many"), ("TRUSTED_PROXIES", "x"), ("TEXT_UNINTRODUCED", "perhaps")]
)
def test_a_setting_that_cannot_be_read_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        _load(tmp_path, **{name: value})
