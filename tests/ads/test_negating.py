"""What an ad says no to, wherever the no stands, and that a clause about something else takes nothing away."""

from tests.factories.ads import parsed
from tests.support.in_one import in_one

FIELDS = ("services", "services_excluded", "brands", "brands_excluded", "property_types", "property_excluded")
#: Words -> the codes of FIELDS that they give beside heating and air conditioning, "not" before what is excluded.
SAID = {
    "不做商业 只做住宅": "not commercial, residential",
    "不做商业 空调 暖气炉 维修": "furnace, not commercial",
    "商业不做": "not commercial",
    "商業不做 住家可以": "residential, not commercial",
    "住宅维修，商业工程恕不承接": "residential, not commercial",
    "commercial 不做": "not commercial",
    "Commercial: no. Residential: yes": "residential, not commercial",
    "Goodman 不修": "not Goodman",
    "不修 York、Trane": "not York, not Trane",
    "不修 York，Trane，Carrier 有售": "not York, not Trane, Carrier",
    "不做商业空调": "not commercial",
    "We do not repair Trane furnaces. We install Carrier": "furnace, Carrier, not Trane",
    "We service all brands except Goodman and Amana": "not Goodman, not Amana",
    "We don't do commercial or boilers": "not boiler, not commercial",
    "No duct cleaning, plumbing, or electrical work": "not duct_cleaning, not plumbing, not electrical",
    "不做电工和水管维修": "not plumbing, not electrical",
    "We do not offer duct cleaning but we do repair furnaces": "furnace, not duct_cleaning",
    "No heat? No cooling? Call us for furnace repair and AC installation": "furnace",
    "No heat, no a/c, no hot water: we repair boilers": "boiler",
    "无暖气？无冷气？请找我们修暖气炉": "furnace",
    "No overtime charges, furnace repair": "furnace",
    "No contracts, no gimmicks, boilers serviced": "boiler",
    "No interest for 12 months, furnace install": "furnace",
    "No extra charge for weekend furnace repair": "furnace",
    "No job too small - furnaces": "furnace",
    "We won't be undersold on furnaces": "furnace",
    "Don't replace your furnace before calling us": "furnace",
    "Don't wait until your boiler breaks": "boiler",
    "Gas only, no electric. Furnaces, boilers": "furnace, boiler",
    "We don't do electric. Furnace tune-ups": "furnace",
    "除 Goodman 以外均可维修": "not Goodman",
    "谢绝商业": "not commercial",
    "無須預約暖氣爐維修": "furnace",
    "不收上门费 修暖气炉 锅炉": "furnace, boiler",
}


@in_one("words, expected", SAID.items())
def test_a_no_takes_away_what_it_is_said_of(words: str, expected: str) -> None:
    read = parsed(f"新新冷暖\n{words}\n703-555-0111")["listings"][0]
    codes = [
        f"not {code}" if field.endswith("excluded") else code
        for field in FIELDS
        for code in read[field] or ()
        if code not in ("heating", "air_conditioning")
    ]
    assert sorted(codes) == sorted(expected.split(", "))
    assert not {"heating", "air_conditioning"} & set(read["services_excluded"] or ())
