"""Pictures of texts: fetched by the worker from the gateway alone, onto the line that they came with."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.entrypoints.worker import Worker
from directory.foundation import media
from directory.foundation.db import db
from directory.leads.models import QuoteRequest
from directory.outbox.deliver import compose_now
from directory.outbox.models import Job, Message
from directory.photos.models import Photo
from directory.quotes.models import Reply
from tests.conftest import MovableClock
from tests.factories import pictures
from tests.factories.answers import PHONES, request_url
from tests.factories.requests import listed, sent
from tests.support.fake_sms import new_sid, sign
from tests.support.loopback import LoopbackServer

ACCOUNT, TOKEN = "AC1", "token-of-the-gateway"
FOLDER = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media"
BASIC = "Basic QUMxOnRva2VuLW9mLXRoZS1nYXRld2F5"


class Gateway:
    """A gateway on loopback that has media: each path with a status, headers and a body. It remembers who asked."""

    def __init__(self) -> None:
        self.has: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str | None]] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                gateway.asked.append((self.path, self.headers.get("Authorization")))
                status, headers, body = gateway.has.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        self.server = LoopbackServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def gateway(app: Flask) -> Iterator[Gateway]:
    """Where the site's texts go, and their pictures are."""
    made = Gateway()
    app.config.update(SMS_URL=made.url, SMS_ACCOUNT=ACCOUNT, SMS_TOKEN=TOKEN, SMS_FROM="+12025550100")
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Gateway]:
    """Another machine."""
    made = Gateway()
    yield made
    made.close()


@pytest.fixture
def request_row(gateway: Gateway, clock: MovableClock) -> QuoteRequest:
    """A request to one business that answers by text."""
    listed("gaoshi")
    return sent("gaoshi", details="")


def text(client: FlaskClient, *urls: str, kind: str = "image/jpeg", **more: str) -> None:
    """What the firm texts, with media at these addresses."""
    form = {"MessageSid": new_sid(), "From": PHONES["gaoshi"], "To": "+12025550100", "Body": "什么牌子？"}
    form |= {"NumMedia": str(len(urls)), **{f"MediaUrl{number}": url for number, url in enumerate(urls)}}
    form |= {f"MediaContentType{number}": kind for number in range(len(urls))} | more
    url = f"{client.application.config['BASE_URL']}/hooks/sms/inbound"
    answer = client.post("/hooks/sms/inbound", data=form, headers={"X-Twilio-Signature": sign(url, form, TOKEN)})
    assert answer.status_code == 200


def work() -> None:
    """Only the errands: the messages have nowhere to go here."""
    db.session.rollback()
    Worker()._chores()
    db.session.rollback()


def states() -> list[str]:
    db.session.rollback()
    return [photo.state for photo in db.session.query(Photo).order_by(Photo.id)]


def page(client: FlaskClient, request: QuoteRequest) -> str:
    return client.get(request_url(request, "en")).get_data(as_text=True)


def test_a_picture_of_a_text_is_fetched_once_and_shown_on_its_line(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest
) -> None:
    gateway.has[f"{FOLDER}/ME1"] = (200, {"Content-Type": "image/jpeg"}, pictures.photo(800, 600))
    text(client, f"{gateway.url}{FOLDER}/ME1")
    assert gateway.asked == []
    assert "1 photo is on its way here." in page(client, request_row)
    work()
    work()
    assert gateway.asked == [(f"{FOLDER}/ME1", BASIC)]
    (photo,) = db.session.query(Photo).all()
    assert (photo.subject_kind, photo.subject_id) == ("reply", db.session.query(Reply).one().id)
    assert photo.source is None
    shown = page(client, request_row)
    assert f"/photos/{photo.id}/large" in shown
    assert "on its way" not in shown
    assert "could not be fetched" not in shown
    address = next(piece for piece in shown.split('"') if piece.endswith(f"/photos/{photo.id}/large"))
    picture = client.get(address)
    assert picture.content_type == "image/jpeg"
    assert b"anary" not in picture.data


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "answer",
    [
        (404, {}, b""),
        (410, {}, b""),
        (200, {"Content-Type": "image/jpeg"}, b"<html>not a picture</html>"),
        (200, {"Content-Type": "image/heic"}, pictures.heic()),
        (302, {"Location": "https://evil.example/x"}, b""),
        (302, {"Location": "http://127.0.0.1:1/x"}, b""),
        (302, {"Location": "file:///etc/passwd"}, b""),
    ],
)
def test_what_cannot_be_had_is_said(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest, answer: tuple[int, dict[str, str], bytes]
) -> None:
    gateway.has[f"{FOLDER}/ME1"] = answer
    text(client, f"{gateway.url}{FOLDER}/ME1")
    work()
    assert states() == ["failed"]
    assert "1 picture that came with it could not be fetched." in page(client, request_row)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_gateway_that_is_away_is_asked_again_for_a_day(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest, clock: MovableClock
) -> None:
    gateway.has[f"{FOLDER}/ME1"] = (503, {}, b"")
    text(client, f"{gateway.url}{FOLDER}/ME1")
    work()
    assert states() == ["due"]
    clock.move(hours=3)
    gateway.has[f"{FOLDER}/ME1"] = (200, {"Content-Length": "99999"}, pictures.photo(800, 600))
    work()
    assert states() == ["due"]
    clock.move(hours=22)
    work()
    assert states() == ["failed"]
    assert db.session.query(Job).filter_by(kind="photo-fetch").one().done_at is not None


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_nobody_else_is_asked_for_what_a_text_names(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest, other: Gateway
) -> None:
    """Whoever could make the hook believe an address would have our secret, or what only this machine reaches."""
    own = gateway.url.removeprefix("http://")
    text(
        client,
        f"{other.url}{FOLDER}/ME1",
        f"http://user:pass@{own}{FOLDER}/ME1",
        f"{gateway.url}/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1",
        f"{gateway.url}{FOLDER}/../../../../../elsewhere",
        f"{gateway.url}{FOLDER}/%2e%2e/x",
        f"http://{own}@{other.url.removeprefix('http://')}{FOLDER}/ME1",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "gopher://127.0.0.1:1/x",
        f"{gateway.url}{FOLDER}/ME 1\r\nX: y",
    )
    work()
    assert (gateway.asked, other.asked) == ([], [])
    assert states() == []
    assert "10 pictures that came with it could not be fetched." in page(client, request_row)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_we_are_sent_on_within_the_gateway_and_to_named_hosts_without_the_secret(
    app: Flask, gateway: Gateway, other: Gateway, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    gateway.has[f"{FOLDER}/ME1"] = (307, {"Location": f"{FOLDER}/ME2"}, b"")
    gateway.has[f"{FOLDER}/ME2"] = (307, {"Location": "https://mms.twiliocdn.com/AC1/x?sig=1"}, b"")
    other.has["/AC1/x?sig=1"] = (200, {}, b"picture")
    lines = []
    open_line = media.open_line

    def led(scheme: str, host: str, port: int | None):
        lines.append((scheme, host, port))
        if host == "mms.twiliocdn.com":
            return open_line("http", "127.0.0.1", other.server.server_port)
        return open_line(scheme, host, port)

    monkeypatch.setattr(media, "open_line", led)
    with (tmp_path / "x").open("w+b", buffering=0) as file:
        media.fetch(f"{gateway.url}{FOLDER}/ME1", file, 100)
        file.seek(0)
        assert file.read() == b"picture"
    assert lines[-1] == ("https", "mms.twiliocdn.com", None)
    assert other.asked == [("/AC1/x?sig=1", None)]
    assert [basic for _path, basic in gateway.asked] == [BASIC, BASIC]


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_deleted_while_it_comes_it_is_nowhere(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest, app: Flask
) -> None:
    gateway.has[f"{FOLDER}/ME1"] = (200, {}, pictures.photo(800, 600))
    text(client, f"{gateway.url}{FOLDER}/ME1")
    client.post(request_url(request_row, "en"), data={"action": "delete"})
    work()
    work()
    assert gateway.asked == []
    assert states() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text/vcard", "A contact card came with it. We pass on photos only."),
        ("text/x-vCard; charset=utf-8", "A contact card came with it. We pass on photos only."),
        ("video/3gpp", "A file that is no photo came with it. We pass on photos only."),
    ],
)
def test_what_is_no_photo_is_named_beside_its_words(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest, kind: str, words: str
) -> None:
    text(client, f"{gateway.url}{FOLDER}/ME1", kind=kind)
    work()
    assert gateway.asked == []
    shown = page(client, request_row)
    assert words in shown
    assert "could not be fetched" not in shown
    for message in db.session.query(Message).filter_by(kind="asked", channel="email"):
        content = compose_now(db.session(), message).body
        assert "随附一个不是照片的文件。我们只转照片。" in content
        assert "附了 1 张照片" not in content


def test_a_photo_without_words_is_shown_on_her_page(
    client: FlaskClient, gateway: Gateway, request_row: QuoteRequest
) -> None:
    text(client, Body="1", NumMedia="0")
    gateway.has[f"{FOLDER}/ME1"] = (200, {"Content-Type": "image/jpeg"}, pictures.photo(800, 600))
    text(client, f"{gateway.url}{FOLDER}/ME1", Body="")
    work()
    assert states() == ["stored"]
    shown = page(client, request_row)
    assert f"/photos/{db.session.query(Photo).one().id}/large" in shown
    assert shown.count('class="talk-words"') == 0
