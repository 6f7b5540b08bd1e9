"""Messages go into files only where that was said, or in development: else web and worker do not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.errors import AppImportError

from directory import app as application
from directory import config, run
from directory.config import FILES
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from tests.rules.source import ROOT
from tests.support.databases import SECRET_KEY
from tests.support.fake_sms import FakeSms

_GATEWAY = {
    "SMS_URL": "https://gateway.example",
    "SMS_ACCOUNT": "AC1",
    "SMS_TOKEN": "token-of-theirs",
    "SMS_FROM": "+12025550100",
    "BASE_URL": "https://lengnuan.example",
}
_MAIL = {"SMTP_URL": "smtp://mail.example", "MAIL_FROM": "post@lengnuan.example"}
_HERE = {**_GATEWAY, "SMS_URL": "http://127.0.0.1:9", "SMTP_URL": "smtp://localhost:9", "BASE_URL": ""}
_BOTH = "Messages cannot be delivered: set SMS_URL, SMTP_URL, or SMS_URL=file: SMTP_URL=file: to write"
_NAMES = (*_GATEWAY, *_MAIL, "LENGNUAN_ENV", "DATABASE_URL", "SECRET_KEY")


def _load(folder: Path, **environment: str) -> dict[str, object]:
    return config.load({"INSTANCE": str(folder), **environment})


def _settings(folder: Path, **environment: str) -> config.Settings:
    return config.Settings.of(_load(folder, **environment))


@pytest.mark.parametrize("mode", ["production", ""])
def test_only_development_writes_files_unasked(tmp_path: Path, mode: str) -> None:
    values = _load(tmp_path, LENGNUAN_ENV=mode)
    assert (values["SMS_URL"], values["SMTP_URL"]) == ("", "")
    assert str(config.missing_for_delivery(config.Settings.of(values))).startswith(_BOTH)
    developed = _load(tmp_path, LENGNUAN_ENV="development")
    assert (developed["SMS_URL"], developed["SMTP_URL"]) == (FILES, FILES)
    assert config.missing_for_delivery(config.Settings.of(developed)) is None


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SMS_URL": FILES, "SMTP_URL": FILES}, []),
        ({"SMS_URL": f" {FILES} ", **_MAIL, "BASE_URL": "https://lengnuan.example"}, []),
        ({**_GATEWAY, **_MAIL}, []),
        ({**_GATEWAY, "SMTP_URL": FILES}, []),
        (_GATEWAY, ["SMTP_URL"]),
        ({**_MAIL, "BASE_URL": "https://lengnuan.example"}, ["SMS_URL"]),
        ({**_GATEWAY, "SMTP_URL": "smtp://mail.example"}, ["MAIL_FROM"]),
        ({**_GATEWAY, **_MAIL, "BASE_URL": "http://localhost:8000"}, ["BASE_URL"]),
        ({**_GATEWAY, **_MAIL, "BASE_URL": "", "HOST": "0.0.0.0"}, ["BASE_URL"]),
        (_HERE, []),
        ({"SMTP_URL": FILES}, ["SMS_URL"]),
        (
            {**_MAIL, "SMS_URL": "https://gateway.example"},
            ["SMS_ACCOUNT", "SMS_TOKEN", "SMS_FROM", "BASE_URL"],
        ),
        ({**_GATEWAY, "SMS_FROM": ""}, ["SMTP_URL", "SMS_FROM"]),
        ({**_GATEWAY, "SMS_FROM": "", "SMS_MESSAGING_SERVICE": "MG1"}, ["SMTP_URL"]),
        ({"SMS_ACCOUNT": "AC1"}, ["SMS_URL", "SMTP_URL"]),
    ],
)
def test_everything_that_is_missing_is_named_at_once(tmp_path: Path, given: dict[str, str], missing: list[str]) -> None:
    sentence = config.missing_for_delivery(_settings(tmp_path, **given))
    if not missing:
        assert sentence is None
        return
    assert sentence is not None
    assert sentence.startswith(f"Messages cannot be delivered: set {', '.join(missing)}")
    assert sentence.count(FILES) == len({"SMS_URL", "SMTP_URL"} & {*missing})
    assert "\n" not in sentence


@pytest.mark.parametrize("mode", ["development", "production"])
@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("SMS_URL", "gateway.example"),
        ("SMS_URL", "ftp://u:secret@gateway.example"),
        ("SMS_URL", "smtp://gateway.example"),
        ("SMS_URL", "https://"),
        ("SMS_URL", "file"),
        ("SMS_URL", "file:///var/spool/texts"),
        ("SMTP_URL", "mail.example:25"),
        ("SMTP_URL", "https://mail.example"),
        ("SMTP_URL", "smtp://user:secret@"),
        ("SMTP_URL", "smtp://user:secret@mail.example:port"),
        ("SMTP_URL", "smtps://user:secret@mail.example:99999"),
        ("SMTP_URL", "smtp://[::1"),
        ("SMTP_URL", "files:"),
    ],
)
def test_an_address_of_no_gateway_is_refused_without_repeating_it(
    tmp_path: Path, mode: str, name: str, url: str
) -> None:
    with pytest.raises(ValueError, match=f"^{name} must begin with .*, or be file:$") as refused:
        _load(tmp_path, LENGNUAN_ENV=mode, **{name: url})
    assert "secret" not in str(refused.value)


def _never(*_: object, **__: object) -> None:
    """In the place of what would go on for ever."""
    raise AssertionError("it was started")


@pytest.fixture
def undeliverable(app: Flask) -> Flask:
    """A site in production whose settings name no gateway."""
    app.config.update(SMS_URL="", SMTP_URL="")
    return app


@pytest.mark.parametrize("words", [["worker"], ["worker", "--once"], ["worker", "--drain"]])
def test_a_worker_that_can_deliver_nothing_does_not_start(
    undeliverable: Flask, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(Worker, "run", _never)
    done = undeliverable.test_cli_runner().invoke(args=words)
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {_BOTH}")
    assert done.output.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["seed"],
        ["search", "空调", "--json"],
        ["outbox", "list"],
        ["operator", "reports"],
        ["operator", "invite", "ann@example.com"],
        ["purge"],
        ["db", "upgrade"],
        ["key", "accept"],
        ["ads", "parse", str(ROOT / "seed/ads/gaoshi-lengnuan.txt"), "--json"],
    ],
)
def test_commands_that_send_nothing_need_no_gateway(undeliverable: Flask, words: list[str]) -> None:
    done = undeliverable.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output


def test_a_site_that_can_deliver_nothing_gets_no_traffic(undeliverable: Flask, client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith(f"no-delivery: {_BOTH}")
    assert client.get("/healthz").status_code == 200


def _only(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name in _NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def test_a_web_server_is_given_an_application_only_where_it_can_deliver(
    engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, INSTANCE=str(tmp_path), DATABASE_URL=engine_url, SECRET_KEY=SECRET_KEY)
    with pytest.raises(AppImportError, match=_BOTH):
        application.web()
    monkeypatch.setenv("SMS_URL", FILES)
    with pytest.raises(AppImportError, match="set SMTP_URL, or SMTP_URL=file: to write"):
        application.web()
    monkeypatch.setenv("SMTP_URL", FILES)
    served = application.web()
    assert served.test_client().get("/healthz").status_code == 200
    with served.app_context():
        db.engine.dispose()
    monkeypatch.setenv("SECRET_KEY", "short")
    with pytest.raises(AppImportError, match="SECRET_KEY is too short"):
        application.web()


def test_a_web_server_starts_while_its_database_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    _only(monkeypatch, INSTANCE=str(tmp_path), DATABASE_URL=away, SMS_URL=FILES, SMTP_URL=FILES)
    client = application.web().test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, _BOTH),
        ({"SMS_URL": "ftp://x"}, "SMS_URL must begin with"),
        ({"SECRET_KEY": "x"}, "SECRET_KEY is too short"),
    ],
)
def test_run_ends_with_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    settings: dict[str, str],
    sentence: str,
) -> None:
    _only(monkeypatch, INSTANCE=str(tmp_path), **settings)
    monkeypatch.setattr(run.subprocess, "Popen", _never)
    assert run.main() == 1
    errors = capfd.readouterr().err
    assert errors.startswith(f"Error: {sentence}")
    assert errors.count("\n") == 1


@pytest.mark.large
@pytest.mark.parametrize(
    "words",
    [
        ["gunicorn", "--bind", "127.0.0.1:0", "--log-level", "critical", "directory.app:web()"],
        ["flask", "--app", "directory", "worker"],
    ],
)
@pytest.mark.parametrize("settings", [{}, {"SECRET_KEY": "short"}])
def test_both_processes_end_by_themselves_with_one_sentence(
    tmp_path: Path, words: list[str], settings: dict[str, str]
) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in _NAMES}
    environment = inherited | {"INSTANCE": str(tmp_path)} | settings
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode not in (0, None)
    lines = {line.removeprefix("Error: ") for line in done.stderr.splitlines()}
    assert len(lines) == 1, done.stderr
    assert lines.pop().startswith("SECRET_KEY is too short" if settings else _BOTH)


def test_the_fake_gateway_is_all_that_a_site_needs(tmp_path: Path) -> None:
    with FakeSms() as gateway:
        assert config.missing_for_delivery(_settings(tmp_path, **gateway.settings, SMTP_URL=FILES)) is None
