"""What is drawn or written from the code says what the code says now. After a change: `make docs`."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import pytest

from directory.config import SETTINGS, Setting
from tests.rules.documents import documents, spans
from tests.rules.draw_layers import draw, slices
from tests.rules.list_settings import page
from tests.rules.source import ROOT, Source, files, keeps

_NAME = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
#: Names of the same shape that are no setting of the site: the compose file's own, and Python's.
_OTHERS = {"DATABASE_PASSWORD"}


#: Where settings are read; and the folder of the tables, which are read before any setting.
_READ_IT = ("directory/config.py", "directory/kernel/prepared.py")


def check_environment(sources: Iterable[Source]) -> Iterator[str]:
    """Code that reads the environment past config.py."""
    for source in sources:
        if source.path not in _READ_IT and re.search(r"os\.(getenv|environ\b(?!,))[\[.(]", source.text):
            yield f"{source.path} reads the environment: settings come from config"


def check_names(sources: Iterable[Source], settings: Collection[str]) -> Iterator[str]:
    """Settings that a text names in backticks, perhaps with a value, and that nobody reads."""
    known = {*settings, *_OTHERS}
    for source in sources:
        for span in spans(source.text):
            name = span.partition("=")[0]
            if _NAME.fullmatch(name) and name not in known:
                yield f"{source.path} names {name}, which nobody reads"


def check_example(text: str, settings: Collection[str]) -> Iterator[str]:
    """Lines of an example of the settings that set what nobody reads."""
    for name in re.findall(r"^([A-Z_]+)=", text, re.MULTILINE):
        if name not in settings:
            yield f"the example sets {name}, which nobody reads"


def test_settings_are_the_ones_listed() -> None:
    assert (ROOT / "docs/configuration.md").read_text(encoding="utf-8") == page(SETTINGS), "make docs"


def test_layers_are_the_ones_drawn() -> None:
    now = draw(*slices(list(files("directory/*.py"))))
    assert (ROOT / "docs/layers.svg").read_text(encoding="utf-8") == now, "make docs"


def test_settings_are_read_in_one_place() -> None:
    keeps(check_environment(files("directory/*.py")))


def test_texts_name_settings_that_exist() -> None:
    keeps(check_names((s for s in documents() if not s.path.startswith("docs/decisions/")), SETTINGS))
    keeps(check_example((ROOT / "deploy/lengnuan.env.example").read_text(encoding="utf-8"), SETTINGS))


def test_a_setting_out_of_step_changes_the_page() -> None:
    (name, first), *others = SETTINGS.items()
    for changed in ((name, replace(first, default="x")), ("X", first), (name, replace(first, meaning="x"))):
        assert page(dict([changed, *others])) != page(SETTINGS)
    assert page(dict(others)) != page(SETTINGS)
    assert "| a\\|b |" in page({"X": Setting("", "a|b")})


def test_an_import_out_of_step_changes_the_picture() -> None:
    house = [
        Source("directory/leads/rules.py", "from directory.kernel import clock"),
        Source("directory/foundation/db.py", "from directory.kernel import clock"),
        Source("directory/entrypoints/__init__.py", ""),
    ]
    names, arrows = slices(house)
    assert [name for name, _ in names] == ["leads", "foundation", "kernel"]
    assert arrows == {("leads", "kernel"), ("foundation", "kernel")}
    before = draw(names, arrows)
    assert 'class="up"' not in before
    assert before == draw(*slices(house))
    upward = Source("directory/kernel/phone.py", "from directory.leads import rules")
    assert draw(*slices([*house, upward])).count('class="up"') == 1
    sideways = Source("directory/leads/queries.py", "from directory.foundation import db")
    assert draw(*slices([*house, sideways])) != before


@pytest.mark.parametrize("text", ["os.environ['X']", "os.getenv('X')", "os.environ.get('X')"])
def test_a_setting_read_elsewhere_is_named(text: str) -> None:
    assert list(check_environment([Source("directory/leads/rules.py", text)]))


def test_a_setting_nobody_reads_is_named() -> None:
    assert not list(check_names([Source("a.md", "`SMS_URL` `TEXT_UNINTRODUCED=off` `NOT` `make x`")], SETTINGS))
    assert len(list(check_names([Source("a.md", "`SMS_ADDRESS` `SMTP_HOST=x`")], SETTINGS))) == 2
    assert list(check_example("# x\nBASE_URL=x\nSMS_ADDRESS=\n", SETTINGS)) == [
        "the example sets SMS_ADDRESS, which nobody reads"
    ]
