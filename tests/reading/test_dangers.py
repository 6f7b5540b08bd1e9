"""Dangers are heard in English, Simplified and Traditional, and nothing else is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel.text import fold
from directory.reading.dangers import dangers
from directory.trades import vocabulary
from tests.reading.danger_words import CALM, SPOKEN
from tests.support.in_one import in_one

#: Around what somebody says of a danger, other things stand.
SENTENCES = ("{}", "Furnace is 12 years old. {}. Please come soon!", "三楼两台空调，{}，请尽快来", "{}\nmodel GMV95")


@in_one("code, typed, sentence", [(code, *two) for code, lines in SPOKEN.items() for two in product(lines, SENTENCES)])
def test_a_danger_is_heard_wherever_it_stands(code, typed, sentence):
    assert code in dangers(sentence.format(typed))
    assert dangers(fold(sentence.format(typed.upper()))) == dangers(sentence.format(typed))


@in_one("typed", CALM)
def test_work_on_a_machine_is_no_danger(typed):
    for sentence in SENTENCES:
        assert dangers(sentence.format(typed)) == ()


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_words_of_the_forms_own_answers_are_heard(language):
    for option in vocabulary.terms("safety"):
        if option.code != "none":
            assert option.code in dangers(option.label(language))


@given(st.text(max_size=400))
def test_no_text_raises(anything):
    assert set(dangers(anything)) <= {"gas", "co", "burn", "water"}


@given(st.lists(st.sampled_from([word for lines in SPOKEN.values() for word in lines] + CALM), max_size=5))
def test_what_is_said_in_one_sentence_is_heard_in_any_text(sentences):
    """A danger said on a line of its own is heard however many other lines stand around it; calm lines add none."""
    spoken = {code for code, lines in SPOKEN.items() if set(sentences) & set(lines)}
    assert spoken - {"co"} <= set(dangers("\n".join(sentences)))
