"""Photos on the request form: taken once, kept whatever else is wrong, shown to whoever is asked and to nobody else."""

import errno
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from directory.entrypoints.worker import Worker
from directory.foundation import limits, uploads
from directory.foundation.db import db
from directory.foundation.storage import FOLDER, FolderStorage, storage
from directory.foundation.unit import unit
from directory.kernel.errors import StorageAway
from directory.leads.models import Lead, QuoteRequest
from directory.photos import actions, intake
from directory.photos.models import Photo
from directory.photos.rules import MOST
from directory.quotes import actions as quotes
from tests.conftest import MovableClock
from tests.factories import form, pictures
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import FANGSHI, GAOSHI, seeded
from tests.page import check_page

PHOTO = pictures.photo(800, 600)


@pytest.fixture
def site(app: Flask, clock: MovableClock) -> Flask:
    """The listings of the newspaper."""
    seeded()
    return app


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()


def picked(*contents: bytes) -> list[tuple[BytesIO, str]]:
    """Files as a browser sends them, called what would do harm as a path or a page."""
    return [(BytesIO(content), "../../etc/<b>canaryfile</b>.jpg") for content in contents]


def filled(client: FlaskClient, clock: MovableClock, **changes):
    page = form.opened(client, "en")
    clock.move(seconds=30)
    return form.fields(page, **changes)


def post(client: FlaskClient, values, *contents: bytes, language: str = "en"):
    data = {**values, "photos": picked(*contents)}
    return client.post(form.path(language), data=data, content_type="multipart/form-data")


def shown(answer) -> list[str]:
    """The addresses of the photos on a page, large ones."""
    page = answer.get_data(as_text=True)
    addresses = [piece.partition('"')[0].replace("&amp;", "&") for piece in page.split('href="')[1:]]
    return [address for address in addresses if "/photos/" in address]


def states() -> list[str]:
    db.session.rollback()
    return [photo.state for photo in db.session.query(Photo).order_by(Photo.id)]


def files(app: Flask) -> set[str]:
    return {path.name for path in (Path(app.config["INSTANCE"]) / FOLDER).rglob("*.jpg")}


def test_photo_is_taken_wherever_its_bytes_are_cut(visitor: FlaskClient, clock: MovableClock) -> None:
    """Line ends in a picture look like the begin of a boundary: the parser keeps them for its next piece."""
    line_ends = (b"\r\n" * 16 + b"x" * 7) * 10_000
    answer = post(visitor, filled(visitor, clock, zip=""), PHOTO + line_ends)
    assert (answer.status_code, len(shown(answer))) == (400, 1)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_photos_stay_while_something_else_is_wrong(visitor: FlaskClient, clock: MovableClock, language: str) -> None:
    values = filled(visitor, clock, zip="")
    answer = post(visitor, values, PHOTO, PHOTO, language=language)
    assert answer.status_code == 400
    page = check_page(answer, language, quoted=form.QUOTED)
    images = [e for e in page.all("img") if "/photos/" in e.get("src")]
    assert len(images) == 2
    assert all(image.get("alt") for image in images)
    assert [e.get("enctype") for e in page.all("form") if e.get("id") == "request"] == ["multipart/form-data"]
    # Sent again as it came back, with what was missing: nothing is picked again, also in another language.
    again = post(visitor, values | {"zip": "20850", "check": "y", "request_key": form.key_of(page)}, language="en")
    assert again.status_code == 200
    assert len(shown(again)) == 2
    assert "Each business you ask sees these photos before it says yes." in again.get_data(as_text=True)
    assert states() == ["stored"] * 2


def test_sent_photos_are_seen_by_the_homeowner_and_by_each_business_that_was_asked(
    visitor: FlaskClient, clock: MovableClock
) -> None:
    values = filled(visitor, clock)
    answer = post(visitor, values, PHOTO)
    assert answer.status_code == 303
    request = db.session.query(QuoteRequest).one()
    leads = db.session.query(Lead).order_by(Lead.id).all()
    own = visitor.get(request_url(request, "en"))
    fold = re.search(r"<details([^>]*)>\s*<summary>Your photos", own.text)
    assert fold is not None
    assert "open" not in fold[1]
    assert own.text.count("The businesses that have your request see them") == 1
    seen = [shown(own), *(shown(visitor.get(lead_url(lead, "en"))) for lead in leads)]
    assert [len(addresses) for addresses in seen] == [1, 1, 1]
    for (address,) in seen:
        picture = visitor.get(address)
        assert picture.status_code == 200
        assert picture.content_type == "image/jpeg"
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        assert picture.headers["Cache-Control"] == "no-store"
        assert picture.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert picture.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
        image = Image.open(BytesIO(picture.data))
        assert (image.size, dict(image.getexif())) == ((800, 600), {})
        assert b"anary" not in picture.data
        assert visitor.get(address.replace("/large", "/small")).status_code == 200
        assert visitor.get(address.replace("/large", "/huge")).status_code == 404


def test_a_photo_belongs_to_the_pages_of_its_own_request(visitor: FlaskClient, clock: MovableClock) -> None:
    post(visitor, filled(visitor, clock), PHOTO)
    request = db.session.query(QuoteRequest).one()
    pages = [request_url(request, "en"), *(lead_url(lead, "en") for lead in db.session.query(Lead).all())]
    addresses = [address for page in pages for address in shown(visitor.get(page))]
    own = db.session.query(Photo).one().id
    with unit() as session:
        another = Photo(key="another", state="stored", subject_kind="request", subject_id=request.id + 1)
        session.add(another)
        session.flush()
        others, file = another.id, another.file("large")
    storage().put(file, PHOTO, "image/jpeg")
    assert len(addresses) == 3
    for address in addresses:
        for number in (others, others + 1, 0, 2**31 - 1):
            assert visitor.get(address.replace(f"/{own}/", f"/{number}/")).status_code == 404


def test_who_lost_the_request_loses_its_photos(visitor: FlaskClient, clock: MovableClock) -> None:
    post(visitor, filled(visitor, clock), PHOTO)
    request = db.session.query(QuoteRequest).one()
    gaoshi, fangshi = db.session.query(Lead).order_by(Lead.id).all()
    addresses = {lead.id: shown(visitor.get(lead_url(lead, "en")))[0] for lead in (gaoshi, fangshi)}
    own = request_url(request, "en")
    slug = {lead.id: business for lead, business in ((gaoshi, GAOSHI), (fangshi, FANGSHI))}
    visitor.post(own, data={"action": "withdraw", "business": slug[gaoshi.id]})
    assert visitor.get(addresses[gaoshi.id]).status_code == 404
    assert visitor.get(addresses[fangshi.id]).status_code == 200
    assert len(shown(visitor.get(own))) == 1


def test_deleted_with_the_request_and_then_from_the_storage(
    site: Flask, visitor: FlaskClient, clock: MovableClock
) -> None:
    post(visitor, filled(visitor, clock), PHOTO, PHOTO)
    request = db.session.query(QuoteRequest).one()
    own = request_url(request, "en")
    address = shown(visitor.get(own))[0]
    assert len(files(site)) == 4
    assert visitor.post(own, data={"action": "delete"}).status_code == 303
    assert visitor.get(address).status_code == 404
    assert states() == ["gone", "gone"]
    Worker().drain()
    assert states() == []
    assert files(site) == set()


def test_a_storage_that_is_away_is_asked_again(
    site: Flask, visitor: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(visitor, filled(visitor, clock), PHOTO)
    request = db.session.query(QuoteRequest).one()
    address = shown(visitor.get(request_url(request, "en")))[0]

    def away(*_: object) -> None:
        raise StorageAway("test")

    with monkeypatch.context() as patched:
        patched.setattr(FolderStorage, "delete", away)
        patched.setattr(FolderStorage, "get", away)
        answer = visitor.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        with unit() as session:
            quotes.erase_request(session, request.id)
        Worker().drain()
        assert states() == ["gone"]
    clock.move(minutes=10)
    Worker().drain()
    assert states() == []
    assert files(site) == set()


def test_what_is_no_photo_is_said_with_its_place_and_the_others_stay(visitor: FlaskClient, clock: MovableClock) -> None:
    values = filled(visitor, clock)
    answer = post(visitor, values, PHOTO, b"<script>alert(1)</script>", pictures.heic(), PHOTO)
    assert answer.status_code == 400
    page = check_page(answer, "en", quoted=form.QUOTED)
    wrongs = form.wrongs(page)
    assert "Photo 2 was not taken. It is not a JPEG, PNG or WebP picture." in wrongs
    assert "Photo 3 was not taken. It is in the HEIC format, which most browsers can't show." in wrongs
    assert len(shown(answer)) == 2
    assert "canaryfile" not in answer.get_data(as_text=True)
    assert db.session.query(QuoteRequest).count() == 0
    # She sends it without them.
    assert post(visitor, values).status_code == 303
    assert db.session.query(Photo).filter_by(subject_kind="request").count() == 2


def test_six_are_the_most(visitor: FlaskClient, clock: MovableClock) -> None:
    values = filled(visitor, clock, check="y")
    answer = post(visitor, values, *[PHOTO] * 8)
    assert answer.status_code == 400
    assert "Photo 7 was not taken. It is one too many: six photos are the most." in answer.get_data(as_text=True)
    assert len(shown(answer)) == MOST
    assert "one too many" in post(visitor, values, PHOTO).get_data(as_text=True)
    assert len(states()) == MOST


def test_a_photo_that_waits_can_be_taken_out_again(site: Flask, visitor: FlaskClient, clock: MovableClock) -> None:
    values = filled(visitor, clock, edit="y")
    page = post(visitor, values, PHOTO, PHOTO)
    assert page.status_code == 200
    first, second = (photo.id for photo in db.session.query(Photo).order_by(Photo.id))
    again = post(visitor, values | {"drop": str(first)})
    assert again.status_code == 200
    assert len(shown(again)) == 1
    assert f"/{second}/" in shown(again)[0]
    # Nobody takes out what waits for another form.
    other = filled(visitor, clock)
    assert post(visitor, other | {"drop": str(second)}).status_code == 404
    Worker().drain()
    assert states() == ["stored"]
    assert len(files(site)) == 2


def test_too_large_a_file_is_cut_as_it_comes(
    visitor: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.Upload, "is_cut", property(lambda self: self.size > 1000))
    answer = post(visitor, filled(visitor, clock), PHOTO)
    assert "Photo 1 was not taken. It is larger than 20 MB." in answer.get_data(as_text=True)
    assert states() == []


@pytest.mark.parametrize("where", ["arriving", "storing"])
def test_a_full_disk_is_said_and_nothing_is_half_stored(
    site: Flask, visitor: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    values = filled(visitor, clock)
    with monkeypatch.context() as patched:
        if where == "arriving":
            patched.setattr(uploads, "unnamed", full)
        else:
            store, put = storage(), FolderStorage.put
            calls: list[str] = []

            def second(self: FolderStorage, key: str, content: bytes, kind: str) -> None:
                calls.append(key)
                if len(calls) > 1:
                    raise StorageAway("full")
                put(store, key, content, kind)  # type: ignore[arg-type]

            patched.setattr(FolderStorage, "put", second)
        answer = post(visitor, values, PHOTO)
    assert answer.status_code == 400
    assert "We can&#39;t store photos at this moment." in answer.get_data(as_text=True)
    Worker().drain()
    assert states() == []
    assert files(site) == set()
    assert post(visitor, values).status_code == 303


def test_a_network_that_sends_very_much_sends_no_more_that_day(
    visitor: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.RULES, "photo-by-near", "2/hour; 2/day")
    values = filled(visitor, clock)
    assert post(visitor, values | {"edit": "y"}, PHOTO, PHOTO).status_code == 200
    answer = post(visitor, values, PHOTO)
    assert answer.status_code == 400
    assert "A lot of photos came from your network today." in answer.get_data(as_text=True)
    assert len(states()) == 2


def test_photos_of_a_form_that_was_not_sent_go_after_a_week(
    site: Flask, visitor: FlaskClient, clock: MovableClock
) -> None:
    post(visitor, filled(visitor, clock, edit="y"), PHOTO)
    with unit() as session:
        actions.begin(session, "broken off", 1)
        clock.move(days=6)
        assert actions.forget_waiting(session, clock.moment) == 0
    clock.move(days=2)
    Worker().drain()
    clock.move(days=1)
    Worker().drain()
    assert states() == []
    assert files(site) == set()


def test_the_same_form_sent_again_with_another_photo_adds_it(visitor: FlaskClient, clock: MovableClock) -> None:
    values = filled(visitor, clock)
    first = post(visitor, values, PHOTO)
    again = post(visitor, values, PHOTO)
    assert first.headers["Location"] == again.headers["Location"]
    assert db.session.query(Photo).filter_by(subject_kind="request").count() == 2


def test_no_transaction_is_open_while_a_photo_is_read(
    visitor: FlaskClient, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, open_ones = intake.read, []

    def watched(file):
        open_ones.append(db.session().in_transaction())
        return read(file)

    monkeypatch.setattr(intake, "read", watched)
    assert post(visitor, filled(visitor, clock), PHOTO, PHOTO).status_code == 303
    assert open_ones == [False, False]
