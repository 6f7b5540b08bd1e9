"""What is read of a request's photos: proposed to its homeowner alone, and no fact before her yes."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.audit import AuditEvent
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from directory.foundation.storage import FolderStorage
from directory.foundation.unit import unit
from directory.kernel.errors import StorageAway
from directory.kernel.language import LANGUAGES
from directory.leads.models import QuoteRequest
from directory.nameplates.models import Nameplate
from directory.outbox.models import Job
from directory.photos.models import Photo
from directory.scans import scanner
from directory.tracking.actions import erase_request
from tests.conftest import MovableClock
from tests.factories import listings, people, pictures
from tests.factories.answers import lead_url, request_url
from tests.factories.request_page import QUOTED, leads, post
from tests.factories.requests import sent
from tests.page import check_page
from tests.scans.boxes import column
from tests.scans.reader import pretend

LINES = column(["GOODMAN", "MODEL GSX140601KA", "SERIAL 9809217743"], 0, 0)
READ = ("Goodman", "GSX140601KA", "9809217743")
#: Names and words of the request in a script of their own.
SPOKEN = (*QUOTED, "楼上不热")
UNREAD = "We can't reach the storage of your photos right now."
GIVEN_UP = "so a nameplate on one was not read."
PICTURE = pictures.photo(800, 600)


@pytest.fixture
def request_sent(app: Flask) -> QuoteRequest:
    """A request to one business, which has not answered."""
    listings.seeded()
    return sent(listings.GAOSHI)


@pytest.fixture
def proposed(client: FlaskClient, request_sent: QuoteRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The id of a photo of it whose nameplate was read."""
    pretend(monkeypatch, tmp_path, LINES)
    add_photo(client, request_sent)
    work()
    return plate().photo_id


def add_photo(client: FlaskClient, request: QuoteRequest, action: str = "add-photos", **fields: str) -> None:
    data = {"action": action, **fields, "photos": [(BytesIO(PICTURE), "plate.jpg")]}
    answer = client.post(request_url(request, "en"), data=data, content_type="multipart/form-data")
    assert answer.status_code == 303


def work() -> None:
    Worker().drain()


def plate() -> Nameplate:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Nameplate).one()


def on_lead(client: FlaskClient, request: QuoteRequest) -> str:
    return client.get(lead_url(leads(request)[0], "en")).get_data(as_text=True)


def own(client: FlaskClient, request: QuoteRequest) -> str:
    return client.get(request_url(request, "en")).get_data(as_text=True)


def test_what_is_read_is_proposed_and_after_a_yes_the_business_sees_it(
    client: FlaskClient, request_sent: QuoteRequest, proposed: int
) -> None:
    for language in LANGUAGES:
        page = client.get(request_url(request_sent, language))
        check_page(page, language, quoted=SPOKEN)
        assert all(f'value="{value}"' in page.text for value in READ)
        # The way to it stands above the businesses, for whoever has the page open too.
        assert page.text.index("read=1#plates") < page.text.index('class="biz"')
    assert not any(value in on_lead(client, request_sent) for value in READ[1:])
    fields = dict(zip(("brand", "model", "serial"), READ, strict=True))
    assert post(client, request_sent, "confirm-plate", "en", photo=proposed, **fields).status_code == 303
    # A second press leads to how things stand.
    assert post(client, request_sent, "confirm-plate", "en", photo=proposed, **fields).status_code == 303
    assert plate().state == "confirmed"
    for language in LANGUAGES:
        page = client.get(request_url(request_sent, language))
        check_page(page, language, quoted=SPOKEN)
        assert "#plates" not in page.text
        check_page(client.get(f"{request_url(request_sent, language)}/record"), language, quoted=SPOKEN)
        check_page(client.get(lead_url(leads(request_sent)[0], language)), language, quoted=SPOKEN)
    lead = on_lead(client, request_sent)
    assert all(value in lead for value in READ)
    assert "photo, confirmed by the customer." in lead
    # The maker's rules for both are not certain, and the page says so.
    assert "about 1998, not certain" in lead
    assert "about 5 tons, not certain" in lead
    assert db.session.query(AuditEvent).filter_by(action="confirm-plate").count() == 1


def test_what_she_types_counts_and_shows_no_number_before_it_is_taken(
    client: FlaskClient, request_sent: QuoteRequest, proposed: int
) -> None:
    typed = {"brand": "call 240-555-0199", "model": " gsx 140601kb", "serial": ""}
    assert post(client, request_sent, "confirm-plate", "en", photo=proposed, **typed).status_code == 303
    assert (plate().state, plate().model, plate().serial) == ("corrected", "GSX140601KB", None)
    lead = on_lead(client, request_sent)
    assert "GSX140601KB" in lead
    assert "corrected and confirmed by the customer" in lead
    assert "240-555-0199" not in lead


def test_a_yes_to_nothing_is_refused(client: FlaskClient, request_sent: QuoteRequest, proposed: int) -> None:
    answer = post(client, request_sent, "confirm-plate", "en", photo=proposed, brand="Goodman", model="", serial=" ")
    assert answer.status_code == 400
    assert "Please give the model or the serial number." in answer.get_data(as_text=True)
    assert plate().state == "proposed"


def test_a_no_and_a_yes_taken_back_leave_nothing(
    client: FlaskClient, request_sent: QuoteRequest, proposed: int
) -> None:
    fields = dict(zip(("brand", "model", "serial"), READ, strict=True))
    post(client, request_sent, "confirm-plate", "en", photo=proposed, **fields)
    assert READ[2] in on_lead(client, request_sent)
    assert post(client, request_sent, "refuse-plate", "en", photo=proposed).status_code == 303
    assert (plate().state, plate().brand, plate().model, plate().serial) == ("refused", None, None, None)
    assert READ[2] not in on_lead(client, request_sent)
    assert READ[2] not in own(client, request_sent)


def test_only_the_page_of_its_request_may_say_yes(
    client: FlaskClient, request_sent: QuoteRequest, proposed: int
) -> None:
    other = sent(listings.FANGSHI, phone="+12405550177")
    for action in ("confirm-plate", "refuse-plate"):
        assert post(client, other, action, "en", photo=proposed, model="X1").status_code == 404
        lead = client.post(lead_url(leads(request_sent)[0], "en"), data={"action": action, "photo": proposed})
        assert lead.status_code == 400
    assert plate().state == "proposed"


@pytest.mark.parametrize("action", ["confirm-plate", "refuse-plate"])
def test_a_button_of_a_photo_that_another_tab_removed_says_so(
    client: FlaskClient, request_sent: QuoteRequest, proposed: int, action: str
) -> None:
    post(client, request_sent, "drop-photo", "en", photo=proposed)
    for language in LANGUAGES:
        answer = post(client, request_sent, action, language, photo=proposed, model="X1")
        assert answer.status_code == 404
        assert 'role="alert"' in check_page(answer, language, quoted=SPOKEN).source
    english = post(client, request_sent, action, "en", photo=proposed, model="X1")
    assert "That is no longer here. Here is the latest." in english.text


def test_a_photo_of_the_conversation_is_read_as_well(
    client: FlaskClient, request_sent: QuoteRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, LINES)
    client.post(lead_url(leads(request_sent)[0], "en"), data={"action": "accept"})
    add_photo(client, request_sent, "reply", business=listings.GAOSHI, text="The plate")
    work()
    assert (plate().brand, plate().model, plate().serial) == READ


def test_it_goes_with_its_photo_and_with_the_request(
    client: FlaskClient, request_sent: QuoteRequest, proposed: int
) -> None:
    add_photo(client, request_sent)
    work()
    post(client, request_sent, "drop-photo", "en", photo=proposed)
    assert own(client, request_sent).count(f'value="{READ[2]}"') == 1
    work()
    assert plate().photo_id != proposed
    with unit() as session:
        erase_request(session, request_sent.id, keeps_cards=False)
    work()
    assert db.session.query(Nameplate).count() == db.session.query(Photo).count() == 0


@pytest.mark.parametrize("page", ["damaged", column(["方氏冷暖", "240-651-9115"], 0, 0)], ids=["flaw", "no plate"])
def test_what_cannot_be_read_proposes_nothing_and_bothers_nobody(
    client: FlaskClient, request_sent: QuoteRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page
) -> None:
    pretend(monkeypatch, tmp_path, page)
    add_photo(client, request_sent)
    work()
    assert db.session.query(Nameplate).count() == 0
    [job] = db.session.query(Job).filter_by(kind="plate-reading")
    assert (job.done_at is not None, job.error_detail) == (True, None)


def test_one_whose_storage_is_away_is_read_once_it_is_there_and_tried_for_a_day(
    client: FlaskClient,
    request_sent: QuoteRequest,
    clock: MovableClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: object) -> None:
        raise StorageAway("test")

    pretend(monkeypatch, tmp_path, LINES)
    add_photo(client, request_sent)
    with monkeypatch.context() as patched:
        patched.setattr(FolderStorage, "get", away)
        assert UNREAD not in own(client, request_sent)
        work()
        assert UNREAD in own(client, request_sent)
    clock.move(hours=2)
    work()
    assert (plate().brand, plate().model, plate().serial) == READ
    assert UNREAD not in own(client, request_sent)

    add_photo(client, request_sent)
    with monkeypatch.context() as patched:
        patched.setattr(FolderStorage, "get", away)
        for _hour in range(0, 26, 2):
            assert GIVEN_UP not in own(client, request_sent)
            work()
            clock.move(hours=2)
    [*_read, job] = db.session.query(Job).filter_by(kind="plate-reading").order_by(Job.id)
    assert (job.done_at is not None, str(job.error_detail)[:7]) == (True, "GivenUp")
    for language in LANGUAGES:
        check_page(client.get(request_url(request_sent, language)), language, quoted=SPOKEN)
    assert UNREAD not in own(client, request_sent)
    assert GIVEN_UP in own(client, request_sent)
    _has_them_read_again(client.application)
    assert db.session.query(Nameplate).count() == 2
    assert GIVEN_UP not in own(client, request_sent)


def _has_them_read_again(app: Flask) -> None:
    """The operator sees on Today that photos were not read, and presses once."""
    with unit() as session:
        operator = people.person(session, None, "op@example.com", language="en", operator=True)
    desk = app.test_client()
    people.signed_in(desk, operator.id)
    for language in LANGUAGES:
        assert 'id="photos"' in check_page(desk.get(f"/admin?lang={language}"), language, quoted=SPOKEN).source
    for _ in range(2):
        assert desk.post("/admin/photos/read", data={"back": "today"}).status_code == 303
    work()
    assert 'id="photos"' not in desk.get("/admin").text


def test_a_reader_that_was_stopped_is_no_storage_that_is_away(
    client: FlaskClient, request_sent: QuoteRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise InterruptedError("test")

    pretend(monkeypatch, tmp_path, LINES)
    add_photo(client, request_sent)
    monkeypatch.setattr(scanner, "read", stopped)
    work()
    [job] = db.session.query(Job).filter_by(kind="plate-reading")
    assert (job.done_at, job.error_detail[:16]) == (None, "InterruptedError")
    assert UNREAD not in own(client, request_sent)


def test_without_a_reader_nothing_is_tried_or_promised(
    client: FlaskClient, request_sent: QuoteRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "can_read", lambda: False)
    add_photo(client, request_sent)
    assert db.session.query(Job).filter_by(kind="plate-reading").count() == 0
    assert "nameplate" not in own(client, request_sent).lower()
