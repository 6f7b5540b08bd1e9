"""Photos after the work: of the nameplate on a warranty card, with a review; who sees them, and when they go."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import QuoteRequest
from directory.photos.models import Photo
from directory.photos.rules import PhotoState
from directory.reviews import actions as review_actions
from directory.reviews.models import Review
from directory.reviews.rules import Question
from directory.tracking.actions import erase_request
from directory.warranties.models import WarrantyCard
from tests.conftest import MovableClock
from tests.factories import listings, pictures
from tests.factories.answers import lead_url, request_url
from tests.factories.request_page import leads, post
from tests.factories.requests import sent
from tests.page import check_page

SLUG, PICTURE = listings.GAOSHI, pictures.photo(800, 600)
PAGE = f"/en/businesses/{SLUG}"
GOOD = dict.fromkeys(map(str, Question), "yes")


@pytest.fixture
def request_done(app: Flask, client: FlaskClient, clock: MovableClock) -> QuoteRequest:
    """A request that the business took and whose work its homeowner calls done."""
    listings.seeded()
    request = sent(SLUG)
    client.post(lead_url(leads(request)[0], "en"), data={"action": "accept"})
    assert post(client, request, "done", "en", business=SLUG).status_code == 303
    return request


def send(client: FlaskClient, address: str, *contents: bytes, **fields: str):
    data = {**fields, "photos": [(BytesIO(content), "canaryname.jpg") for content in contents or (PICTURE,)]}
    return client.post(address, data=data, content_type="multipart/form-data")


def shown(client: FlaskClient, address: str, part: str) -> list[str]:
    """The addresses of large photos on a page."""
    page = client.get(address).get_data(as_text=True)
    addresses = [piece.partition('"')[0] for piece in page.split('href="')[1:]]
    return [one for one in addresses if f"{part}photos/" in one]


def states() -> list[str]:
    db.session.rollback()
    return [photo.state for photo in db.session.query(Photo).order_by(Photo.id)]


def card_url(language: str = "en") -> str:
    return f"/{language}/warranty/{db.session.query(WarrantyCard).one().token}"


def test_the_nameplate_on_a_card_is_for_whoever_has_its_link(client: FlaskClient, request_done: QuoteRequest) -> None:
    assert send(client, card_url(), action="add-photos").status_code == 303
    [address] = shown(client, card_url(), "")
    picture = client.get(address)
    assert picture.content_type == "image/jpeg"
    assert b"Canary" not in picture.data
    assert client.get(address.replace(db.session.query(WarrantyCard).one().token, "A" * 22)).status_code == 404
    photo_id = db.session.query(Photo).one().id
    assert client.get(f"{PAGE}/reviews/photos/{photo_id}/large").status_code == 404
    assert client.get(f"{lead_url(leads(request_done)[0], 'en')}/photos/{photo_id}/large").status_code == 404
    for language in LANGUAGES:
        check_page(client.get(card_url(language)), language, quoted=("高氏冷暖", "Gaoshi"))
    assert client.post(card_url(), data={"action": "drop-photo", "photo": photo_id}).status_code == 303
    assert (shown(client, card_url(), ""), states()) == ([], [PhotoState.GONE])


def test_what_is_no_picture_is_refused_on_the_card(client: FlaskClient, request_done: QuoteRequest) -> None:
    answer = send(client, card_url(), b"<html>", action="add-photos")
    assert answer.status_code == 400
    assert "Photo 1 was not taken." in answer.get_data(as_text=True)


@pytest.mark.parametrize("where", ["request", "card"])
def test_what_can_be_taken_is_added_and_the_rest_is_told(
    client: FlaskClient, request_done: QuoteRequest, where: str
) -> None:
    address = request_url(request_done, "en") if where == "request" else card_url()
    answer = send(client, address, PICTURE, b"<html>", PICTURE, action="add-photos")
    assert answer.status_code == 400
    assert "Photo 2 was not taken." in answer.get_data(as_text=True)
    assert len(shown(client, address, "")) == 2
    more = send(client, address, *[PICTURE] * 5, action="add-photos").get_data(as_text=True)
    assert "Photo 5 was not taken. It is one too many: six photos are the most." in more
    assert len(shown(client, address, "")) == 6
    none = send(client, address, action="add-photos")
    assert none.status_code == 400
    assert "six photos are the most" in none.get_data(as_text=True)
    assert states() == [PhotoState.STORED] * 6


def test_photos_go_with_their_card(client: FlaskClient, request_done: QuoteRequest) -> None:
    send(client, card_url(), action="add-photos")
    assert client.post(card_url(), data={"action": "delete"}).status_code == 200
    assert states() == [PhotoState.GONE]


def review_url(request: QuoteRequest) -> str:
    return f"{request_url(request, 'en')}/review/{SLUG}"


def test_a_review_shows_photos_only_by_its_authors_tick(client: FlaskClient, request_done: QuoteRequest) -> None:
    own = send(client, review_url(request_done), **GOOD).headers["Location"]
    photo_id = db.session.query(Photo).one().id
    public = f"{PAGE}/reviews/photos/{photo_id}/large"
    assert len(shown(client, own, "")) == 1
    assert client.get(shown(client, own, "")[0]).status_code == 200
    assert (shown(client, PAGE, "reviews/"), client.get(public).status_code) == ([], 404)
    assert client.post(own, data={"action": "change", **GOOD, "shows_photos": "y"}).status_code == 303
    assert shown(client, PAGE, "reviews/") == [public]
    assert client.get(public).content_type == "image/jpeg"
    assert client.get(public.replace(SLUG, listings.FANGSHI)).status_code == 404
    for language in LANGUAGES:
        page = client.get(own.replace("/en/", f"/{language}/"))
        check_page(page, language, quoted=("高氏冷暖",))
    # Without the tick they are hers alone again.
    client.post(own, data={"action": "change", **GOOD})
    assert (shown(client, PAGE, "reviews/"), client.get(public).status_code) == ([], 404)
    client.post(own, data={"action": "change", **GOOD, "shows_photos": "y"})
    assert client.post(own, data={"action": "drop-photo", "photo": photo_id}).status_code == 303
    assert (shown(client, PAGE, "reviews/"), client.get(public).status_code) == ([], 404)
    assert states() == [PhotoState.GONE]


@pytest.mark.parametrize("end", ["withdraw", "remove", "erase"])
def test_photos_go_with_their_review(client: FlaskClient, request_done: QuoteRequest, end: str) -> None:
    own = send(client, review_url(request_done), **GOOD, shows_photos="y").headers["Location"]
    photo_id = db.session.query(Photo).one().id
    public = f"{PAGE}/reviews/photos/{photo_id}/large"
    assert client.get(public).status_code == 200
    if end == "withdraw":
        client.post(own, data={"action": "withdraw"})
    else:
        with unit() as session:
            if end == "remove":
                review_actions.remove(session, session.query(Review).one().id, "off_topic", "operator:1")
            else:
                erase_request(session, request_done.id, keeps_cards=False)
    assert (states(), client.get(public).status_code) == ([PhotoState.GONE], 404)


def test_photos_wait_with_a_review_that_was_refused(client: FlaskClient, request_done: QuoteRequest) -> None:
    answer = send(client, review_url(request_done), came="yes")
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    key = page.partition('name="photo_key" value="')[2].partition('"')[0]
    assert key
    own = client.post(review_url(request_done), data={**GOOD, "photo_key": key}).headers["Location"]
    assert len(shown(client, own, "")) == 1
