"""Before a business says yes it reads the fault, and no way to the person or the door."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel.masks import MASK, doors, handles, mask_contacts, streets
from directory.kernel.masks.plain import level
from tests.support.in_one import in_one

#: Sentences around an address.
SENTENCES = (
    *("{}", "No heat since Monday, {} please come", "请联系 {} 谢谢", "暖气不热，{}，请来", "My place: {}."),
    *("住{}，没暖气", "{} (townhouse)", "furnace out\n{}\nthanks"),
)


def lines(name: str) -> list[str]:
    """The lines of a file beside this one, one thing that somebody types in each."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()


#: What is to be covered, and behind bars the parts of it that nobody may read before the business says yes.
HIDDEN = [line.split("|") for line in lines("hidden.txt")]
#: Figures and words of the trade that look like a phone or a door to a machine, and are none.
READABLE = lines("readable.txt")


@in_one("line", HIDDEN)
def test_what_reaches_a_person_is_covered_wherever_it_stands(line):
    typed, *secrets = line
    assert secrets
    for sentence in SENTENCES:
        covered = mask_contacts(sentence.format(typed))
        assert MASK in covered
        assert not [secret for secret in secrets if secret in covered], covered


@in_one("line", READABLE)
def test_what_a_technician_needs_stays_readable(line):
    for sentence in ("{}", "No heat since Monday, {} please come", "暖气不热，{}，请来", "{}. Thanks!"):
        assert mask_contacts(sentence.format(line)) == sentence.format(line)


def test_every_pattern_reads_the_example_it_stands_beside():
    groups = (streets.ENGLISH, streets.CHINESE, doors.ENGLISH, doors.CHINESE, doors.DOUBTFUL, handles.HANDLES)
    for examples in groups:
        flags = re.ASCII | (re.IGNORECASE if examples is handles.HANDLES else re.NOFLAG)
        missed = [typed for typed, pattern in examples.items() if not re.search(pattern, level(typed), flags)]
        assert not missed
        assert not [typed for typed in examples if MASK not in mask_contacts(typed)]


@pytest.mark.parametrize("around", ["Upstairs is 64, {}; 20850", "2019年装的，{}，预算 3000-5000", "{} 16x25x1"])
def test_only_the_address_is_covered(around):
    for typed in ("123 Main St", "罗克维尔大街123号", "301-555-0142"):
        assert mask_contacts(around.format(typed)) == around.format(MASK)


NUMBERS = st.integers(1, 19999).map(str) | st.sampled_from(["12-B", "4500-A", "7½", "１２３"])
NAMES = st.sampled_from(
    [
        "Main",
        "Oak",
        "Old Georgetown",
        "Viers Mill",
        "14th",
        "O'Neil",
        "N. Washington",
        "Quince Orchard",
        "Saint Elmo",
        "K",
    ]
)
STREETS = st.sampled_from(
    ["St", "street", "Ave.", "Road", "rd", "Blvd", "Lane", "Ct", "Terrace", "Dr", "Pkwy", "Pike", "Cir"]
)
DOORS = st.sampled_from(["", " Apt 4B", ", Unit 12", " #302", ", Suite 1200"])
CHINESE = st.sampled_from(["大街", "大道", "路", "街"])
PLACES = st.sampled_from(["罗克维尔", "枫叶", "中正", "Main", "Georgia"])
WORDS = st.lists(
    st.sampled_from(
        [
            "no heat",
            "upstairs",
            "the furnace stopped",
            "热水器",
            "空调坏了",
            "please come",
            "3 ton",
            "20850",
            "since 2019",
            "，",
            "\n",
        ]
    ),
    max_size=5,
).map(" ".join)


@given(WORDS, NUMBERS, NAMES, STREETS, DOORS, WORDS)
def test_an_address_in_english_never_shows_its_number_with_its_street(before, number, name, street, door, after):
    address = f"{number} {name} {street}{door}"
    covered = mask_contacts(f"{before} {address} {after}")
    assert address not in covered
    assert f"{number} {name}" not in covered
    assert f"{name} {street}" not in covered
    assert not door.strip() or door.strip() not in covered


@given(WORDS, st.integers(1, 9999), PLACES, CHINESE, st.booleans(), WORDS)
def test_an_address_in_chinese_never_shows_its_number_with_its_street(before, number, place, street, is_first, after):
    address = f"{number}号{place}{street}" if is_first else f"{place}{street}{number}号"
    covered = mask_contacts(f"{before} 住在{address}，{after}")
    assert f"{number}号" not in covered
    assert f"{place}{street}" not in covered


@given(
    st.text(), st.integers(200, 999), st.integers(200, 999), st.integers(0, 9999), st.sampled_from("-. ·/"), st.text()
)
def test_a_phone_never_shows(before, area, exchange, line, joint, after):
    number = f"{area}{joint}{exchange}{joint}{line:04}"
    is_round = joint in " /" and not any(part % 50 for part in (area, exchange, line))
    covered = mask_contacts(f"{before} :{number}; {after}")
    assert is_round or number not in covered


@given(st.text(alphabet="1aA路号街在 -.@+#中StOak\n微信", max_size=300))
def test_no_text_raises_or_grows_without_end(anything):
    covered = mask_contacts(anything)
    assert len(covered) <= len(anything) * 3


def test_covers_never_touch_what_lies_between_them():
    covered = mask_contacts("301-555-0142 or 240-555-0143, 12 Oak St and 14 Elm Ave")
    assert covered == f"{MASK} or {MASK}, {MASK} and {MASK}"
