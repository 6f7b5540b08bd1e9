"""What each process loads, as counts: seconds depend on the machine, modules do not (`bench/startup.py` has those)."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.ads.actions import seed
from directory.ads.rules import read_seed
from directory.commands import COMMANDS, references
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.later import load
from directory.listings.routes import template_helpers
from directory.places import actions as places
from directory.search.queries import all_listings
from tests.page import check_page
from tests.rules.source import ROOT, files
from tests.support import databases

#: Where messages go.
FILES = {"SMS_URL": "file:", "SMTP_URL": "file:"}
#: Whole processes.
large = pytest.mark.large

WEB = {"flask", "werkzeug", "click", "jinja2", "wtforms", "flask_wtf", "flask_smorest", "marshmallow", "apispec"}
DATABASE = {"sqlalchemy", "flask_sqlalchemy", "alembic", "flask_migrate", "psycopg"}
TEXTS = {"opencc", "pypinyin", "rapidfuzz", "phonenumbers", "email_validator", "babel", "segno", "typst"}
#: The dearest of all: 55 MB of words, kept in two.
DEAREST = {"pypinyin"}


def _loaded(code: str, *arguments: str, **settings: str) -> set[str]:
    """The modules a fresh Python has loaded when the code ends."""
    report = "\nimport sys as _s\nprint('\\n' + ' '.join(_s.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + report, *arguments],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


def _command(*words: str, **settings: str) -> set[str]:
    """What `flask --app directory ...` loads."""
    run = "from flask.cli import main\ntry:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end"
    return _loaded(run, "--app", "directory", *words, **settings)


@pytest.fixture
def instance(tmp_path: Path, test_databases: databases.Databases) -> Iterator[dict[str, str]]:
    """Settings of a process on a migrated database of its own, with the listings of seed/."""
    with test_databases.empty("sqlite") as url:
        settings = {"INSTANCE": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": databases.SECRET_KEY, **FILES}
        app = databases.application(url, tmp_path)
        assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
        with app.app_context():
            with unit() as session:
                places.seed(session)
                seed(session, read_seed())
            db.session.remove()
            db.engine.dispose()
        yield settings


@large
def test_importing_the_package_loads_next_to_nothing() -> None:
    loaded = _loaded("import directory")
    assert not loaded & (WEB | DATABASE | TEXTS)
    ours = {name for name in loaded if name.startswith("directory")}
    assert ours == {"directory", "directory.kernel", "directory.kernel.later"}


def test_an_older_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 10, 13))
        with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
            runpy.run_path(str(ROOT / "directory/__init__.py"))


@large
def test_the_supervisor_of_make_run_loads_the_settings_and_no_library() -> None:
    loaded = _loaded("import directory.run")
    assert not loaded & (WEB | DATABASE | TEXTS)
    ours = {name for name in loaded if name.startswith("directory")}
    ours_only = (
        "directory",
        "directory.kernel",
        "directory.kernel.later",
        "directory.kernel.contradictions",
        "directory.kernel.files",
        "directory.kernel.prepared",
        "directory.kernel.site",
        "directory.kernel.readers",
        "directory.kernel.secret_key",
    )
    assert ours <= {*ours_only, "directory.config", "directory.run"}


@large
def test_reading_an_ad_loads_no_database_no_pages_and_no_dictionary_of_sounds(tmp_path: Path) -> None:
    ad = ROOT / "seed" / "ads" / "huafu-lengnuan-kongtiao.txt"
    loaded = _command("ads", "parse", str(ad), "--json", INSTANCE=str(tmp_path / "none"))
    assert "directory.ads.rules.parsing" in loaded
    assert not loaded & (DATABASE | DEAREST | {"wtforms", "flask_smorest", "marshmallow", "rapidfuzz"})
    assert not {"directory.wiring", "directory.ads.models", "directory.foundation.db"} & loaded
    assert not (tmp_path / "none").exists(), "it makes no INSTANCE"


@large
def test_a_command_leaves_the_database_in_one_file(tmp_path: Path) -> None:
    _command("db", "upgrade", INSTANCE=str(tmp_path), LENGNUAN_ENV="development")
    assert sorted(path.name for path in tmp_path.glob("*.sqlite3*")) == ["lengnuan.sqlite3"]


@large
def test_a_search_in_a_terminal_loads_rows_but_no_pages(instance: dict[str, str]) -> None:
    loaded = _command("search", "空调 维修", **instance)
    assert "directory.search.queries" in loaded
    assert not loaded & (DEAREST | {"alembic", "flask_migrate", "wtforms", "flask_smorest", "marshmallow"})
    assert not {"directory.wiring", "directory.entrypoints.pages.routes", "directory.listings.routes"} & loaded
    assert "directory.businesses.models" not in loaded, "documents hold all that is shown"


@large
def test_web_and_worker_load_neither_the_dictionary_nor_what_migrates(instance: dict[str, str]) -> None:
    for loaded in (
        _loaded("import directory; directory.create_app()", **instance),
        _command("worker", "--once", **instance),
    ):
        assert "directory.wiring" in loaded
        assert not loaded & (DEAREST | {"alembic", "flask_migrate", "email_validator", "segno", "rapidfuzz", "typst"})
        assert not loaded & {"PIL", "obstore", "icalendar"}, "pictures have a process of their own, files a folder"
        assert "directory.ads.rules.parsing" not in loaded


_READY = """
import json, sys, jinja2, directory
from directory.kernel import prepared
app = directory.create_app()
client = app.test_client()
told = {"ready": client.get("/readyz").status_code}
counts = dict.fromkeys(("compiled", "tables"), 0)
def counted(name, owner, attribute):
    real = getattr(owner, attribute)
    def count(*args, **options):
        counts[name] += 1
        return real(*args, **options)
    setattr(owner, attribute, count)
counted("compiled", jinja2.Environment, "compile")
counted("tables", prepared, "digest")
before = set(sys.modules)
for lang in ("en", "zh-hans", "zh-hant"):
    for path in ("", "find?q=%E7%A9%BA%E8%B0%83&place=20850"):
        told[f"{lang}/{path}"] = client.get(f"/{lang}/{path}").status_code
print(json.dumps({"told": told, "new": sorted(set(sys.modules) - before), **counts}))
"""


@large
def test_the_first_page_after_ready_finds_everything_loaded(instance: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READY],
        cwd=ROOT,
        env=os.environ | instance,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    assert set(measured.pop("told").values()) == {200}
    assert measured == {"new": [], "compiled": 0, "tables": 0}


def test_nobody_is_told_ready_while_the_first_page_cannot_be_drawn(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise ZeroDivisionError("somebody's words")

    load("directory.entrypoints.pages.machine:cool")(app)
    with monkeypatch.context() as patched:
        patched.setitem(app.view_functions, "listings.find", broken)
        answer = client.get("/readyz")
        assert (answer.status_code, "ZeroDivisionError" in answer.text) == (503, True)
        assert "somebody" not in answer.text
    assert client.get("/readyz").text == "ready\n"


def test_pages_are_drawn_for_the_first_who_asks_alone(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    load("directory.entrypoints.pages.machine:cool")(app)
    seen: list[str] = []
    for name in ("listings.home", "listings.find"):
        view = app.view_functions[name]
        monkeypatch.setitem(app.view_functions, name, _noting(seen, name, view))
    for _ in range(3):
        assert client.get("/readyz").status_code == 200
    assert sorted(seen) == ["listings.find"] * 3 + ["listings.home"] * 3, "each once a language"


@pytest.mark.parametrize("lang", ["en", "zh-hans", "zh-hant"])
def test_what_is_drawn_ahead_speaks_the_language_of_its_page(app: Flask, client: FlaskClient, lang: str) -> None:
    with unit() as session:
        places.seed(session)
        seed(session, read_seed())
    load("directory.entrypoints.pages.machine:cool")(app)
    names = [name for doc in all_listings(db.session()) for name in doc.called if name != doc.owner]
    for drawing_cache in (template_helpers._tray, template_helpers._card):
        drawing_cache.cache_clear()
    assert client.get("/readyz", headers={"Accept-Language": "en"}).status_code == 200
    for path in ("", "find"):
        check_page(client.get(f"/{lang}/{path}"), lang, quoted=names)
    assert template_helpers._card.cache_info().hits, "the page was drawn of what was ready"


def _noting(seen: list[str], name: str, view: Callable[[], Any]) -> Callable[[], Any]:
    def draw() -> Any:
        seen.append(name)
        return view()

    return draw


def test_every_command_is_where_the_table_says(app: Flask) -> None:
    context = click.Context(app.cli)
    assert set(COMMANDS) <= set(app.cli.list_commands(context))
    for reference in references():
        assert isinstance(load(reference), click.Command), reference
    for name in app.cli.list_commands(context):
        command = app.cli.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(), f"{name} says nothing of itself"
    assert app.cli.get_command(context, "fly") is None


def test_every_module_loaded_later_is_there() -> None:
    names = {name for source in files("directory/*.py") for name in _later(source.text)}
    assert len(names) > 10
    for name in names:
        __import__(name)


def _later(text: str) -> list[str]:
    return [part.split('"')[1] for part in text.split(" = later(")[1:]]
