"""The fakes themselves: a fake that lies would let a broken port pass."""

import base64
import json
import smtplib
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage
from http.client import RemoteDisconnected
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.support.fake_sms import FakeSms, Text, sign
from tests.support.fake_smtp import FakeSmtp
from tests.support.patience import SECONDS

TO = "+12405550111"


def _send(gateway: FakeSms, token: str = "", timeout: float = 5, **form: str) -> dict[str, object]:
    basic = base64.b64encode(f"{gateway.account}:{token or gateway.token}".encode()).decode()
    form = {"To": TO, "From": gateway.number, "Body": "您好", **form}
    request = urllib.request.Request(
        f"{gateway.url}/2010-04-01/Accounts/{gateway.account}/Messages.json",
        urllib.parse.urlencode(form).encode(),
        {"Authorization": f"Basic {basic}"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return dict(json.load(answer))


def _refused(gateway: FakeSms, **words: str) -> tuple[int, int, str | None]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        _send(gateway, **words)
    with caught.value as error:
        return error.code, json.load(error)["code"], error.headers["Retry-After"]


def test_sms_takes_a_text() -> None:
    with FakeSms() as gateway:
        answer = _send(gateway)
        assert str(answer["sid"]).startswith("SM")
        assert [(text.to, text.body) for text in gateway.texts] == [(TO, "您好")]


def test_sms_checks_the_password() -> None:
    with FakeSms() as gateway:
        assert _refused(gateway, token="wrong")[:2] == (401, 20003)
        assert not gateway.requests


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("refuse", (400, 21211, None)), ("stopped", (400, 21610, None)), ("busy", (429, 20429, "2"))],
)
def test_sms_refuses_by_number(mode: str, expected: tuple[int, int, str | None]) -> None:
    with FakeSms() as gateway:
        gateway.modes[TO] = mode
        assert _refused(gateway) == expected
        _send(gateway, To="+12405550112")
        assert len(gateway.texts) == 1


@pytest.mark.parametrize(("mode", "taken"), [("drop", 1), ("cut", 0)])
def test_sms_breaks_the_line(mode: str, taken: int) -> None:
    with FakeSms(mode=mode) as gateway:
        with pytest.raises(RemoteDisconnected):
            _send(gateway)
        assert len(gateway.texts) == taken


def test_sms_hangs_until_closed() -> None:
    with FakeSms(mode="hang") as gateway, pytest.raises(TimeoutError):
        _send(gateway, timeout=0.2)


def test_sms_reports_a_landline_to_the_callback_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: SimpleQueue[tuple[str, int | None, int]] = SimpleQueue()
    receipt = FakeSms.receipt

    def report(self: FakeSms, text: Text, status: str, error_code: int | None = None) -> None:
        reported.put((status, error_code, receipt(self, text, status, error_code)))

    monkeypatch.setattr(FakeSms, "receipt", report)
    with FakeSms() as site, FakeSms(mode="landline") as gateway:
        # The other fake answers 401 to it: enough to see that it came.
        assert _send(gateway, StatusCallback=f"{site.url}/hooks/sms/status")
        assert reported.get(timeout=SECONDS) == ("undelivered", 30006, 401)
        assert gateway.inbound(site.url, TO, "1") == 401


def test_sms_signature_is_the_documented_example() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }
    url = "https://example.com/myapp.php?foo=1&bar=2"
    assert sign(url, form, "12345") == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_sms_runs_as_a_process(tmp_path: Path) -> None:
    log = tmp_path / "texts.jsonl"
    command = [sys.executable, "-m", "tests.support.fake_sms", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        settings = json.loads(process.stdout.readline())
        basic = base64.b64encode(f"{settings['SMS_ACCOUNT']}:{settings['SMS_TOKEN']}".encode()).decode()
        request = urllib.request.Request(
            f"{settings['SMS_URL']}/2010-04-01/Accounts/{settings['SMS_ACCOUNT']}/Messages.json",
            urllib.parse.urlencode({"To": TO, "From": settings["SMS_FROM"], "Body": "hi"}).encode(),
            {"Authorization": f"Basic {basic}"},
        )
        urllib.request.urlopen(request, timeout=SECONDS).close()
        process.terminate()
        assert process.wait(SECONDS) == 0
    assert json.loads(log.read_text())["to"] == TO


def _mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "您好"
    message.set_content("内容")
    return message


def test_smtp_takes_a_mail() -> None:
    with FakeSmtp() as server:
        with smtplib.SMTP("127.0.0.1", server.port, timeout=SECONDS) as client:
            client.send_message(_mail())
        (mail,) = server.to("b@example.com")
        assert (mail.subject, mail.text.strip()) == ("您好", "内容")


@pytest.mark.parametrize(
    ("mode", "error", "taken"),
    [
        ("451", smtplib.SMTPDataError, 0),
        ("550", smtplib.SMTPRecipientsRefused, 0),
        ("drop-before", OSError, 0),
        ("drop-after", OSError, 1),
    ],
)
def test_smtp_breaks_as_told(mode: str, error: type[Exception], taken: int) -> None:
    with FakeSmtp() as server:
        server.mode = mode
        client = smtplib.SMTP("127.0.0.1", server.port, timeout=SECONDS)
        try:
            with pytest.raises(error):
                client.send_message(_mail())
        finally:
            client.close()
        assert len(server.mails) == taken


def test_smtp_hangs() -> None:
    with FakeSmtp() as server:
        server.mode = "hang"
        client = smtplib.SMTP("127.0.0.1", server.port, timeout=0.3)
        with pytest.raises(OSError):
            client.send_message(_mail())
        client.close()
        assert not server.mails
