"""The listing document: what is written is read again, and the rows of an older release can be."""

from datetime import date
from typing import Any

import msgspec
import pytest

from directory.businesses.fields.listing import Area, Circle, Hours, License, Listing, Names, Warranty, typed
from directory.businesses.fields.terms import Term

#: A row as the first release wrote it, with every key and what a registry says of a license.
ROW: dict[str, Any] = {
    "id": 7,
    "slug": "meadow",
    "names": {"zh": None, "zh_lang": "zh-Hans", "en": "Meadow Air", "romanized": None},
    "owner": None,
    "ad_number": "9-153",
    "phones": ["+12405550100"],
    "services": ["heating"],
    "work_types": [],
    "brands": [],
    "licensed": True,
    "licenses": [
        {"type": "master", "number": "1", "state": "MD", "status": "given"},
        {
            "type": "dpor",
            "number": "2705123456",
            "state": "VA",
            "status": "checked",
            "class": None,
            "expires_on": "2027-11-30",
            "checked_on": "2026-11-22",
            "file_date": None,
            "holder": "MEADOW AIR LLC",
        },
    ],
    "license_source": "ad",
    "licensed_states": None,
    "insured": None,
    "insured_states": None,
    "warranties": [{"scope": "parts", "years": "lifetime"}, {"scope": "labor", "months": 18, "condition": "新机"}],
    "property_types": None,
    "service_states": ["MD"],
    "areas": ["20850"],
    "service_radius": {"zip": "20850", "miles": 15, "drawn": ["20850"]},
    "hours": {"mon": ["08:00", "18:00"], "sat": ["09:00", "24:00"]},
    "emergency": False,
    "languages": None,
    "features": None,
    "paused_until": None,
    "websites": None,
    "wechat": None,
    "addresses": None,
    "services_excluded": None,
    "brands_excluded": None,
    "property_excluded": None,
    "confirmed_on": "2026-11-22",
    "by_owner": [],
    "textable": True,
    "calls_only": False,
    "updated": "2026-11-22T12:00:00+00:00",
}


def test_a_row_is_read_and_written_to_the_key() -> None:
    written = Listing.of_json(ROW).as_json()
    assert written == ROW
    assert list(written) == list(ROW)
    assert [list(license) for license in written["licenses"]] == [list(license) for license in ROW["licenses"]]


def test_what_an_older_row_lacks_is_not_stated_and_what_nobody_knows_is_passed_over() -> None:
    doc = Listing.of_json({"id": 1, "slug": "a", "names": {"en": "A"}, "hours": None, "color": "red"})
    assert doc == Listing(id=1, slug="a", names=Names(en="A"))
    assert (doc.services, doc.licenses, doc.hours, doc.emergency) == ((), (), None, None)


@pytest.mark.parametrize("wrong", [{"phones": "+1"}, {"names": {"en": 3}}, {"service_radius": {"zip": "20850"}}])
def test_a_row_of_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        Listing.of_json(ROW | wrong)


def test_parts_are_types() -> None:
    doc = Listing.of_json(ROW)
    assert doc.licenses[1].expires_on == date(2027, 11, 30)
    assert [warranty.term for warranty in doc.warranties] == [Term("lifetime"), Term("months", 18)]
    assert doc.area == Area(("MD",), ("20850",), Circle("20850", 15, ("20850",)))
    assert doc.hours is not None
    assert doc.hours.open_days == {"mon": ("08:00", "18:00"), "sat": ("09:00", "24:00")}
    assert hash(doc) == hash(Listing.of_json(ROW))


@pytest.mark.parametrize("term", [Term("years", 10), Term("months", 18), Term("days", 90), Term("lifetime")])
def test_a_warranty_keeps_its_term(term: Term) -> None:
    assert Warranty.of("parts", term).term == term


def test_a_fact_is_read_as_the_listing_has_it() -> None:
    stated = [{"type": "master", "number": None, "state": "MD", "checked_by": "operator"}]
    assert typed("licenses", stated) == (License("master", state="MD"),)
    assert typed("warranties", [{"scope": "parts", "years": 10}]) == (Warranty("parts", years=10),)
    assert typed("hours", {"mon": ["08:00", "18:00"]}) == Hours(mon=("08:00", "18:00"))
    assert typed("service_radius", {"zip": "20850", "miles": 15}) == Area(service_radius=Circle("20850", 15))
    assert typed("service_places", ["20850"]) == Area(areas=("20850",))
    assert typed("owner", "Gao") == "Gao"
