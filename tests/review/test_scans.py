"""Photographs of newspaper pages at the desk: sent, read by the worker, drafts beside their part of the picture."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.ads.models import Submission
from directory.entrypoints.worker import Worker
from directory.foundation.storage import storage
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES
from directory.kernel.prepared import SEED
from directory.nameplates import actions as nameplates
from directory.onboarding import intake as onboarding
from directory.outbox import jobs, registry
from directory.outbox.models import Job
from directory.review import notices
from directory.scans import actions, scanner
from directory.scans.models import ScannedFile
from directory.scans.rules.flaws import ScanFlaw
from directory.scans.rules.pages import Line, edges
from tests.conftest import MovableClock
from tests.factories import listings, people
from tests.operator.conftest import Desk, one_engine
from tests.page import check_page
from tests.scans.boxes import column
from tests.scans.reader import forget_old, pretend

PHOTO = b"\xff\xd8\xff a picture of which no byte matters here"
MOVERS = ["大力搬家公司", "搬家 搬运 长途短途", "电话：301-555-0163"]
LIN = ["林记冷暖", "冷气暖气 维修安装", "电话：703-555-0162"]
QUOTED = ("大力搬家公司", "林记冷暖", "高氏冷暖", "方氏冷暖", "冷暖专版")


def ad_text(slug: str) -> list[str]:
    return (SEED / "ads" / f"{slug}.txt").read_text(encoding="utf-8").strip().splitlines()


def words_of(desk: Desk, address: str) -> str:
    """The words of a page in English."""
    page = desk.client.get(f"{address}?lang=en").text
    return " ".join(re.sub(r"\s+([,:.])", r"\1", re.sub(r"<[^>]+>", " ", page)).split())


def page_of(*ads: list[str]) -> list[Line]:
    """Ads below each other, with room between."""
    lines: list[Line] = []
    y = 100.0
    for texts in ads:
        lines += column(texts, 100, y)
        y += 50 * len(texts) + 120
    return lines


def send(desk: Desk, *contents: bytes, **given: str):
    files = [(BytesIO(content), "../<b>page</b>.jpg") for content in contents or (PHOTO,)]
    data = {"picture": files, "publication": "", "published_on": "", **given}
    return desk.client.post("/admin/ads/scans/new?lang=en", data=data, content_type="multipart/form-data")


@one_engine
def test_a_whole_page_becomes_drafts(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listings.seeded()
    changed = [*ad_text(listings.FANGSHI), "免费估价"]
    pretend(monkeypatch, tmp_path, page_of(ad_text(listings.GAOSHI), changed, LIN, MOVERS))
    address = send(desk, published_on="2026-05-01").headers["Location"]
    assert "0 of 1 pages are read. A page takes about a minute." in words_of(desk, address)
    Worker().drain()
    session.rollback()
    file = session.scalars(select(ScannedFile)).one()
    assert (file.state, [(entry["kind"], entry["business"]) for entry in file.ads]) == (
        "read",
        [("known", listings.GAOSHI), ("changed", listings.FANGSHI), ("new", None), ("other_trade", None)],
    )
    page = desk.client.get(f"{address}?lang=en").text
    assert "4 ads read: 1 changed, 1 new, 1 known and unchanged, 1 of another trade" in words_of(desk, address)
    assert (
        re.findall(r'href="#(\w+)">1 ', page)
        == re.findall(r'<h2 id="(\w+)"', page)
        == [
            "changed",
            "new",
            "known",
            "other_trade",
        ]
    )
    # What a changed ad says otherwise stands beside it.
    differences = words_of(desk, address).partition("1 difference ")[2]
    assert differences.startswith("Extras changes The listing says not stated This ad says Free estimate ")
    # What is known waits for nobody; the others wait, each with its part of the picture.
    states = {submission.text.split("\n")[0]: submission for submission in session.scalars(select(Submission))}
    assert {name: submission.state for name, submission in states.items()} == {
        "专业中央空调": "rejected",
        "方氏冷暖": "open",
        "林记冷暖": "open",
    }
    lin = states["林记冷暖"]
    assert lin.scan is not None
    assert lin.scan["box"] == file.ads[2]["box"]
    for language in LANGUAGES:
        for path in (address, f"/admin/ads/{lin.id}", "/admin/ads/scans/new"):
            check_page(desk.client.get(f"{path}?lang={language}"), language, quoted=QUOTED)
    assert f'href="{address}/1"' in desk.client.get(f"/admin/ads/{lin.id}").text
    picture = desk.client.get(f"{address}/1")
    assert (picture.data, picture.content_type, picture.headers["Cache-Control"]) == (
        b"picture 1",
        "image/jpeg",
        "no-store",
    )
    # What was sent is gone with the place and the camera that it named.
    with pytest.raises(NotFound):
        storage().get(file.original)


@one_engine
def test_pictures_are_the_operators_alone(
    desk: Desk, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, page_of(LIN))
    address = send(desk).headers["Location"]
    Worker().drain()
    stranger = app.test_client()
    for path in (address, f"{address}/1", "/admin/ads/scans/new"):
        assert desk.client.get(path).status_code == 200
        assert stranger.get(path).status_code != 200
    assert desk.client.get(f"{address}/2").status_code == 404
    assert desk.client.get(f"{address}/0").status_code == 404


@one_engine
def test_a_doubtful_digit_is_asked_for(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, work, phone = page_of(LIN)
    sure = tuple(0.3 if at == len(phone.text) - 1 else 1.0 for at in range(len(phone.text)))
    pretend(monkeypatch, tmp_path, [name, work, Line(phone.text, sure, phone.corners)])
    send(desk)
    Worker().drain()
    submission = session.scalars(select(Submission)).one()
    assert submission.parsed.phones is None
    shown = desk.client.get(f"/admin/ads/{submission.id}?lang=en").text
    assert "703-555-016?" in shown
    # Only that digit is marked, at the right end of its line.
    (digit,) = submission.scan["doubtful"]
    assert (digit[1], digit[2]) == (phone.box.top, phone.box.right)
    assert digit[0] > phone.box.middle[0]
    assert f'<g class="cut-doubt"><rect x="{digit[0]}"' in shown


@one_engine
def test_words_of_a_field_are_marked_on_the_picture(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, work, phone = page_of(LIN)
    pretend(monkeypatch, tmp_path, [name, work, phone])
    send(desk)
    Worker().drain()
    submission = session.scalars(select(Submission)).one()
    boxes = submission.scan["words"]
    assert boxes["name_zh"] == [edges(name.box)]
    ((left, top, right, _bottom),) = boxes["phones"]
    # The number without the word before it.
    assert (top, right) == (phone.box.top, phone.box.right)
    assert left > phone.box.left
    page = desk.client.get(f"/admin/ads/{submission.id}?lang=en").text
    # A field leads to its words, also without a script; what the ad does not say has no link.
    for field in ("name_zh", "phones", "services"):
        assert f'href="#on-{field}"' in page
        assert f'<g id="on-{field}"' in page
    assert 'href="#on-emails"' not in page


@one_engine
def test_pages_of_a_file_are_read_one_by_one(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks off later leaves what was read, and says why."""
    pretend(monkeypatch, tmp_path, page_of(LIN), "damaged", page_of(MOVERS))
    address = send(desk).headers["Location"]
    Worker().once()
    assert "1 of 3 pages are read." in desk.client.get(f"{address}?lang=en").text
    Worker().drain()
    session.rollback()
    file = session.scalars(select(ScannedFile)).one()
    assert (file.state, file.flaw, len(file.ads)) == ("read", "damaged", 1)
    assert str(ScanFlaw.DAMAGED.label) in desk.client.get(f"{address}?lang=en").get_data(as_text=True).replace(
        "&#39;", "'"
    )


@one_engine
def test_what_cannot_be_read_is_said(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, "locked")
    for content in (b"", b"no picture", "华府冷暖空调".encode()):
        answer = send(desk, content)
        assert (answer.status_code, "JPEG, PNG, WebP or HEIC" in answer.text) == (400, True)
    assert session.scalars(select(ScannedFile)).first() is None
    address = send(desk).headers["Location"]
    Worker().drain()
    page = desk.client.get(f"{address}?lang=en").text
    assert str(ScanFlaw.LOCKED.label) in page
    assert "could not be read" in page
    monkeypatch.setattr(scanner, "can_read", lambda: False)
    assert str(ScanFlaw.NO_READER.label) in send(desk).text


@one_engine
def test_the_same_page_twice_is_one(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was killed after it wrote: the errand runs again and changes nothing."""
    pretend(monkeypatch, tmp_path, page_of(LIN), page_of(MOVERS))
    send(desk)
    Worker().once()
    session.rollback()
    file = session.scalars(select(ScannedFile)).one()
    notices.ERRANDS[actions.READING](("page-1", file.id))
    session.rollback()
    session.expire_all()
    assert [len(file.pages), len(file.ads)] == [1, 1]


@one_engine
def test_pictures_are_removed_after_a_while(
    desk: Desk, session: Session, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, page_of(LIN))
    operator_id = desk.person.id
    address = send(desk).headers["Location"]
    Worker().drain()
    forget_old(clock, days=88)
    session.rollback()
    file = session.scalars(select(ScannedFile)).one()
    assert storage().get(file.picture(1))
    # The pages promise 90 days at most.
    forget_old(clock, days=2)
    session.rollback()
    session.expire_all()
    assert file.state == "gone"
    with pytest.raises(NotFound):
        storage().get(file.picture(1))
    people.signed_in(desk.client, operator_id)
    assert desk.client.get(f"{address}/1").status_code == 404
    assert desk.client.get(address).status_code == 200


def test_a_slow_errand_holds_up_no_other_work(desk: Desk, session: Session) -> None:
    with unit() as writing:
        for kind in (actions.READING, "photos-unsent"):
            writing.add(Job(kind=kind, subject_kind="page-1", subject_id=1, due_at=kernel_clock.now()))
    kinds = {is_slow: jobs.due_ids(session, 10, is_slow=is_slow) for is_slow in (True, False)}
    due = {is_slow: session.get_one(Job, ids[0]).kind for is_slow, ids in kinds.items() if len(ids) == 1}
    assert due == {True: actions.READING, False: "photos-unsent"}
    assert registry.slow == {actions.READING, onboarding.READING, nameplates.READING}


@one_engine
def test_an_issue_is_every_file_of_its_day(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures that overlap, pages that are sent later, the same once more: an ad counts once."""
    listings.seeded()
    pretend(monkeypatch, tmp_path, page_of(ad_text(listings.GAOSHI), LIN, MOVERS))
    address = send(desk, PHOTO, PHOTO + b" 2", published_on="2026-05-01").headers["Location"]
    Worker().once()
    assert "1 of 2 pages are read." in words_of(desk, address)
    Worker().drain()
    sentence = "3 ads read: 1 new, 1 known and unchanged, 1 of another trade"
    assert sentence in words_of(desk, address)
    before = [(ad.id, ad.state, ad.revision) for ad in session.scalars(select(Submission).order_by(Submission.id))]
    assert send(desk, PHOTO, published_on="2026-05-01").headers["Location"] == address
    later = send(desk, PHOTO + b" 3", published_on="2026-05-01").headers["Location"]
    another = send(desk, PHOTO, published_on="2026-05-08").headers["Location"]
    Worker().drain()
    session.rollback()
    assert len({address, later, another}) == 3
    for same in (address, later):
        assert sentence in words_of(desk, same)
        assert "File 3" in words_of(desk, same)
    assert sentence in words_of(desk, another)
    after = [(ad.id, ad.state, ad.revision) for ad in session.scalars(select(Submission).order_by(Submission.id))]
    assert before == after


@one_engine
def test_a_picture_read_a_little_otherwise_is_the_same_ad(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, page_of(LIN), page_of([*LIN, "服务周到"]), page_of([*LIN, "免费估价"]))
    address = send(desk, published_on="2026-05-01").headers["Location"]
    Worker().drain()
    # A slogan is no fact; a free estimate is.
    assert "2 ads read: 2 new" in words_of(desk, address)
    assert len(session.scalars(select(Submission)).all()) == 2


@one_engine
def test_files_are_taken_all_or_none(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, page_of(LIN))
    for contents, day, refusal in (
        ((PHOTO, b"no picture"), "2026-05-01", "File 2: It is not a JPEG"),
        ((PHOTO, PHOTO + b" 2"), "", "For several files give the day"),
        ([PHOTO + bytes([at]) for at in range(13)], "2026-05-01", "12 files at most at once"),
    ):
        answer = send(desk, *contents, published_on=day)
        assert (answer.status_code, refusal in answer.text) == (400, True)
    assert session.scalars(select(ScannedFile)).first() is None
