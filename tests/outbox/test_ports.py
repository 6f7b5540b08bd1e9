"""The ports: which answer of a far side means what, and how long it is listened to."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from directory.foundation import mail, sms
from directory.foundation.outfile import write_file
from directory.foundation.turns import cut_after
from directory.foundation.webhook import SIGNATURE, is_signed
from directory.kernel.errors import TransportError
from directory.kernel.text import short_id
from tests.support.certificates import certificate
from tests.support.fake_sms import FakeSms, sign
from tests.support.fake_smtp import FakeSmtp
from tests.support.in_one import in_one
from tests.support.loopback import LoopbackServer
from tests.support.patience import SECONDS

TO = "+12405550111"


def _port(url: str, account: str = "AC1", token: str = "t") -> sms.TwilioPort:
    return sms.TwilioPort(url, account, token, "+12025550100", "http://site/hooks/sms/status")


def _values(form: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in form.items()}


def _fails(port: sms.TwilioPort) -> TransportError:
    with pytest.raises(TransportError) as caught:
        port.send(TO, "您好", "ref")
    return caught.value


@contextmanager
def _server(answer: bytes = b"", *, drops: list[int] | None = None) -> Iterator[str]:
    """A far side that reads what comes and answers so; with `drops`, a byte now and then, each noted there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        closing = threading.Event()

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(65536)
                if drops is None:
                    line.sendall(answer)
                    return
                for byte in answer:
                    if closing.wait(0.05):
                        return
                    try:
                        line.sendall(bytes([byte]))
                    except OSError:
                        return
                    drops.append(byte)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        closing.set()
        thread.join(SECONDS)


def _answer(status: str, body: str, *headers: str) -> bytes:
    data = body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + data


@in_one(
    "status, body, kind, ambiguous",
    [
        ("400 Bad Request", '{"code": 21211}', "recipient", False),
        ("400 Bad Request", '{"code": "21614"}', "recipient", False),
        ("400 Bad Request", '{"code": 21602}', "content", False),
        ("400 Bad Request", '{"code": [1]}', "content", False),
        ("400 Bad Request", "[" * 2000, "content", False),
        ("400 Bad Request", '{"code": 21610}', "stopped", False),
        ("400 Bad Request", '{"code": 21606}', "account", False),
        ("401 Unauthorized", '{"code": 20003}', "account", False),
        ("402 Payment Required", "", "account", False),
        ("404 Not Found", "", "account", False),
        ("429 Too Many Requests", "", "connection", False),
        ("503 Unavailable", "<html>", "connection", False),
        ("500 Internal Server Error", '{"code": 20503}', "connection", False),
        ("500 Internal Server Error", '{"code": 20500}', "connection", True),
        ("500 Internal Server Error", '{"code": 21610}', "stopped", False),
        ("502 Bad Gateway", "<html>", "connection", True),
        ("504 Gateway Timeout", "", "connection", True),
        ("301 Moved", "", "account", False),
        ("200 OK", '{"error_code": 30006, "sid": "SM1"}', "recipient", False),
        ("201 Created", '{"error_code": 30007, "sid": "SM1"}', "content", False),
        ("201 Created", "<html>", "connection", True),
        ("201 Created", "[]", "connection", True),
        ("201 Created", "{}", "connection", True),
        ("201 Created", '{"sid": ["SM1"]}', "connection", True),
        ("201 Created", '{"sid": {"a": 1}}', "connection", True),
        ("201 Created", '{"sid": 7}', "connection", True),
        ("201 Created", '{"sid": " "}', "connection", True),
        ("201 Created", '{"sid": NaN, "error_code": {}}', "connection", True),
    ],
)
def test_an_answer_of_the_gateway_has_one_meaning(status: str, body: str, kind: str, ambiguous: bool) -> None:
    with _server(_answer(status, body)) as url:
        error = _fails(_port(url))
    assert (error.kind, error.ambiguous) == (kind, ambiguous)


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7), ("x", None), ("99999999", 86400), ("9" * 5000, None), ("²", None)]
)
def test_the_gateway_says_how_long_to_wait(header: str, seconds: int | None) -> None:
    with pytest.raises(TransportError) as caught:
        sms._read(429, header, b"")
    assert caught.value.retry_after == seconds


def test_nobody_there_is_not_ambiguous() -> None:
    assert not _fails(_port("http://127.0.0.1:9")).ambiguous


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"])
def test_a_line_that_breaks_after_the_request_is_ambiguous(answer: bytes) -> None:
    with _server(answer) as url:
        error = _fails(_port(url))
    assert (error.kind, error.ambiguous) == ("connection", True)


def test_a_gateway_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "DEADLINE_SECONDS", 0.3)
    answer, drops = b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 100, []
    with _server(answer, drops=drops) as url:
        assert _fails(_port(url)).ambiguous
    assert len(drops) < len(answer)


def test_a_gateway_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.3)
    with FakeSms(mode="hang") as gateway:
        assert _fails(_port(gateway.url, gateway.account, gateway.token)).ambiguous


def test_what_ends_in_time_is_not_cut() -> None:
    one, other = socket.socketpair()
    with one, other:
        before = set(threading.enumerate())
        with cut_after(3600, lambda: one):
            (timer,) = set(threading.enumerate()) - before
        timer.join()
        other.sendall(b"x")
        assert one.recv(1) == b"x"


def _mail(url: str, to: str = "wang@example.com", sender: str = "lengnuan@example.com", text: str = "x") -> str:
    return mail.SmtpPort(url, sender).send(mail.Mail(to, "Re:\r\nBcc: x@example.com", text, "ref"))


@pytest.mark.parametrize("text", [".\r\n.x\n", "a\n.\nb\n", "长" * 5000])
def test_a_mail_arrives_as_it_was_written(text: str) -> None:
    with FakeSmtp() as server:
        assert _mail(server.url, text=text) == "<ref@example.com>"
    (got,) = server.mails
    assert got.text.replace("\r\n", "\n").strip() == text.replace("\r\n", "\n").strip()
    assert got.message["Bcc"] is None
    assert "Re: Bcc" in got.subject


@pytest.mark.parametrize(
    ("mode", "kind", "ambiguous"),
    [("451", "connection", False), ("550", "recipient", False), ("drop-after", "connection", True)],
)
def test_an_answer_of_the_mail_server_has_one_meaning(mode: str, kind: str, ambiguous: bool) -> None:
    with FakeSmtp() as server:
        server.mode = mode
        with pytest.raises(TransportError) as caught:
            _mail(server.url)
    assert (caught.value.kind, caught.value.ambiguous) == (kind, ambiguous)


@pytest.mark.parametrize(
    ("talk", "kind", "ambiguous"),
    [
        ([b"554 no\r\n"], "connection", False),
        ([b"220 hi\r\n", b"250 x\r\n", b"550 no\r\n"], "content", False),
        ([b"220 hi\r\n", b"250 x\r\n", b"250 x\r\n", b"452 full\r\n"], "connection", False),
        ([b"220 hi\r\n", b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"554 no\r\n"], "content", False),
        ([b"220 hi\r\n", b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 go\r\n", b"554 spam\r\n"], "content", False),
        ([b"220 hi\r\n", b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 go\r\n"], "connection", True),
    ],
)
def test_each_phase_of_a_mail_has_its_own_meaning(talk: list[bytes], kind: str, ambiguous: bool) -> None:
    with _mail_server(talk) as url, pytest.raises(TransportError) as caught:
        _mail(url)
    assert (caught.value.kind, caught.value.ambiguous) == (kind, ambiguous)


def test_a_mail_is_taken_whatever_the_goodbye() -> None:
    talk = [b"220 hi\r\n", *[b"250 x\r\n"] * 3, b"354 go\r\n", b"250 taken\r\n", b"500 what\r\n"]
    with _mail_server(talk) as url:
        assert _mail(url) == "<ref@example.com>"


@contextmanager
def _mail_server(talk: list[bytes]) -> Iterator[str]:
    """A mail server that says these lines in turn, each to one command (or to the whole mail), then breaks off."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rb") as words:
                line.sendall(talk[0])
                for number, answer in enumerate(talk[1:]):
                    if talk[number].startswith(b"354"):
                        while words.readline() not in {b".\r\n", b""}:
                            pass
                    else:
                        words.readline()
                    line.sendall(answer)
                if talk[-1].startswith(b"354") and not talk[-2].startswith(b"354"):
                    while words.readline() not in {b".\r\n", b""}:
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(SECONDS)


def _secured(server: FakeSmtp) -> str:
    return server.url.replace("smtp://", "smtp+tls://")


def test_where_tls_is_asked_for_a_server_without_it_gets_nothing() -> None:
    with FakeSmtp() as server:
        with pytest.raises(TransportError) as caught:
            _mail(_secured(server))
        assert (caught.value.kind, caught.value.ambiguous, server.mails) == ("connection", False, [])
        assert "NotSupported" in caught.value.detail


def test_tls_wants_a_certificate_that_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeSmtp(certificate=certificate(tmp_path)) as server:
        for url in (_secured(server), server.url):
            with pytest.raises(TransportError) as caught:
                _mail(url)
            assert (caught.value.kind, server.mails) == ("connection", [])
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "here.pem"))
        assert mail.SmtpPort(_secured(server), "lengnuan@example.com").probe()
        assert _mail(_secured(server)) == "<ref@example.com>"
        assert len(server.mails) == 1


def test_answers_and_returns_go_where_somebody_reads_them() -> None:
    with FakeSmtp() as server:
        _mail(server.url)
        port = mail.SmtpPort(server.url, "lengnuan@example.com", "people@example.com", "returns@example.com")
        port.send(mail.Mail("wang@example.com", "x", "x", "ref"))
    bare, named = server.mails
    assert (bare.sender, bare.message["Reply-To"]) == ("lengnuan@example.com", None)
    assert (named.sender, named.message["Reply-To"]) == ("returns@example.com", "people@example.com")
    assert "lengnuan@example.com" in named.message["From"]


@pytest.mark.parametrize("address", ["wang@example.com\r\nRCPT TO:<x@example.com>", "用户@例子.公司"])
def test_an_address_that_mail_cannot_spell_is_the_recipients_fault(address: str) -> None:
    with FakeSmtp() as server:
        with pytest.raises(TransportError) as caught:
            _mail(server.url, to=address)
        assert (caught.value.kind, server.mails) == ("recipient", [])


def test_a_file_in_the_place_of_a_gateway_is_whole_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    for _ in range(2):
        name = sms.FilePort(folder).send(TO, "您好", "ref")
    assert name == write_file(folder, "ref", {"channel": "sms", "to": TO, "text": "您好"})
    assert [json.loads(file.read_text()) for file in folder.iterdir()] == [{"channel": "sms", "to": TO, "text": "您好"}]
    assert ((folder / name).stat().st_mode & 0o77, folder.stat().st_mode & 0o77) == (0, 0)


URL = "https://site/hooks/sms/status"


def test_a_signature_covers_address_and_every_field() -> None:
    form = {"MessageSid": "SM1", "Body": "您好"}
    good, values = sign(URL, form, "secret"), _values(form)
    assert is_signed(URL, values, good, "secret")
    assert not is_signed(URL + "x", values, good, "secret")
    assert not is_signed(URL + "?x=1", values, good, "secret")
    assert not is_signed(URL, values | {"Body": ["x"]}, good, "secret")
    assert not is_signed(URL, values | {"More": [""]}, good, "secret")
    assert not is_signed(URL, values, good, "another")
    assert not is_signed(URL, values, "", "secret")


@pytest.mark.parametrize(
    ("signed", "ours"),
    [
        (URL, "https://site:443/hooks/sms/status"),
        ("https://site:443/hooks/sms/status", URL),
        ("http://site:80/hooks/sms/status", "http://site/hooks/sms/status"),
        ("https://site/hooks/sms/status", "https://site:8443/hooks/sms/status"),
        ("https://site:8443/hooks/sms/status?reference=a%20b", "https://site:8443/hooks/sms/status?reference=a%20b"),
        (f"{URL}?reference=ab&x=", f"{URL}?reference=ab&x="),
    ],
)
def test_a_signature_may_name_the_port_or_not(signed: str, ours: str) -> None:
    form = {"MessageSid": "SM1"}
    assert is_signed(ours, _values(form), sign(signed, form, "secret"), "secret")


@pytest.mark.parametrize(
    ("signed", "ours"), [("https://site:444/x", "https://site/x"), ("http://site/x", "https://site/x")]
)
def test_another_port_or_scheme_is_another_address(signed: str, ours: str) -> None:
    assert not is_signed(ours, {}, sign(signed, {}, "secret"), "secret")


def test_a_field_that_came_twice_counts_with_each_value_once() -> None:
    good = sign(URL, {"MediaUrl": ["b", "a", "b"], "Body": ["x"]}, "secret")
    assert is_signed(URL, {"Body": ["x"], "MediaUrl": ["a", "b"]}, good, "secret")
    assert not is_signed(URL, {"Body": ["x"], "MediaUrl": ["a"]}, good, "secret")


@pytest.mark.parametrize("sid", ["SM" + "0" * 500, "SM\x00", "SM\ud800", "编号", "SM\n1"])
def test_an_id_in_any_shape_is_kept_short_and_plain(sid: str) -> None:
    short = sms._read(201, None, json.dumps({"sid": sid}).encode())
    assert len(short) <= 40
    assert short.isascii()
    assert short.isprintable()
    assert short == sms._read(201, None, json.dumps({"sid": sid}).encode()) != short_id(sid + "x")


def test_a_service_chooses_the_number_and_a_text_may_be_given_up() -> None:
    with FakeSms() as gateway:
        settings = (gateway.url, gateway.account, gateway.token, gateway.number, "http://site/hooks/sms/status")
        sms.TwilioPort(*settings, service="MG1", validity=600).send(TO, "x", "ref")
        sms.TwilioPort(*settings).send(TO, "x", "ref")
    with_service, plain = (text.form for text in gateway.texts)
    assert (with_service["MessagingServiceSid"], with_service["ValidityPeriod"]) == ("MG1", "600")
    assert "From" not in with_service
    assert plain["From"] == gateway.number
    assert not {"MessagingServiceSid", "ValidityPeriod"} & plain.keys()


@pytest.mark.parametrize(
    ("statuses", "came"), [([503, 503, 204], 3), ([204], 1), ([403], 1), ([503] * 9, 6)], ids=lambda value: str(value)
)
def test_a_receipt_that_was_turned_away_is_brought_again(statuses: list[int], came: int) -> None:
    """Its address asks the gateway for that, and what asks is not in what the gateway signs."""
    answers = iter(statuses)
    signed: list[bool] = []

    class Hook(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            url = f"http://127.0.0.1:{hook.server_port}{self.path}"
            signed.append(is_signed(url, form, self.headers[SIGNATURE], gateway.token))
            self.send_response(next(answers))
            self.end_headers()

    with FakeSms() as gateway, LoopbackServer(("127.0.0.1", 0), Hook) as hook:
        threading.Thread(target=hook.serve_forever, args=(0.01,)).start()
        callback = f"http://127.0.0.1:{hook.server_port}/hooks/sms/status"
        sms.TwilioPort(gateway.url, gateway.account, gateway.token, gateway.number, callback).send(TO, "x", "a b")
        (text,) = gateway.texts
        assert gateway.receipt(text, "delivered") == statuses[came - 1]
        hook.shutdown()
    assert signed == [True] * came


@pytest.mark.parametrize("answer", [b"what\r\n", b"354 go on\r\n", b"999 x\r\n"])
def test_a_mail_server_that_talks_nonsense_after_the_dot_may_have_the_mail(answer: bytes) -> None:
    talk = [b"220 hi\r\n", *[b"250 x\r\n"] * 3, b"354 go\r\n", answer]
    with _mail_server(talk) as url, pytest.raises(TransportError) as caught:
        _mail(url)
    assert (caught.value.kind, caught.value.ambiguous) == ("connection", True)
