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
