"""README and code agree: settings, commands, files it links to."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest

from directory import create_app
from directory.config import SETTINGS
from tests.rules.source import ROOT, Source, files, keeps

README = ROOT / "README.md"
_ROW = re.compile(r"^\|\s*`([A-Z][A-Z_]+)`\s*\|\s*(.*?)\s*\|\s*(.*?)\s*\|?\s*$", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z-]*):.*##", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")


def check_settings(readme: str) -> Iterator[str]:
    """Settings that README's table does not name, names with another default, or that do not exist."""
    told = {name: default.strip("`") for name, default, _ in _ROW.findall(readme)}
    known = {setting.name: setting.default for setting in SETTINGS}
    yield from (f"README does not tell {name}" for name in known.keys() - told.keys())
    yield from (f"README tells {name}, which nobody reads" for name in told.keys() - known.keys())
    for name in known.keys() & told.keys():
        if known[name] and known[name] != told[name]:
            yield f"README says {name} is {told[name]!r} where unset; it is {known[name]!r}"


def check_environment(sources: Iterable[Source]) -> Iterator[str]:
    """Code that reads the environment past config.py."""
    for source in sources:
        if source.path != "directory/config.py" and re.search(r"os\.(getenv|environ\b(?!,))[\[.(]", source.text):
            yield f"{source.path} reads the environment: settings come from config"


def check_commands(readme: str, makefile: str, commands: set[str]) -> Iterator[str]:
    """Commands in README that do not exist, and targets that `make help` shows and README does not."""
    code = "\n".join(re.findall(r"`+([^`]+)`+", readme))
    targets = set(_TARGET.findall(makefile))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    yield from (f"README says make {name}: there is no such target" for name in named - targets)
    yield from (f"README does not tell make {name}" for name in targets - named - {"help", "clean"})
    for words in re.findall(r"flask --app directory ([a-z][a-z ]*)", code):
        if not any(words.strip() == c or words.startswith(f"{c} ") or words == c for c in commands):
            yield f"README says flask --app directory {words}: there is no such command"


def check_links(readme: str, root: Path = ROOT) -> Iterator[str]:
    """Files that README links to and that are not there."""
    for link in _LINK.findall(readme):
        if not (root / link.strip()).exists():
            yield f"README links to {link}, which is not there"


def _commands(tmp_path: Path) -> set[str]:
    app = create_app({"INSTANCE": str(tmp_path), "SECRET_KEY": "k"})
    found = {"db upgrade", "db downgrade", "run", "shell", "routes"}
    context = click.Context(app.cli)
    for name in app.cli.list_commands(context):
        command = app.cli.get_command(context, name)
        inner = command.list_commands(context) if isinstance(command, click.Group) else ()
        found |= {f"{name} {part}" for part in inner} | {name}
    return found


def test_readme_tells_every_setting() -> None:
    keeps(check_settings(README.read_text(encoding="utf-8")))


def test_settings_are_read_in_one_place() -> None:
    keeps(check_environment(files("directory/*.py")))


def test_readme_commands_exist(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    keeps(check_commands(README.read_text(encoding="utf-8"), makefile, _commands(tmp_path)))


def test_readme_links_lead_somewhere() -> None:
    keeps(check_links(README.read_text(encoding="utf-8")))


def test_a_setting_out_of_step_is_named() -> None:
    table = "\n".join(f"| `{s.name}` | {s.default} | x |" for s in SETTINGS)
    assert not list(check_settings(table))
    assert len(list(check_settings(table.replace("`PORT`", "`PROT`")))) == 2
    assert list(check_settings(table.replace("8000", "9000")))


@pytest.mark.parametrize("text", ["os.environ['X']", "os.getenv('X')", "os.environ.get('X')"])
def test_a_setting_read_elsewhere_is_named(text: str) -> None:
    assert list(check_environment([Source("directory/leads/rules.py", text)]))


def test_a_command_out_of_step_is_named(tmp_path: Path) -> None:
    makefile = "run: x ## runs\ntest: ## tests\n"
    commands = {"seed", "outbox list", "outbox"}
    assert not list(check_commands("`make run` `make test` `flask --app directory seed`", makefile, commands))
    assert len(list(check_commands("`make run` `make fly` `flask --app directory sow`", makefile, commands))) == 3
    assert list(check_links("[x](nowhere.md)", tmp_path))
