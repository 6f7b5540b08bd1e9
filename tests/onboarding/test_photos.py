"""The photo of an ad that a business sends of itself: read by the worker, looked over, never published unseen."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from directory.ads.models import Submission
from directory.entrypoints.worker import Worker
from directory.foundation.db import db
from directory.foundation.storage import storage
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES
from directory.onboarding import intake
from directory.scans import scanner
from directory.scans.models import ScannedFile
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.rules.pages import Line
from tests.conftest import MovableClock
from tests.factories.joiner import AD, PHONE, Joiner
from tests.page import check_page
from tests.scans.boxes import column
from tests.scans.reader import forget_old, pretend

PHOTO = b"\xff\xd8\xff a picture of which no byte matters here"
LINES = AD.strip().splitlines()
QUOTED = ("顺风冷暖", "陈师傅", *LINES)
OTHERS: tuple[tuple[list[Line] | str, str], ...] = (
    (column(["大力搬家公司", "搬家 搬运 长途短途", "电话：301-555-0163"], 100, 100), "heating and cooling only"),
    ([*column(LINES, 100, 100), *column(["林记冷暖", "冷气维修", "703-555-0162"], 1200, 2000)], "more than one ad"),
    (column(["祝你生日快乐"], 100, 100), "No phone could be read in this photo"),
    ([], str(ScanFlaw.BLANK.label)),
    ("too_large", str(ScanFlaw.TOO_LARGE.label)),
    ("too_many_pages", str(ScanFlaw.TOO_MANY_PAGES.label)),
)


def _send(joiner: Joiner, content: bytes = PHOTO) -> TestResponse:
    return joiner.begin("photo", photo=(BytesIO(content), "../ad.jpg"))


def _draft() -> Submission:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Submission)).one()


def _plain(text: str) -> str:
    return " ".join(text.replace("&#39;", "'").split())


def test_a_photo_becomes_a_draft_to_confirm(joiner: Joiner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, tmp_path, column(LINES, 100, 100))
    assert _send(joiner).status_code == 303
    for language in LANGUAGES:
        check_page(joiner.client.get(f"/{language}/list-your-business/{joiner.listing_id}"), language)
    # Nothing to hand in before it is read and seen.
    assert 'value="send"' not in joiner.get().text
    assert joiner.client.get(f"{joiner.path}/change").status_code == 303
    Worker().drain()
    draft = _draft()
    assert (draft.state, draft.person_id, draft.parsed.phones) == ("unproved", None, (PHONE,))
    for language in LANGUAGES:
        check_page(joiner.client.get(f"/{language}/list-your-business/{joiner.listing_id}"), language, quoted=QUOTED)
    # What was sent is gone with the place and the camera that it named.
    with pytest.raises(NotFound):
        storage().get(db.session.scalars(select(ScannedFile)).one().original)
    # The errand once more changes nothing.
    intake.read_photo(("submission", draft.id))
    assert _draft().revision == draft.revision
    assert joiner.prove().status_code == 303
    assert _draft().state == "open"


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_what_is_no_ad_of_theirs_is_said(joiner: Joiner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    joiner.language = "en"
    for lines, sentence in OTHERS:
        pretend(monkeypatch, tmp_path, lines)
        assert _send(joiner).status_code == 303
        Worker().drain()
        page = _plain(joiner.get().text)
        assert sentence in page
        assert "Take it again, or type the ad" in page
        assert 'value="send"' not in page
    for content in (b"", b"no picture"):
        answer = _send(joiner, content)
        assert (answer.status_code, str(ScanFlaw.NOT_PICTURE.label) in _plain(answer.text)) == (400, True)
    monkeypatch.setattr(scanner, "can_read", lambda: False)
    answer = _send(joiner)
    assert (answer.status_code, str(ScanFlaw.NO_READER.label) in _plain(answer.text)) == (400, True)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_doubtful_phone_is_typed_by_its_owner(
    joiner: Joiner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joiner.language = "en"
    *lines, phone = column([*LINES[:-1], "电话：240-555-0131"], 100, 100)
    unsure = tuple(0.3 if at == len(phone.text) - 1 else 1.0 for at in range(len(phone.text)))
    pretend(monkeypatch, tmp_path, [*lines, Line(phone.text, unsure, phone.corners)])
    _send(joiner)
    Worker().drain()
    assert "240-555-013?" in joiner.get().text
    assert not _draft().parsed.phones


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_withdrawn_photo_is_deleted(joiner: Joiner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, tmp_path, column(LINES, 100, 100))
    _send(joiner)
    Worker().drain()
    photo = db.session.scalars(select(ScannedFile)).one().picture(1)
    assert storage().get(photo)
    joiner.post("withdraw")
    Worker().drain()
    with pytest.raises(NotFound):
        storage().get(photo)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_a_photo_that_was_handed_in_is_deleted_after_90_days(
    joiner: Joiner, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, column(LINES, 100, 100))
    _send(joiner)
    Worker().drain()
    assert joiner.prove().status_code == 303
    photo = db.session.scalars(select(ScannedFile)).one().picture(1)
    forget_old(clock, days=88)
    assert storage().get(photo)
    forget_old(clock, days=2)
    with pytest.raises(NotFound):
        storage().get(photo)
    # What was read of it waits for its reviewer all the same.
    assert _draft().state == "open"


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_only_its_sender_sees_the_photo_beside_what_was_read(
    joiner: Joiner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, column(LINES, 100, 100))
    _send(joiner)
    address = f"{joiner.path}/picture"
    # Nothing to see before it is read.
    assert joiner.client.get(address).status_code == 404
    Worker().drain()
    page = joiner.get().text
    assert f'<image href="{address}"' in page
    # Each fact leads to its words, which are marked.
    assert '<a class="hint" href="#on-phones">' in page
    assert re.search(r'<g id="on-phones"[^>]*>\s*<rect x="\d+"', page)
    picture = joiner.client.get(address)
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "no-store"
    assert joiner.client.application.test_client().get(address).status_code == 404
    joiner.post("withdraw")
    assert joiner.client.get(address).status_code == 404


def test_a_phone_offers_its_camera_and_its_pictures(joiner: Joiner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "can_read", lambda: True)
    for language in LANGUAGES:
        [field] = re.findall(r'<input type="file"[^>]*>', joiner.client.get(f"/{language}/list-your-business").text)
        assert 'accept="image/*"' in field
        # It would open the camera and hide the pictures that were taken before.
        assert "capture" not in field
