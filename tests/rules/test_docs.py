"""What is written and what is there agree: links, commands, files and addresses in every text for people."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

import click
import pytest

from directory import create_app
from tests.rules.documents import anchors, code, documents, links, spans, target
from tests.rules.source import ROOT, Source, keeps
from tests.support.databases import SECRET_KEY

#: A front page is read on one screen and a half; the rest is in docs/.
MOST_BYTES_OF_README = 6 * 1024
INDEX = "docs/README.md"
_TARGET = re.compile(r"^([a-z][a-z-]*):.*##", re.MULTILINE)
_FLASK = re.compile(r"flask --app directory ([a-z][a-z ]*[a-z])")
_MODULE = re.compile(r"python -m ((?:tests|bench|directory)[\w.]*)")
_PATH = re.compile(r"(?:directory|templates|tests|seed|bench|deploy|docs)/[\w./*-]*")
_FILE = re.compile(r"\w[\w-]*\.(?:py|toml|html|svg|txt|csv|css|service|timer)")
#: Commands that Flask and its extensions bring.
_FOREIGN = {"db", "run", "shell", "routes", "openapi"}
#: What begins like an address and is a path on the server.
_MACHINE = ("/etc/", "/opt/", "/var/", "/tmp/")
#: Records of the past: what a decision or a change names may be gone.
_PAST = ("docs/decisions/", "CHANGELOG.md")


def check_links(sources: Iterable[Source], root: Path = ROOT) -> Iterator[str]:
    """Links to files, or to parts of them, that are not there."""
    for source in sources:
        for link in links(source.text):
            path, part = target(source, link)
            if not (root / path).exists():
                yield f"{source.path} links to {link}, which is not there"
            elif part and path.endswith(".md") and part not in anchors((root / path).read_text(encoding="utf-8")):
                yield f"{source.path} links to {link}: {path} has no such heading"


def check_commands(sources: list[Source], makefile: str, commands: Mapping[str, set[str]]) -> Iterator[str]:
    """Commands in texts that do not exist, and existing ones that no text names. `commands`: name -> its options."""
    targets = set(_TARGET.findall(makefile))
    named: set[str] = set()
    for source in sources:
        for piece in code(source.text):
            named |= (made := set(re.findall(r"\bmake ([a-z][a-z-]*)", piece)))
            yield from (f"{source.path} says make {name}: there is no such target" for name in sorted(made - targets))
            for words in _FLASK.findall(piece):
                command = _longest(words, commands)
                if command is None:
                    yield f"{source.path} says flask --app directory {words}: there is no such command"
                    continue
                named.add(command)
                for option in re.findall(r" (--[a-z-]+)", piece.partition(words)[2]):
                    if command.split(" ")[0] not in _FOREIGN and option not in commands[command]:
                        yield f"{source.path} says {words} {option}: there is no such option"
            for module in _MODULE.findall(piece):
                path = ROOT / module.replace(".", "/")
                if not (path.with_suffix(".py").exists() or (path / "__main__.py").exists()):
                    yield f"{source.path} says python -m {module}: there is no such module"
    own = {name for name in commands if name.split(" ")[0] not in _FOREIGN}
    yield from (f"no text names make {name}" for name in sorted(targets - named - {"help", "clean"}))
    yield from (f"no text names flask --app directory {name}" for name in sorted(own - named))


def _longest(words: str, commands: Mapping[str, set[str]]) -> str | None:
    """The command that words begin with: `outbox list now` -> outbox list."""
    fitting = [name for name in commands if f"{words} ".startswith(f"{name} ")]
    return max(fitting, key=len, default=None)


def check_files(sources: Iterable[Source], root: Path = ROOT) -> Iterator[str]:
    """Files and folders named in backticks that are not there; a bare `name.py` may stand anywhere."""
    bare = {
        path.name
        for folder in ("directory", "templates", "tests", "seed", "bench", "deploy", "docs")
        for path in (root / folder).rglob("*.*")
    }
    for source in sources:
        for span in spans(source.text):
            if _PATH.fullmatch(span) and not any(root.glob(span.rstrip("/"))):
                yield f"{source.path} names {span}, which is not there"
            if _FILE.fullmatch(span) and span not in bare and not (root / span).exists():
                yield f"{source.path} names {span}: no file is called that"


def check_addresses(sources: Iterable[Source], routes: Iterable[str]) -> Iterator[str]:
    """Addresses in backticks that the site does not answer. `routes` are lines of routes.txt."""
    known = [re.compile(_pattern(line.split(" GET")[0].split(" POST")[0])) for line in routes]
    for source in sources:
        for span in spans(source.text):
            if not re.match(r"/[\w<{]", span) or span.startswith(_MACHINE):
                continue
            for address in _spread(span.split("?")[0]):
                if not any(pattern.fullmatch(address) for pattern in known):
                    yield f"{source.path} names {span}: nothing answers at {address}"


def _pattern(route: str) -> str:
    """A route as a pattern: `/<lang:lang>/about/<any(us, terms):page>` -> /[^/]+/about/(us|terms)."""
    chosen = re.sub(r"<any\(([^)]*)\):\w+>", lambda match: f"({match[1].replace(', ', '|')})", route)
    return re.sub(r"<[^>]*>", "[^/]+", chosen)


def _spread(address: str) -> Iterator[str]:
    """Each address that braces stand for: `/admin/{ads,audit}` -> /admin/ads, /admin/audit."""
    parts = re.split(r"\{([^}]*)\}", address)
    choices = [part.split(",") if number % 2 else [part] for number, part in enumerate(parts)]
    yield from ("".join(chosen) for chosen in product(*choices))


def check_index(sources: list[Source]) -> Iterator[str]:
    """Texts in docs/ that the index does not lead to."""
    index = next(source for source in sources if source.path == INDEX)
    linked = {target(index, link)[0] for link in links(index.text)}
    for source in sources:
        if source.path.startswith("docs/") and source.path not in linked | {INDEX}:
            yield f"{INDEX} does not lead to {source.path}"


def _commands(folder: Path) -> dict[str, set[str]]:
    """Every command and its options: `outbox list` -> {--state, --limit}; Flask's own among them."""
    app = create_app({"INSTANCE": str(folder), "SECRET_KEY": SECRET_KEY})
    context = click.Context(app.cli)
    named: dict[str, set[str]] = {"run": set(), "shell": set(), "routes": set()}
    for name, command in _inner(app.cli, context):
        parts = [(f"{name} {part}", one) for part, one in _inner(command, context)]
        for full, one in parts or [(name, command)]:
            named[full] = {option for parameter in one.params for option in parameter.opts}
    return named


def _inner(command: click.Command, context: click.Context) -> list[tuple[str, click.Command]]:
    """The commands of a group by name; none of what is no group."""
    if not isinstance(command, click.Group):
        return []
    inner = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [(name, one) for name, one in inner if one is not None]


def _living() -> list[Source]:
    return [source for source in documents() if not source.path.startswith(_PAST)]


def test_links_lead_somewhere() -> None:
    keeps(check_links(documents()))


def test_commands_exist_and_are_told(tmp_path: Path) -> None:
    keeps(check_commands(_living(), (ROOT / "Makefile").read_text(encoding="utf-8"), _commands(tmp_path)))


def test_files_named_are_there() -> None:
    keeps(check_files(_living()))


def test_addresses_named_are_answered() -> None:
    keeps(check_addresses(_living(), (ROOT / "tests/rules/routes.txt").read_text(encoding="utf-8").splitlines()))


def test_index_leads_to_every_text() -> None:
    keeps(check_index(documents()))


def test_front_page_is_short_and_begins_with_the_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.encode()) <= MOST_BYTES_OF_README
    first_screen = "\n".join(readme.splitlines()[:20])
    assert "make run" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize(
    "text", ["[x](nowhere.md)", "![x](b.png)", "[x](a.md#no-such)", "[x](#no-such)", "[x](../a.md)"]
)
def test_a_dead_link_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text("# How is it run?", encoding="utf-8")
    planted = Source("a.md", f"# Title\n{text}")
    assert list(check_links([planted], tmp_path))
    assert not list(check_links([Source("a.md", "[x](a.md#how-is-it-run) [y](https://example.com)")], tmp_path))


def test_a_command_out_of_step_is_named() -> None:
    makefile = "run: x ## runs\ntest: ## tests\nhelp: ## this list\n"
    commands = {"seed": set(), "outbox list": {"--state"}, "db upgrade": set()}
    fenced = "```sh\nmake test   # all\nflask --app directory seed\n```"
    whole = f"`make run`\n{fenced}\n`flask --app directory outbox list --state x`"
    assert not list(check_commands([Source("a.md", whole)], makefile, commands))
    for wrong in (
        "make fly",
        "flask --app directory sow",
        "flask --app directory outbox list --all",
        "python -m bench.x",
    ):
        assert len(list(check_commands([Source("a.md", f"{whole} `{wrong}`")], makefile, commands))) == 1
    for missing in ("make run", "make test", "flask --app directory seed"):
        assert len(list(check_commands([Source("a.md", whole.replace(missing, ""))], makefile, commands))) == 1


def test_a_file_that_is_gone_is_named() -> None:
    assert not list(check_files([Source("a.md", "`directory/config.py` `tests/*/` `config.py` `config.nothing`")]))
    assert len(list(check_files([Source("a.md", "`directory/gone.py` `gone.toml` `templates/gone/`")]))) == 3


def test_an_address_nobody_answers_is_named() -> None:
    routes = ["/<lang:lang>/manage/<slug>/print.<any(pdf, svg):kind> GET member", "/admin/ads POST operator"]
    fine = "`/<lang>/manage/<slug>/print.{pdf,svg}` `/admin/ads?x=1` `/etc/hosts` `/ 2`"
    assert not list(check_addresses([Source("a.md", fine)], routes))
    assert len(list(check_addresses([Source("a.md", "`/admin/{ads,nothing}` `/<lang>/print.png`")], routes))) == 2


def test_a_text_nobody_finds_is_named() -> None:
    index = Source(INDEX, "[a](a.md)")
    assert not list(check_index([index, Source("docs/a.md", ""), Source("README.md", "")]))
    assert list(check_index([index, Source("docs/decisions/b.md", "")]))
