"""Phone numbers come in any spelling and leave in one."""

import pytest

from directory.kernel import phone


@pytest.mark.parametrize(
    "typed",
    [
        "(240)636-8420",
        "240-636-8420",
        "240.636.8420",
        "+1 240 636 8420",
        "1-240-636-8420",
        "２４０－６３６－８４２０",
        "2406368420",
        "\u200b240-636-8420",
        "240 636 8420 (cell)",
        "240-636-8420 陈太太",
        "手機 240-636-8420",
        "Home: 240.636.8420",
        "mobile (240) 636-8420, evenings",
    ],
)
def test_parse_brings_every_spelling_to_e164(typed: str) -> None:
    assert phone.parse(typed) == "+12406368420"


@pytest.mark.parametrize("typed", ["301-555-0142", "+1 703 555 0199"])
def test_parse_takes_fictional_numbers(typed: str) -> None:
    assert phone.parse(typed).startswith("+1")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "636-8420",
        "+86 138 0013 8000",
        "+44 20 7946 0958",
        "800-555-0142",
        "1-888-234-5678",
        "900-234-5678",
        "876-555-0142",  # Jamaica: country code 1, another country
        "240-636-8420 ext. 5",
        "9-153",
        "abc",
        "٠" * 10,
    ],
)
def test_parse_refuses_what_nobody_may_be_texted_at(typed: str) -> None:
    with pytest.raises(ValueError, match="number"):
        phone.parse(typed)


def test_display_is_what_people_write() -> None:
    assert phone.display("+12406368420") == "240-636-8420"
    assert phone.display("not a phone") == "not a phone"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("(800) 555-0142", "toll_free"),
        ("1-888-234-5678", "toll_free"),
        ("833 555 0142", "toll_free"),
        ("301-555-0142, 301-555-0143", "several"),
        ("301-555-0142 or 240 555 0143", "several"),
        ("301-555-0142 ext. 12", "extension"),
        ("301-555-0142转12", "extension"),
        ("+86 138 0013 8000", "foreign"),
        ("301-555-014", "short"),
        ("911", "short"),
        ("301-555-01422", "long"),
        ("555-0142", "no_area"),
        ("211-555-0142", "foreign"),
        ("301-555-0142 x123456", "foreign"),
    ],
)
def test_what_is_no_number_says_why(typed, why):
    with pytest.raises(phone.NotPhone) as refused:
        phone.parse(typed)
    assert refused.value.why == why


@pytest.mark.parametrize(
    "typed",
    [
        "301-555-0142 ext. 12", "301-555-0142x12", "(301) 555-0142 转12", "301-555-0142 轉 12", "301 555 0142 分機 12",
        "301-555-0142 (extension 12)", "３０１－５５５－０１４２　ext 12", "301-555-0142 x12",
    ],
)  # fmt: skip
def test_an_extension_is_kept_for_calls_and_never_texted(typed):
    number = phone.parse_for_calls(typed)
    assert number == "+13015550142x12"
    assert phone.display(number) == "301-555-0142 x12"
    assert phone.parse_for_calls(phone.display(number)) == number
    assert phone.dial(number) == "+13015550142,12"
    assert not phone.is_geographic(number)
    assert (phone.without_extension(number), phone.extensions([number])) == ("+13015550142", {"+13015550142": "12"})
    assert len(number) <= 20


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("+12405550123", ["America/New_York"]),
        ("+12406368420x12", ["America/New_York"]),
        ("+14155550123", ["America/Los_Angeles"]),
        ("+12085550123", ["America/Boise", "America/Los_Angeles"]),
        ("no phone", []),
    ],
)
def test_the_zones_in_which_a_phone_may_be(number: str, names: list[str]) -> None:
    assert [zone.key for zone in phone.zones(number)] == names
