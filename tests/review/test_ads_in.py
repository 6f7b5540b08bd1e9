"""Handing ads in at the desk: hostile text, files, and as many statements for twenty ads as for one."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.ads.models import Submission
from directory.businesses.models import Business
from directory.kernel.language import LANGUAGES
from tests.conftest import MovableClock
from tests.factories import ads
from tests.operator.conftest import Desk, one_engine
from tests.page import check_page, parse
from tests.review.test_pages import QUOTED, current, typed_in
from tests.support.statements import statements


@one_engine
def test_hostile_text_is_only_text(desk: Desk, session: Session) -> None:
    answer = desk.client.post("/admin/ads/new?lang=en", data={"text": ads.HOSTILE})
    assert answer.status_code == 303
    submission = session.scalars(select(Submission)).one()
    assert "\x00" not in submission.text
    assert "\u202e" not in submission.text
    for language in LANGUAGES:
        page = desk.client.get(f"/admin/ads/{submission.id}?lang={language}")
        assert (page.status_code, "<script>alert" in page.text, "49" in page.text.split("rv-ad")[1][:400]) == (
            200,
            False,
            False,
        )
    typed = _fields_of(desk, submission) | {"name_zh": "好冷暖<script>", "owner": "\x00a\u202eb"}
    desk.post(f"/admin/ads/{submission.id}/publish", "ad-published", **typed)
    made = session.get_one(Business, current(session, submission).business_id)
    assert (made.name_zh, made.owner) == ("好冷暖<script>", "ab")
    assert "<script>a" not in desk.client.get(f"/en/businesses/{made.slug}").text


def _fields_of(desk: Desk, submission: Submission) -> dict[str, str]:
    return typed_in(parse(desk.client.get(f"/admin/ads/{submission.id}?lang=en").text))


@one_engine
def test_pasting_and_sending_files(desk: Desk, session: Session) -> None:
    both = f"{ads.WANG}\n\n{ads.LIN}"
    to = desk.client.post("/admin/ads/new", data={"text": both, "published_on": "2025-05-01"}).headers["Location"]
    assert to.endswith("/admin/ads?new=2&known=0&refused=0")
    assert {str(submission.published_on) for submission in session.scalars(select(Submission))} == {"2025-05-01"}
    check_page(desk.client.get(to + "&lang=en"), "en", quoted=QUOTED)
    to = desk.client.post("/admin/ads/new", data={"text": both + "\n\n" + ads.MOVERS}).headers["Location"]
    assert re.search(r"new=0&known=2&refused=1$", to)
    file = (io.BytesIO("陈氏冷暖\n空调维修\n电话：240-555-0180\n".encode("gb18030")), "晚报.txt")
    assert desk.client.post("/admin/ads/new", data={"file": file}).status_code == 303
    submission = session.scalars(select(Submission).order_by(Submission.id.desc())).first()
    assert submission is not None
    assert (submission.source_name, submission.parsed.names.zh) == ("晚报.txt", "陈氏冷暖")
    bad: list[dict[str, object]] = [
        {"file": (io.BytesIO(bytes(range(256))), "x.bin")},
        {"text": " \u200b\n"},
        {"text": ads.WANG, "published_on": "2090-01-01"},
        {"text": ads.WANG, "published_on": "soon"},
    ]
    for data in bad:
        answer = desk.client.post("/admin/ads/new?lang=en", data=data)
        assert answer.status_code == 400
        check_page(answer, "en", quoted=QUOTED)


@one_engine
def test_a_whole_page_is_taken_and_what_is_too_much_comes_back(desk: Desk, session: Session) -> None:
    page = "\n\n".join([ads.WANG, "昨日本报讯，华府一带天气转凉。" * 1800, ads.LIN])
    assert len(page.encode()) > 70_000
    assert "new=2&known=0" in desk.client.post("/admin/ads/new", data={"text": page}).headers["Location"]
    for name, text in (("text", page * 4), ("file", ads.WANG * 2000)):
        data = {"text": text} if name == "text" else {"file": (io.BytesIO(text.encode()), "很多.txt")}
        answer = desk.client.post("/admin/ads/new?lang=en", data=data)
        assert answer.status_code == 400
        assert "submit it in parts" in answer.text
        assert parse(answer.text).first("textarea").text.strip() == text.strip()  # type: ignore[union-attr]
    assert len(session.scalars(select(Submission)).all()) == 2
    # Elsewhere as before.
    submission = session.scalars(select(Submission)).first()
    assert desk.client.post(f"/admin/ads/{submission.id}", data={"name_zh": page}).status_code == 413  # type: ignore[union-attr]


@one_engine
@pytest.mark.parametrize("path", ["", "/ads", "/ads/1"])
def test_as_many_statements_for_twenty_ads_as_for_one(
    app: Flask, desk: Desk, clock: MovableClock, session: Session, path: str
) -> None:
    ads.many(2)
    desk.client.get(f"/admin{path}")
    few = _statements(desk, f"/admin{path}")
    ads.many(22)
    assert _statements(desk, f"/admin{path}") == few


def _statements(desk: Desk, path: str) -> int:
    with statements(most=1000) as run:
        assert desk.client.get(path).status_code == 200
    return len(run)
