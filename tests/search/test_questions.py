"""Questions as conditions: languages, the longest warranty, a price, tonight, what is not needed, not our trade."""

from datetime import date
from typing import Any

import pytest

from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from directory.search.rules.ranking import chips
from tests.factories.listings import document
from tests.search import listed as finding
from tests.search.listed import Hit, Snapshot

DAY = date(2026, 11, 22)


def _found(over: Snapshot, text: str, order: str = "") -> tuple[list[Hit], finding.Answer]:
    answer, hits = finding.find(over, Query(text=text, order=order), gazetteer(), DAY)
    return hits, answer


def _over(*docs: dict[str, Any]) -> Snapshot:
    return Snapshot(1, [document(**({"id": n, "slug": f"b{n}"} | doc)) for n, doc in enumerate(docs)], gazetteer())


def _slugs(hits: list[Hit]) -> list[str]:
    return [hit.entry.doc.slug for hit in hits]


def _conditions(over: Snapshot, text: str) -> list[str]:
    return [
        f"{condition.kind} {'|'.join(condition.symptoms or [concept.code for concept in condition.concepts])}"
        for condition in over.read(text).conditions
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("do they speak english", ["language en"]),
        ("anyone english speaking", ["language en"]),
        ("师傅会讲英语吗", ["language en"]),
        ("会讲国语", ["language cmn"]),
        ("speak mandarin", ["language cmn"]),
        ("能说普通话的师傅", ["language cmn"]),
        ("講國語的冷氣師傅", ["language cmn", "service air_conditioning"]),
        ("识讲广东话嘅师傅", ["language yue"]),
        ("我妈家暖气坏了她不会说英文", ["symptom noheat", "language cmn|yue"]),
        ("my mother doesn't speak English, no heat", ["language cmn|yue", "service noheat"]),
        ("家母唔识讲英文 冷气坏了", ["language cmn|yue", "service nocool"]),
    ],
)
def test_a_language_is_a_condition(snapshot: Snapshot, text: str, codes: list[str]) -> None:
    assert [entry.split()[1] for entry in _conditions(snapshot, text)] == [entry.split()[1] for entry in codes]
    hits, answer = _found(snapshot, text)
    assert (len(hits), answer.is_fallback) == (5, len(codes) == 1), "no ad states a language; beside work it is marked"
    assert all(hit.unstated for hit in hits) or answer.is_fallback


@pytest.mark.parametrize("text", ["有没有会说普通话的师傅", "do you speak Mandarin", "今晚能来吗"])
def test_what_no_ad_says_is_the_answer_to_who_asks_for_it_alone(snapshot: Snapshot, text: str) -> None:
    _, answer = _found(snapshot, text)
    assert answer.is_fallback
    assert answer.missing


def test_who_states_a_language_stands_before_who_does_not() -> None:
    hits, _ = _found(
        _over({"services": ["heating"]}, {"services": ["heating"], "languages": ["en"]}), "heat, speak english"
    )
    assert _slugs(hits) == ["b1", "b0"]
    assert [[concept.code for concept in hit.unstated] for hit in hits] == [[], ["en"]]


_PARTS, _LABOR = ([{"scope": "parts", "years": 10}], [{"scope": "labor", "years": 12}])
_LIFE = [{"scope": "compressor", "years": "lifetime"}]


@pytest.mark.parametrize("text", ["哪家保修最长", "longest warranty", "best warranty", "谁家质保最久", "保固最長的"])
def test_the_longest_warranty_is_an_order_and_leaves_nobody_out(text: str) -> None:
    over = _over({"slug": "none"}, {"slug": "parts", "warranties": _PARTS}, {"slug": "life", "warranties": _LIFE})
    hits, answer = _found(over, text)
    assert (_slugs(hits), answer.is_fallback) == (["life", "parts", "none"], False)
    assert [[concept.code for concept in hit.unstated] for hit in hits] == [[], [], ["warranty"]]


@pytest.mark.parametrize("text", ["longest labor warranty", "人工保修最长"])
def test_the_longest_of_one_part_of_the_machine(text: str) -> None:
    over = _over({"slug": "life", "warranties": _LIFE}, {"slug": "labor", "warranties": _LABOR})
    assert _slugs(_found(over, text)[0]) == ["labor", "life"]


def test_the_order_can_be_chosen_without_words() -> None:
    over = _over({"slug": "parts", "warranties": _PARTS}, {"slug": "labor", "warranties": _LABOR}, {"slug": "none"})
    hits, answer = _found(over, "", order="warranty")
    assert (_slugs(hits), answer.is_fallback) == (["labor", "parts", "none"], False)


@pytest.mark.parametrize("text", ["ac repair tonight", "今晚能修暖气吗", "暖氣壞了今天晚上"])
def test_tonight_is_a_condition_that_silence_does_not_fail(text: str) -> None:
    work = {"services": ["heating", "air_conditioning"], "work_types": ["repair"]}
    late = work | {"slug": "late", "hours": {"mon": ["09:00", "21:00"]}}
    hits, answer = _found(_over(work, late), text)
    assert (_slugs(hits), answer.is_fallback) == (["late", "b0"], False)
    assert [[concept.code for concept in hit.unstated] for hit in hits] == [[], ["tonight"]]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("how much to replace a furnace", "price"),
        ("装空调多少钱", "price"),
        ("冷氣安裝價錢", "price"),
        ("cheapest ac repair", "price"),
        ("便宜一点的空调师傅", "price"),
        ("3 quotes", "quotes"),
        ("2家报价", "quotes"),
        ("want two quotes for ac", "quotes"),
        ("装空调 货比三家", "quotes"),
    ],
)
def test_a_price_and_quotes_are_wishes_that_leave_nobody_out(snapshot: Snapshot, text: str, wish: str) -> None:
    hits, answer = _found(snapshot, text)
    wishes = [condition.concepts[0].code for condition in answer.reading.conditions if condition.kind == "wish"]
    assert wishes == [wish]
    assert (answer.reading.unread(), answer.is_fallback) == ((), False)
    assert len(hits) == 5


@pytest.mark.parametrize(
    "text",
    [
        "没有保险也行",
        "没执照也可以",
        "no insurance is fine",
        "license not required",
        "without a license",
        "不需要保险",
        "無保險也可以",
    ],
)
def test_what_is_not_needed_excludes_nobody(snapshot: Snapshot, text: str) -> None:
    hits, answer = _found(snapshot, f"空调 {text}")
    assert (len(hits), answer.is_fallback) == (5, False)
    assert _conditions(snapshot, text) == ["wish spared"]


@pytest.mark.parametrize("text", ["没有执照的不要", "要有保险的", "must be insured", "有沒有保險"])
def test_a_paper_that_is_wanted_stays_wanted(snapshot: Snapshot, text: str) -> None:
    assert [entry.split()[0] for entry in _conditions(snapshot, text)] in (["license"], ["insured"])


@pytest.mark.parametrize("text", ["除冷库外都做", "除冷库以外都做", "anything but refrigeration", "除冷庫之外"])
def test_apart_from_one_thing_is_read_as_said(text: str) -> None:
    over = _over({"slug": "cold", "services": ["refrigeration"]}, {"slug": "ac", "services": ["air_conditioning"]})
    hits, answer = _found(over, text)
    assert (_slugs(hits), answer.reading.unread(), answer.is_fallback) == (["ac"], (), False)


@pytest.mark.parametrize(
    "text", ["roof leaking", "屋顶漏雨", "leaky roof", "房顶漏水了", "the window is leaking", "地板漏水", "窗户 有响声"]
)
def test_a_leak_of_the_house_is_not_our_trade(snapshot: Snapshot, text: str) -> None:
    _, answer = _found(snapshot, text)
    assert answer.is_fallback
    assert len(answer.not_ours) == 1
    assert all(condition.kind == "unlisted" for condition in answer.reading.conditions)


@pytest.mark.parametrize("text", ["ac on the roof leaking", "屋顶上空调漏水", "no heat in the garage", "出租房漏水"])
def test_a_machine_that_leaks_stays_ours(snapshot: Snapshot, text: str) -> None:
    _, answer = _found(snapshot, text)
    assert (answer.is_fallback, answer.not_ours) == (False, ())


@pytest.mark.parametrize(
    ("text", "symptom", "service"),
    [
        ("家里冷气坏了", "nocool", "air_conditioning"),
        ("家裡冷氣滴水", "leak", "air_conditioning"),
        ("屋里冷气不冷", "nocool", "air_conditioning"),
        ("家里冷", "noheat", "heating"),
    ],
)
def test_a_phrase_never_ends_inside_a_longer_term(snapshot: Snapshot, text: str, symptom: str, service: str) -> None:
    reading = snapshot.read(text)
    assert [(c.symptoms, [one.code for one in c.concepts]) for c in reading.conditions] == [((symptom,), [service])]
    assert reading.unread() == ()


@pytest.mark.parametrize("text", ["air handler noisy", "air handler leaking", "blower motor", "空气处理机 漏水"])
def test_a_part_of_the_machine_is_ours(snapshot: Snapshot, text: str) -> None:
    hits, answer = _found(snapshot, text)
    assert (len(hits), answer.is_fallback) == (5, False)
    assert not any(condition.kind == "name" for condition in answer.reading.conditions)


@pytest.mark.parametrize("text", ["除湿", "抽濕機", "dehumidifier", "地下室除湿机"])
def test_to_dry_the_air_is_not_to_moisten_it(text: str) -> None:
    over = _over({"slug": "wet", "services": ["humidifier"]}, {"slug": "dry", "services": ["dehumidifier"]})
    hits, answer = _found(over, text)
    assert (_slugs(hits), answer.is_fallback) == (["dry"], False)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("my AC is leaking water through the ceiling", "leaking water", "leak"),
        ("heat pump making a terrible noise", "noise", "noise"),
        ("暖气半夜突然不出热风了", "不出热风", "noheat"),
        ("空調外機一直漏水", "一直漏水", "leak"),
    ],
)
def test_what_is_wrong_with_a_machine_that_is_named_is_heard(
    snapshot: Snapshot, text: str, words: str, code: str
) -> None:
    hits, answer = _found(snapshot, text)
    symptoms = [chip for chip in chips(answer.reading, gazetteer()) if chip.kind == "symptom"]
    assert [(chip.words, [concept.code for concept in chip.concepts]) for chip in symptoms] == [(words, [code])]
    assert len(hits) == 5
    assert answer.reading.is_pressing


@pytest.mark.parametrize(
    ("text", "is_pressing"),
    [
        ("my furnace is broken", True),
        ("中央空调坏了", True),
        ("暖氣壞咗", True),
        ("暖气出问题了", True),
        ("no heat", True),
        ("ac repair", False),
        ("compressor replacement", False),
        ("roof leaking", False),
        ("装空调", False),
        ("Carrier", False),
    ],
)
def test_what_does_not_work_now_is_pressing(snapshot: Snapshot, text: str, is_pressing: bool) -> None:
    assert _found(snapshot, text)[1].reading.is_pressing is is_pressing


@pytest.mark.parametrize("text", ["heat pump tax credit", "热泵抵税", "熱泵退稅"])
def test_a_tax_credit_is_no_other_trade(snapshot: Snapshot, text: str) -> None:
    kinds = [condition.kind for condition in _found(snapshot, text)[1].reading.conditions]
    assert sorted(kinds) == ["feature", "service"]


@pytest.mark.parametrize("text", ["周末上门", "週末可以上門", "weekend service"])
def test_a_visit_at_the_weekend_is_heard(snapshot: Snapshot, text: str) -> None:
    assert _conditions(snapshot, text) == ["hours weekend"]


@pytest.mark.parametrize("text", ["房屋翻新", "翻新厨房"])
def test_renovation_is_another_trade(snapshot: Snapshot, text: str) -> None:
    assert _conditions(snapshot, text)[0].startswith("unlisted")
