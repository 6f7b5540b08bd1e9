"""docs/asvs.toml is whole and true as far as a program can see: every row has its answer, every test that shows one is
there, and what is not met stands in SECURITY.md."""

import re
import tomllib
from collections.abc import Iterator, Mapping

from tests.rules.source import ROOT, keeps

TABLE = ROOT / "docs/asvs.toml"
#: Rows of levels 1 and 2 in ASVS 5.0.0.
ROWS = {1: 70, 2: 183}
_ANSWERS = ("met", "absent", "unmet")
_FEWEST_LETTERS = 4

Rows = Mapping[str, Mapping[str, object]]


def check_rows(rows: Rows, security: str) -> Iterator[str]:
    """Rows without one answer, without words, or with evidence that is not there; unmet ones that nobody is told of."""
    for name, entry in rows.items():
        answers = [answer for answer in _ANSWERS if answer in entry]
        if not re.fullmatch(r"v\d+\.\d+\.\d+", name) or entry.get("level") not in ROWS:
            yield f"{name}: no row of levels 1 and 2"
        if len(answers) != 1 or any(len(str(entry.get(key, ""))) < _FEWEST_LETTERS for key in ("asks", *answers)):
            yield f"{name}: one of {', '.join(_ANSWERS)}, in words"
        if ("met" in entry) != ("shown" in entry):
            yield f"{name}: what is met is shown by a test or a file, and nothing else is"
        if "shown" in entry and not _is_there(str(entry["shown"])):
            yield f"{name}: {entry['shown']} is not there"
        if ("unmet" in entry) != (f"`{name}`" in security):
            yield f"{name}: SECURITY.md tells of what is not met, and of nothing else"


def _is_there(shown: str) -> bool:
    name, _, test = shown.partition("::")
    path = ROOT / name
    if not test:
        return path.exists()
    return path.is_file() and bool(
        re.search(rf"^def {re.escape(test)}\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    )


def _rows() -> Rows:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def test_every_row_is_answered_and_shown() -> None:
    keeps(check_rows(_rows(), (ROOT / "SECURITY.md").read_text(encoding="utf-8")))


def test_no_row_is_left_out() -> None:
    levels = [entry["level"] for entry in _rows().values()]
    assert {level: levels.count(level) for level in ROWS} == ROWS


def test_the_counts_told_are_those_of_the_table() -> None:
    security = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    counts = {answer: sum(answer in entry for entry in _rows().values()) for answer in _ANSWERS}
    assert f"each of the {sum(ROWS.values())} rows of levels 1 and 2" in security
    assert f"{counts['met']} are met" in security
    assert f"{counts['absent']} ask about what is not here" in security
    assert f"These {counts['unmet']} are not met" in security


def test_a_row_that_is_not_so_is_named() -> None:
    good = {"level": 1, "asks": "SQL has parameters", "met": "always", "shown": "tests/rules/test_asvs.py"}
    assert not list(check_rows({"v1.2.4": good}, ""))
    for wrong in (
        {**good, "shown": "tests/rules/test_asvs.py::test_that_nobody_wrote"},
        {**good, "shown": "tests/rules/gone.py"},
        {**good, "unmet": "not yet"},
        {**good, "level": 3},
        {key: value for key, value in good.items() if key != "shown"},
        {"level": 1, "asks": "SQL has parameters", "unmet": "not yet"},
        {"level": 1, "asks": "SQL has parameters"},
    ):
        assert list(check_rows({"v1.2.4": wrong}, "")), wrong
    assert list(check_rows({"v1.2.4": good}, "`v1.2.4` is not met"))
    assert list(check_rows({"1.2.4": good}, ""))
