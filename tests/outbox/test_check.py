"""`flask --app directory check`: each thing that would not work is said, by its name, and nothing else is."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from directory.audit import record
from directory.entrypoints.cli import check
from directory.entrypoints.operator.blueprint import OperatorAct
from directory.foundation.unit import unit
from tests.conftest import MovableClock
from tests.outbox.conftest import PHONE, Post
from tests.support.certificates import certificate
from tests.support.databases import OTHER_KEY
from tests.support.fake_imap import FakeImap
from tests.support.fake_sms import FakeSms
from tests.support.fake_smtp import FakeSmtp


def _says(app: Flask, *words: str) -> tuple[int, dict[str, list[str]]]:
    """How it ended; and of each thing, the lines about it, `state: sentence`."""
    result = app.test_cli_runner().invoke(args=["check", *words])
    lines: dict[str, list[str]] = {}
    for line in result.stdout.splitlines():
        state, name, says = line[:6].strip(), line[7:20].strip(), line[21:]
        lines.setdefault(name, []).append(f"{state}: {says}")
    return result.exit_code, lines


@pytest.fixture
def ready(app: Flask, gateway: FakeSms, mailer: FakeSmtp) -> Iterator[Flask]:
    """A site with nothing wrong but that its web server does not run."""
    named = {"CONTACT_NAME": "Ms Lin", "CONTACT_PHONE": PHONE, "CONTACT_EMAIL": "post@example.com"}
    with socket.socket() as reserved, FakeImap() as imap:
        # Held, so that nobody else takes it, and deaf.
        reserved.bind(("127.0.0.1", 0))
        app.config.update(named, MAIL_FROM="post@example.com", PORT=reserved.getsockname()[1], BOUNCES_URL=imap.url)
        yield app


def test_nothing_wrong_is_said_of_each_thing(ready: Flask, gateway: FakeSms, mailer: FakeSmtp) -> None:
    code, lines = _says(ready)
    assert code == 0
    assert set(lines) == {"release", "settings", *check.LOOKS} - {"delivery"}
    assert not [line for about in lines.values() for line in about if line.startswith("wrong")]
    assert "ok: answers, and knows the account" in lines["texts"]
    inbound = f"{ready.config['BASE_URL']}/hooks/sms/inbound#rc=5&rp=ct,rt,5xx"
    assert f"ok: is to bring texts that come in to {inbound}" in lines["texts"]
    assert lines["mail"] == ["ok: the server answers and lets us in"]
    assert lines["answers"] == ["ok: the mailbox of what comes back can be read; 0 mails wait"]
    assert not gateway.requests, "nothing is sent unasked"
    assert not mailer.mails


def test_a_test_message_goes_out_for_real(ready: Flask, gateway: FakeSms, mailer: FakeSmtp) -> None:
    assert _says(ready, "--send-to", PHONE)[0] == 0
    assert ["test" in text.body for text in gateway.to(PHONE)] == [True]
    assert _says(ready, "--send-to", "chen@example.com")[0] == 0
    assert len(mailer.mails) == 1
    gateway.mode = "refuse"
    assert _says(ready, "--send-to", PHONE)[0] == 1
    code, lines = _says(ready, "--send-to", "somebody")
    assert (code, lines["test message"]) == (1, ["wrong: --send-to must be one phone number or one email address"])


def test_settings_that_mean_nothing_are_all_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "99999")
    monkeypatch.setenv("SMS_HOURS", "9-5")
    monkeypatch.setenv("TRUSTED_PROXY", "1")
    code, lines = _says(app)
    assert (code, set(lines), len(lines["settings"])) == (1, {"release", "settings"}, 3)
    assert "wrong: TRUSTED_PROXY is no setting of this site: TRUSTED_PROXIES is" in lines["settings"]


@pytest.mark.parametrize(
    ("settings", "name", "says"),
    [
        ({"SMS_URL": ""}, "delivery", "set SMS_URL"),
        ({"SMS_TOKEN": "another"}, "texts", "refuses SMS_ACCOUNT and SMS_TOKEN"),
        ({"SMS_URL": "http://127.0.0.1:1"}, "texts", "cannot be reached"),
        ({"SMTP_URL": "smtp://127.0.0.1:1"}, "mail", "cannot be used"),
        ({"BOUNCES_URL": "imap://us:secret@127.0.0.1:1"}, "answers", "cannot be read"),
        ({"SECRET_KEY": OTHER_KEY}, "database", "key-differs"),
        ({"BASE_URL": "https://127.0.0.1:1", "TRUSTED_PROXIES": 0}, "address", "TRUSTED_PROXIES is 0"),
    ],
)
def test_what_would_not_work_is_wrong(ready: Flask, settings: dict[str, object], name: str, says: str) -> None:
    _says(ready)  # the database learns this key
    with ready.app_context():
        assert check.keys.agree()
    ready.config.update(settings)
    code, lines = _says(ready)
    assert code == 1
    assert [line for line in lines[name] if line.startswith("wrong: ") and says in line]


def test_answers_and_returns_that_nobody_reads_are_noted(ready: Flask) -> None:
    ready.config.update(BOUNCES_URL="", CONTACT_EMAIL="")
    code, lines = _says(ready)
    assert (code, [line.partition(":")[0] for line in lines["answers"]]) == (0, ["note", "note"])
    ready.config["MAIL_REPLY_TO"] = "people@example.com"
    assert len(_says(ready)[1]["answers"]) == 1


def test_another_program_at_the_port_is_not_the_site(ready: Flask, mailer: FakeSmtp) -> None:
    ready.config["PORT"] = int(mailer.url.rsplit(":", 1)[1])
    code, lines = _says(ready)
    assert (code, lines["port"][0].startswith("wrong: something else listens")) == (1, True)


def test_messages_that_nobody_takes_want_a_worker(ready: Flask, post: Post, clock: MovableClock) -> None:
    post()
    assert _says(ready)[1]["worker"] == ["ok: nothing is overdue"]
    clock.move(minutes=3)
    code, lines = _says(ready)
    assert (code, lines["worker"][0].endswith("no worker takes them")) == (1, True)


def test_a_machine_that_woke_up_in_another_year_has_a_wrong_clock(
    ready: Flask, post: Post, clock: MovableClock
) -> None:
    with unit() as session:
        record(session, "worker", OperatorAct.RESEND, ("message", 1))
    assert [finding.state for finding in check.look_at_clock()][-1] == "ok"
    clock.move(days=-9000)
    finding = list(check.look_at_clock())[-1]
    assert (finding.state, finding.says.endswith("set the time by NTP")) == ("wrong", True)


def test_a_sender_that_no_mail_server_takes_is_noted(ready: Flask) -> None:
    ready.config["MAIL_FROM"] = "lengnuan@localhost"
    code, lines = _says(ready)
    assert (code, [line.partition(":")[0] for line in lines["mail"]]) == (0, ["ok", "note"])


def test_a_port_without_tls_is_no_address_with_https(ready: Flask, gateway: FakeSms) -> None:
    ready.config.update(BASE_URL=gateway.url.replace("http:", "https:"), TRUSTED_PROXIES=1)
    code, lines = _says(ready)
    assert (code, lines["address"]) == (1, ["wrong: 127.0.0.1 answers without TLS where BASE_URL says https"])


@pytest.mark.parametrize("form", ["", "yesterday", "%a, %d %b %Y %H:%M:%S -0000"])
def test_a_gateway_that_says_no_time_or_no_zone_has_no_wrong_clock(
    ready: Flask, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    sent = f"{datetime.now(UTC):{form}}" if form else ""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    monkeypatch.setattr(check.TwilioPort, "probe", lambda port: (200, sent))
    try:
        states = [line.partition(":")[0] for line in _says(ready)[1]["texts"]]
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert set(states) == {"ok"}


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_clock_that_is_off_is_wrong(seconds: int) -> None:
    away = datetime.now(UTC) + timedelta(seconds=seconds)
    assert check.compare_clock("the database", away).state == "wrong"
    assert check.compare_clock("the database", datetime.now(UTC)).state == "ok"


@pytest.mark.parametrize(
    ("days", "is_trusted", "says"),
    [
        (90, True, "ok: the certificate"),
        (5, True, "wrong: the certi"),
        (90, False, "wrong: the certificate of 127.0.0.1 is refused"),
    ],
)
def test_a_certificate_that_ends_soon_or_that_nobody_trusts_is_wrong(
    ready: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, is_trusted: bool, says: str
) -> None:
    own = certificate(tmp_path, days)
    with _https(own) as port:
        ready.config.update(BASE_URL=f"https://127.0.0.1:{port}", TRUSTED_PROXIES=1)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(own))
        about = _says(ready)[1]["address"]
    assert len(about) == 1
    assert about[0].startswith(says)


@contextmanager
def _https(own: Path) -> Iterator[int]:
    """The port of a server that shakes hands, once, and goes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError), listener.accept()[0] as line, context.wrap_socket(line, server_side=True):
                pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join()


def test_a_full_disk_is_wrong(ready: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LEAST_FREE", 1 << 62)
    assert _says(ready)[1]["disk"][0].startswith("wrong: ")
