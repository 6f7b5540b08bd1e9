"""Ads handed in: one row an ad, reading that points at its words, putting right, hostile text, encodings."""

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.ads import actions
from directory.ads.models import Submission
from directory.ads.rules import Unreadable, decode, read, reviewed, values_of
from directory.ads.rules.facts import facts_of, romanized, slug_of
from directory.ads.rules.parsed_ad import ParsedAd
from directory.ads.rules.submission_text import LARGEST_FILE
from directory.audit import AuditEvent
from directory.businesses.fields.registry import REVIEWED
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, NotFound, Stale
from directory.kernel.text import visible
from directory.review.actions import reject
from tests.ads.gold import load
from tests.factories import ads
from tests.support.engines import on_sqlite

BY = "operator:1"


def test_each_ad_is_one_row_however_often_it_comes(app: Flask, session: Session) -> None:
    both = ads.handed_in(f"{ads.WANG}\n\n{ads.LIN}\n\n{ads.MOVERS}")
    assert [submission.state for submission in both] == ["open", "open", "rejected"]
    assert both[2].reason == "other_trade"
    again = ads.handed_in(ads.LIN.replace("\n", "\r\n").replace("冷氣 暖氣", "冷氣   暖氣"))
    assert [submission.id for submission in again] == [both[1].id]
    assert session.scalar(select(func.count()).select_from(Submission)) == 3
    assert [event.action for event in session.scalars(select(AuditEvent))] == ["hand-in-ad"] * 3


def test_spans_point_at_the_words_of_the_kept_text(app: Flask) -> None:
    for submission in ads.handed_in(f"冷暖专版\n\n{ads.WANG}\n\n\n{ads.LIN}\u200b"):
        assert submission.parsed.spans
        for field, places in submission.parsed.spans.items():
            words = [submission.text[start:end] for start, end in places]
            assert words
            assert set(words) == set(submission.parsed.evidence[field])


@pytest.mark.parametrize("text", ["", " \n\u200b\x00", "\ud800\udfff", "\u202e"])
def test_nothing_is_nothing(text: str) -> None:
    assert read(text) == []


#: What ads are made of, and what breaks careless code.
_SIGNS = "冷暖空调维修安装保证年零件 \n\r\t0123456789-()/.@#&ABcd\x00\u202e\ufeff١、，：王氏LLC電話"


@settings(max_examples=150)
@given(st.text(st.sampled_from(_SIGNS), max_size=300))
def test_any_text_can_be_handed_in(text: str) -> None:
    for ad in read(text):
        assert not set(ad.text) & {"\x00", "\u202e", "\r"}
        for places in ad.parsed.spans.values():
            for start, end in places:
                assert 0 <= start < end <= len(ad.text)
        if ad.reason is None:
            values = reviewed(ad.parsed, {})
            assert set(values) <= set(REVIEWED)
            for draft in _facts(ad.parsed, {}, ad.text):
                assert all(words in ad.text for words in draft.evidence)


def _facts(parsed: ParsedAd, corrections: dict[str, object], text: str):  # type: ignore[no-untyped-def]
    today = clock.today()
    return facts_of(parsed, corrections, ad_key="ad-1", entered_on=today, published_on=None, reviewer=BY, text=text)


@on_sqlite
@pytest.mark.large
def test_what_is_all_on_one_line_is_kept_short(app: Flask) -> None:
    (ad, *_rest) = read("王氏冷暖 电话 301-555-0161 " + "空调维修 " * 12_000)
    assert len(ad.text) <= 20_000


def test_putting_right(app: Flask, session: Session) -> None:
    submission = ads.one()
    with unit() as session:
        actions.correct(session, submission.id, "owner", "王师傅", 1, BY)
    with unit() as session:
        # The same again, and in another order: nothing new, whatever it began from.
        actions.correct(session, submission.id, "owner", "王师傅", 1, BY)
        brands = values_of(submission.parsed)["brands"]
        actions.correct(session, submission.id, "brands", [*reversed(brands)], 1, BY)
    with pytest.raises(Stale), unit() as session:
        actions.correct(session, submission.id, "owner", "林", 1, BY)
    with unit() as session:
        corrected = actions.correct(session, submission.id, "insured", None, 2, BY)
        assert (corrected.corrections, corrected.revision) == ({"owner": "王师傅", "insured": None}, 3)
        # Back to what was read: no correction any more.
        corrected = actions.correct(session, submission.id, "insured", True, 3, BY)
        assert corrected.corrections == {"owner": "王师傅"}
        reject(session, submission.id, "duplicate", None, BY)
    with pytest.raises(IllegalMove), unit() as session:
        actions.correct(session, submission.id, "owner", "李", corrected.revision, BY)
    with pytest.raises(NotFound), unit() as session:
        actions.correct(session, 99, "owner", "李", 1, BY)
    with pytest.raises(ValueError, match="no such field"), unit() as session:
        actions.correct(session, submission.id, "state", "published", 1, BY)


def test_a_circle_is_drawn_anew(app: Flask, session: Session) -> None:
    submission = ads.one()
    with unit() as session:
        corrected = actions.correct_all(session, submission.id, {"service_radius": {"zip": "20850", "miles": 5}}, 1, BY)
        values = reviewed(corrected.parsed, corrected.corrections)
        assert "MD:20850" in values["service_places"]
        assert values["service_radius"]["drawn"] == values["service_places"]
        corrected = actions.correct_all(session, submission.id, {"service_places": ["VA:20164"]}, 2, BY)
        values = reviewed(corrected.parsed, corrected.corrections)
        assert values["service_places"][0] == "VA:20164"
        assert "VA:20164" not in values["service_radius"]["drawn"]
        corrected = actions.correct_all(session, submission.id, {"service_radius": None}, 3, BY)
        assert reviewed(corrected.parsed, corrected.corrections)["service_places"] == ["VA:20164"]


def test_facts_of_the_ad_and_of_the_reviewer() -> None:
    (ad,) = read(ads.WANG)
    corrected = {"phones": ["+13015550161", "+12405550162"], "owner": "王", "warranties": None, "brands": ["Carrier"]}
    facts = {(fact.field, fact.source): fact for fact in _facts(ad.parsed, corrected, ad.text)}
    assert facts["phones", "ad"].value == ["+13015550161"]
    assert facts["phones", "reviewer"].value == corrected["phones"]
    assert (facts["owner", "reviewer"].evidence, facts["owner", "reviewer"].entered_by) == ((), BY)
    assert facts["romanized", "reviewer"].value == "Wangshi Lengnuan Kongtiao"
    assert facts["name_en", "ad"].evidence == ("Wang Heating & Cooling LLC",)
    assert not {field for field, _source in facts} & {"warranties"}
    assert ("brands", "ad") not in facts
    # A phone that the ad does not print is nobody's proof.
    facts_of_other = _facts(ad.parsed, {"phones": ["+12405550199"]}, ad.text)
    assert [fact.source for fact in facts_of_other if fact.field == "phones"] == ["reviewer"]


@pytest.mark.parametrize(
    ("name", "latin", "slug"),
    [
        ("华府冷暖空调", "Huafu Lengnuan Kongtiao", "huafu-lengnuan-kongtiao"),
        ("DAVID ZHANG 冷暖空调", "DAVID ZHANG Lengnuan Kongtiao", "david-zhang-lengnuan-kongtiao"),
        (
            "長江冷氣工程公司",
            "Changjiang Lengqi Gongcheng Gongsi",
            "changjiang-lengqi-gongcheng-gongsi",
        ),
        ("吕氏暖气", "Lushi Nuanqi", "lushi-nuanqi"),
    ],
)
def test_names_in_latin_letters(name: str, latin: str, slug: str) -> None:
    assert romanized(name) == latin
    assert slug_of({"romanized": latin}) == slug


def test_slugs_of_other_names() -> None:
    assert slug_of({"name_en": "Bob’s A/C & Heating, Inc."}) == "bobs-a-c-heating-inc"
    assert slug_of({"name_en": "Öl"}) in ("l", "ol")
    assert slug_of({}) == "business"
    assert len(slug_of({"name_en": "word " * 40})) <= 60


def test_encodings_are_told_apart_strictly() -> None:
    decided = 0
    for sample in load():
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "cp950", "utf-16"):
            try:
                data = sample.text.encode(encoding)
            except UnicodeEncodeError:
                continue
            if data.decode(encoding) != sample.text:
                continue  # it has one sign for two: • comes back as ‧
            try:
                assert decode(data) == sample.text, (sample.id, encoding)
                decided += 1
            except Unreadable as refusal:
                assert encoding in ("gb18030", "cp950") or "control" in str(refusal), (sample.id, encoding)
    assert decided > 300


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)),
        b"\x00abc",
        "Ärger über Öl".encode("latin-1"),
        "こんにちは世界エアコン修理".encode("shift-jis"),
        "привет мир кондиционер".encode("koi8-r"),
        "冷暖空调".encode("gb18030")[:-1],
        b"a" * (LARGEST_FILE + 1),
        "bad \ufffd".encode(),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


def test_readable_keeps_what_is_seen() -> None:
    assert visible("a\r\nb\rc\u202e\x00\ufeff d\t　e") == "a\nb\nc d\t　e"
