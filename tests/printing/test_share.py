"""The picture that a shared link shows: its size, its words as data, who may fetch it."""

import re
import struct

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.businesses.fields.listing import Listing
from directory.kernel.language import LANGUAGES
from directory.printing.actions import share_picture
from tests.factories.listings import GAOSHI, seeded
from tests.factories.printing import HOSTILE, SAID, USUAL, changed

pytestmark = pytest.mark.large


def _size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.fixture
def site(app: Flask) -> Flask:
    seeded()
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", [*SAID, "hostile"])
def test_every_listing_has_a_picture_of_the_size_that_chats_take(site: Flask, which: str, language: str) -> None:
    doc: Listing = (
        SAID[which]
        if which in SAID
        else changed(USUAL, {"names": {"zh": HOSTILE, "zh_lang": "zh-Hans", "en": HOSTILE, "romanized": None}})
    )
    assert _size(share_picture(doc, LANGUAGES[language])) == (1200, 630)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_name_their_picture_and_it_is_there_for_everybody(site: Flask, language: str) -> None:
    visitor: FlaskClient = site.test_client()
    pages = {
        f"/{language}/": f"/{language}/share.png",
        f"/{language}/find?q=carrier": f"/{language}/share.png",
        f"/{language}/businesses/{GAOSHI}": f"/{language}/businesses/{GAOSHI}/share.png",
    }
    for page, picture in pages.items():
        source = visitor.get(page).text
        assert re.search(rf'property="og:image" content="http[^"]*{picture}"', source), page
        answer = visitor.get(picture)
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert _size(answer.data) == (1200, 630)


def test_who_is_not_listed_has_no_picture(site: Flask) -> None:
    assert site.test_client().get("/en/businesses/nobody-here/share.png").status_code == 404
