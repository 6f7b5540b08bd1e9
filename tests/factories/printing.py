"""Listings to print: a usual one, one that says nearly nothing, and one that says far too much."""

from typing import Any

from directory.businesses.fields.listing import Listing
from tests.factories.listings import document


def changed(doc: Listing, values: dict[str, Any]) -> Listing:
    """A listing that states other values, given as JSON."""
    return Listing.of_json(doc.as_json() | values)


USUAL = document(
    slug="gaoshi-lengnuan",
    names={"zh": "高氏冷暖", "zh_lang": "zh-Hans", "en": None, "romanized": "Gaoshi Lengnuan"},
    phones=["+12405550150", "+13015550142"],
    services=["heating", "air_conditioning", "heat_pump", "boiler", "water_heater"],
    work_types=["repair", "maintenance"],
    brands=["Carrier", "Trane", "Lennox", "Goodman"],
    licensed=True,
    licensed_states=["VA", "MD"],
    insured=True,
    warranties=[{"scope": "parts", "years": 10}, {"scope": "labor", "years": 2}],
    property_types=["residential"],
    service_states=["VA", "MD", "DC"],
    hours={"mon": ["08:00", "18:00"], "tue": ["08:00", "18:00"]},
    emergency=True,
    languages=["cmn", "yue", "en"],
    features=["free_estimate"],
)
SPARSE = document(
    slug="sparse", names={"zh": None, "zh_lang": "zh-Hans", "en": "DAVID ZHANG 冷暖空调", "romanized": None}
)
#: Words that mean something to the typesetter, to HTML and to nobody, and a word without an end.
HOSTILE = '#panic("x") *_`$ <a> @b \\ ] } // " %(x)s {{7*7}} \u202e\U0001f600'
FULL = changed(
    USUAL,
    {
        "names": {
            "zh": "大華盛頓地區專業冷暖氣空調安裝維修工程股份有限公司",
            "zh_lang": "zh-Hant",
            "en": f"Greater Washington {'Wm' * 30} {HOSTILE} Heating Ventilation & Air Conditioning, Inc.",
            "romanized": None,
        },
        "phones": [f"+1703555013{digit}" for digit in range(6)],
        "services": [f"{HOSTILE}{number}" for number in range(12)] + ["heating", "air_conditioning"] * 6,
        "work_types": ["repair", "maintenance"] * 20,
        "brands": [f"Brand{number}" for number in range(60)],
        "warranties": [
            {"scope": "parts", "years": 10},
            {"scope": "labor", "months": 18},
            {"scope": "compressor", "years": "lifetime"},
            {"scope": "heat_exchanger", "years": 20},
        ],
        "licenses": [
            {
                "type": "hvacr",
                "number": "2705123456",
                "state": "VA",
                "status": "checked",
                "class": "A",
                "expires_on": "2027-11-30",
                "checked_on": "2026-11-22",
                "file_date": "2026-11-01",
                "holder": "X",
            }
        ],
    },
)
SAID = {"usual": USUAL, "sparse": SPARSE, "full": FULL}
