"""The registry of fact fields and its one grammar: what people type or say, read the same at every desk."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from directory.businesses.fields.registry import ASKED, COLUMNS, EDITED, FIELD, FIELDS, PUBLIC, REVIEWED, parse_fact
from directory.businesses.fields.terms import Term
from directory.businesses.models import Business
from directory.entrypoints.api.schemas import Item
from directory.foundation.i18n import speaking
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES

VIRGINIA = {"type": "dpor", "number": "2705123456", "state": "VA"}


@pytest.mark.engine_cases
@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("licenses", "Class A VA 2705123456", [{"type": "class_a", "number": "2705123456", "state": "VA"}]),
        ("licenses", "class a 2705123456 va", [{"type": "class_a", "number": "2705123456", "state": "VA"}]),
        ("licenses", "Master MD 12345", [{"type": "master", "number": "12345", "state": "MD"}]),
        ("licenses", "VA 2705123456", [VIRGINIA]),
        ("licenses", "ＶＡ ２７０５１２３４５６", [VIRGINIA]),
        ("licenses", "MD 01-5555", [{"type": "contractor", "number": "01-5555", "state": "MD"}]),
        ("licenses", "12345", [{"type": "contractor", "number": "12345", "state": None}]),
        ("licenses", "Master", [{"type": "master", "number": None, "state": None}]),
        ("warranties", "parts 18 months", [{"scope": "parts", "months": 18}]),
        ("warranties", "零件18个月", [{"scope": "parts", "months": 18}]),
        ("warranties", "零件18個月", [{"scope": "parts", "months": 18}]),
        ("warranties", "labor 90 days", [{"scope": "labor", "days": 90}]),
        ("warranties", "人工90天", [{"scope": "labor", "days": 90}]),
        (
            "warranties",
            "parts 10, labor 1, compressor lifetime",
            [
                {"scope": "parts", "years": 10},
                {"scope": "labor", "years": 1},
                {"scope": "compressor", "years": "lifetime"},
            ],
        ),
        ("service_states", "VA MD", ["VA", "MD"]),
        ("service_states", "维州，马里兰", ["VA", "MD"]),
        ("insured", "有", True),
        ("insured", "沒有", False),
        ("hours", "Mon-Fri 8-18", {d: ["08:00", "18:00"] for d in ("mon", "tue", "wed", "thu", "fri")}),
        ("phones", "240-555-0110, 240-555-0111", ["+12405550110", "+12405550111"]),
        ("emails", "Wang@Example.com", ["wang@example.com"]),
    ],
)
def test_words_become_the_value(app: Flask, code: str, text: str, value: object) -> None:
    with app.test_request_context():
        assert FIELD[code].parse(text) == value
        if code in ASKED:
            assert parse_fact(code, text) == value


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("licenses", "???"),
        ("licenses", "Wizard 12345"),
        ("warranties", "parts"),
        ("warranties", "parts 0 years"),
        ("warranties", "parts 99"),
        ("warranties", "parts 601 months"),
        ("warranties", "dreams 10"),
        ("service_states", "Texas"),
        ("insured", "maybe"),
        ("hours", "always"),
        ("phones", "12"),
        ("emails", "wang@"),
        ("service_radius", "20850"),
    ],
)
def test_what_is_not_understood_is_named(app: Flask, code: str, text: str) -> None:
    with app.test_request_context(), pytest.raises(Invalid) as error:
        FIELD[code].parse(text)
    assert error.value.field == "value"


#: One value of each field, for a walk through all of them.
SAMPLES = {
    "name_zh": "高氏冷暖", "name_zh_lang": "zh-Hans", "name_en": "Gaoshi HVAC", "romanized": "Gaoshi", "owner": "Gao",
    "phones": ["+12405550110"], "emails": ["a@example.com"], "websites": ["example.com"], "wechat": "gao_hvac",
    "addresses": ["12 Oak St, Vienna VA"], "ad_number": "9-153", "services": ["heating"],
    "services_excluded": ["duct"], "work_types": ["repair"], "brands": ["Carrier"], "brands_excluded": ["Trane"],
    "property_types": ["residential"], "property_excluded": ["commercial"], "licensed": True,
    "licenses": [{"type": "class_a", "number": "2705123456", "state": "VA"}], "licensed_states": ["VA"],
    "insured": True, "insured_states": ["MD"],
    "warranties": [{"scope": "parts", "months": 18}, {"scope": "labor", "days": 90}], "service_states": ["DC", "VA"],
    "service_places": ["51059"], "service_radius": {"zip": "20850", "miles": 15}, "emergency": True,
    "hours": {"mon": ["08:00", "18:00"], "sat": ["09:00", "12:00"]}, "languages": ["cmn", "en"],
    "features": ["free_estimate"], "paused_until": "2026-12-05",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("clock")
def test_every_field_is_shown_as_it_is_read(app: Flask, language: str) -> None:
    assert SAMPLES.keys() == FIELD.keys()
    with app.test_request_context(), speaking(LANGUAGES[language]):
        for field in FIELDS:
            value, line = SAMPLES[field.code], field.show(SAMPLES[field.code])
            read = field.parse(line)
            if field.code == "service_radius":
                read.pop("drawn")
            assert read == value, (field.code, line)
            assert str(field.label), field.code


def test_each_field_has_its_column_its_section_and_its_place_in_public() -> None:
    columns = {column.name for column in Business.__table__.columns}
    assert COLUMNS.keys() <= columns
    assert {code for section in EDITED.values() for code in section} <= FIELD.keys()
    assert set(REVIEWED) <= FIELD.keys()
    assert set(PUBLIC) == set(Item().fields) - {"slug", "names", "url", "extensions"}
    assert all(field.opposite is None or field.opposite in FIELD for field in FIELDS)
    assert len({field.ask for field in FIELDS if field.ask}) == len(ASKED)


@given(st.sampled_from(("years", "months", "days")), st.integers(1, 600))
def test_a_term_keeps_its_length_as_json_and_normal(unit: str, amount: int) -> None:
    term = Term.of({"scope": "parts", unit: amount})
    assert Term.of(term.as_json()) == term
    assert term.normal.months == term.months
    assert term.normal.normal == term.normal


def test_two_units_add_up_and_none_is_no_term() -> None:
    assert Term.of({"years": 1, "months": 6}) == Term("months", 18)
    assert Term.of({"years": "lifetime"}).months is None
    assert Term.of_months(None).is_lifetime
    with pytest.raises(ValueError, match="without a term"):
        Term.of({"scope": "parts"})
