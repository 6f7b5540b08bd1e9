"""Every term of `seed/` is read from an ad: a row that is added there takes effect, which this shows of each row."""

import re

import pytest

from directory.ads.rules import ad_vocabulary as words
from directory.reading.folding import squeeze
from directory.trades import vocabulary
from tests.factories.ads import parsed

FIELDS = {
    "service": "services",
    "brand": "brands",
    "work_type": "work_types",
    "license_type": "licenses",
    "property_type": "property_types",
    "feature": "features",
}


@pytest.mark.large
@pytest.mark.parametrize("kind", FIELDS)
def test_every_spelling_of_a_term_is_read_from_an_ad(kind: str) -> None:
    elsewhere = words.squeezed_words("not_in_ads")
    unread = []
    for term in vocabulary.terms(kind):
        spellings = (term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms)
        for spelling in (
            candidate
            for candidate in spellings
            if squeeze(candidate) not in elsewhere and not re.search("[（(]", candidate)
        ):
            # An everyday word is a maker's name only beside another's.
            beside = ", Carrier" if squeeze(spelling) in words.everyday_brands() else ""
            (read,) = parsed(f"新新冷暖\n电话 703-555-0111\n{spelling.capitalize()}{beside}\n")["listings"]
            codes = [
                candidate["type"] if kind == "license_type" else candidate for candidate in read[FIELDS[kind]] or ()
            ]
            if term.code not in codes:
                unread.append((term.code, spelling))
    assert unread == []
