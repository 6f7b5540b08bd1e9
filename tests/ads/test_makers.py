"""Ordinary words are makers only among makers, towns in rows are where a firm works, schools are no firms."""

import pytest

from tests.factories.ads import parsed

FIRM = "Blue Heron Heating & Cooling\n703-555-0111\n"


@pytest.mark.parametrize(
    ("line", "brands"),
    [
        ("True / Hoshizaki / Manitowoc", ["True", "Hoshizaki", "Manitowoc"]),
        ("Nest thermostats installed", ["Nest"]),
        ("Rheem - State - Bradford White", ["Rheem", "State Water Heaters", "Bradford White"]),
        ("True professionals, licensed by the State", None),
        ("Peerless service, sub-zero or not", None),
        ("方太太接电话", None),
        ("方太、林内油烟机", ["Fotile", "Rinnai"]),
    ],
)
def test_an_ordinary_word_is_a_maker_only_beside_one_or_what_he_makes(line: str, brands: list[str] | None) -> None:
    (listing,) = parsed(f"{FIRM}{line}\n")["listings"]
    assert listing["brands"] == brands


def test_a_firm_may_be_called_by_such_a_word() -> None:
    (listing,) = parsed("Viking Air\nFurnace repair\n703-555-0111\n")["listings"]
    assert (listing["names"]["en"], listing["brands"]) == ("Viking Air", None)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("Honest work. Annapolis, Edgewater. Call today.", ["MD:annapolis", "MD:edgewater"]),
        ("Howard County only", ["24027"]),
        ("Talbot, Caroline and Queen Anne's Counties", ["24041", "24011", "24035"]),
        ("Fairfax and Loudoun County", ["51059", "51107"]),
        ("巴尔的摩市、Towson，不去华府", ["24510", "MD:towson"]),
    ],
)
def test_places_in_a_row_are_where_a_firm_works(line: str, places: list[str]) -> None:
    (listing,) = parsed(f"{FIRM}{line}\n")["listings"]
    assert sorted(listing["service_places"]) == sorted(places)
    assert listing["service_states"] is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Earn your HVAC certificate!\nEvening classes: boilers, heat pumps\nTrades Institute 571-555-0144",
            "other_trade",
        ),
        ("川香阁 新装中央空调，冷气开放\n麻辣香锅 烤鱼\n301-555-0102", "other_trade"),
        ("会修冷气暖气的师傅一起做，按单分成。240-555-0131", "job_offer"),
    ],
)
def test_who_teaches_cooks_or_hires_is_no_firm(text: str, reason: str) -> None:
    read = parsed(text)
    assert (read["listings"], [one["reason"] for one in read["rejected"]]) == ([], [reason])
