"""Holes that a reader of code can find: bandit on everything we ship, and rules of our own for what it does not know.

semgrep cannot be had beside the pinned libraries, so what would be rules of it is written here, on the syntax tree.
Each rule is shown a hole that it finds. What was looked at and is none stands in holes.toml with its reason.
"""

import ast
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from directory.foundation.headers import CSP
from tests.rules.source import ROOT, Source, called, files, keeps

ACCEPTED = Path(__file__).with_name("holes.toml")
#: `import subprocess` is no hole: each call is looked at.
_NOT_ASKED = "B404"


def findings(folder: Path) -> Counter[tuple[str, str]]:
    """What bandit finds under a folder: (file, rule), how often."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-s", _NOT_ASKED, folder.name]
    report = json.loads(subprocess.run(command, cwd=folder.parent, capture_output=True, check=False).stdout)
    assert not report["errors"], report["errors"]
    return Counter((issue["filename"].removeprefix("./"), issue["test_id"]) for issue in report["results"])


def check_findings(seen: Counter[tuple[str, str]], accepted: Iterable[dict[str, object]]) -> Iterator[str]:
    """Findings that nobody gave a reason for, and reasons for what is not there."""
    known = {(str(entry["file"]), str(entry["rule"])): entry for entry in accepted}
    for key in sorted({*seen, *known}):
        times = known[key]["times"] if key in known else 0
        if seen[key] != times:
            yield f"{key[0]}: bandit {key[1]} {seen[key]} times, {times} have a reason"
        if key in known and len(str(known[key].get("reason", ""))) < 20:
            yield f"{key[0]}: {key[1]} has no reason"


def test_bandit_finds_nothing_without_a_reason() -> None:
    keeps(check_findings(findings(ROOT / "directory"), tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["accepted"]))


def test_bandit_finds_what_is_planted(tmp_path: Path) -> None:
    folder = tmp_path / "planted"
    folder.mkdir()
    (folder / "holes.py").write_text(
        "import hashlib, pickle, random, subprocess, tempfile\n"
        "from markupsafe import Markup\n"
        "def f(data, name, cursor):\n"
        "    pickle.loads(data)\n"
        "    eval(data)\n"
        "    subprocess.run('ls ' + name, shell=True)\n"
        "    cursor.execute(\"SELECT * FROM people WHERE name = '%s'\" % name)\n"
        "    return Markup(data), random.random(), hashlib.md5(data), tempfile.mktemp()\n",
        encoding="utf-8",
    )
    rules = {rule for _, rule in findings(folder)}
    assert rules >= {"B301", "B307", "B602", "B608", "B704", "B311", "B324", "B306"}
    assert len(list(check_findings(findings(folder), []))) >= 8


def check_code(source: Source) -> Iterator[str]:
    """Holes that our own rules know, each with its line."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            for complaint in _of_call(node):
                yield f"{source.path}:{node.lineno}: {complaint}"


#: Calls that take a statement of SQL, and where among the arguments it stands.
_SQL = {"text", "exec_driver_sql", "literal_column", "executescript"}
_LINES = {"urlopen", "create_connection", "HTTPConnection", "HTTPSConnection", "SMTP", "SMTP_SSL", "IMAP4", "IMAP4_SSL"}
#: How many arguments a line to another machine has where its timeout is given by place.
_BY_PLACE = {"create_connection": 2, "SMTP": 4}


def _of_call(node: ast.Call) -> Iterator[str]:
    name, first = called(node).rpartition(".")[2], node.args[0] if node.args else None
    if name in _SQL and first is not None and _is_built(first):
        yield f"{name}() of a statement that is put together"
    if name in {"render_template_string", "from_string"}:
        yield f"{name}(): a template that is no file"
    if name == "redirect" and first is not None and _is_whole_address(first):
        yield "redirect() to where the visitor says"
    if name in {"open", "Path", "send_file", "send_from_directory"} and any(map(_is_from_visitor, node.args)):
        yield f"{name}() of a path that the visitor says"
    is_bounded = len(node.args) >= _BY_PLACE.get(name, 99) or "timeout" in {keyword.arg for keyword in node.keywords}
    if name in _LINES and not is_bounded:
        yield f"{name}() may wait for ever"
    if name in {"_create_unverified_context", "_create_stdlib_context"}:
        yield "TLS that believes anybody"


def _is_built(node: ast.expr) -> bool:
    """Whether a text is put together of parts: an f-string with values, a sum, a percent sign, format(). Numbers by
    int() can say nothing."""
    if isinstance(node, ast.JoinedStr):
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return any(called(value) != "int" for value in values)
    if isinstance(node, ast.BinOp):
        return not (isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


_VISITORS = {"args", "form", "values", "referrer", "headers", "cookies", "json", "data"}


def _is_from_visitor(node: ast.expr) -> bool:
    """Whether it is read from the request right here."""
    return any(
        isinstance(inner, ast.Attribute)
        and inner.attr in _VISITORS
        and isinstance(inner.value, ast.Name)
        and inner.value.id == "request"
        for inner in ast.walk(node)
    )


def _is_whole_address(node: ast.expr) -> bool:
    """Whether an address may begin with what the visitor says. What a function gives back, it has looked at."""
    if isinstance(node, ast.BoolOp | ast.IfExp):
        return any(_is_whole_address(part) for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
    if isinstance(node, ast.BinOp):
        return _is_whole_address(node.left)
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        return isinstance(first, ast.FormattedValue) and _is_whole_address(first.value)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "get" and _is_from_visitor(node.func)
    return _is_from_visitor(node)


def test_own_rules_find_nothing() -> None:
    keeps(complaint for source in files("directory/*.py") for complaint in check_code(source))


@pytest.mark.parametrize(
    "hole",
    [
        'session.execute(text(f"SELECT {name}"))',
        'session.execute(text("SELECT * FROM x WHERE y = " + name))',
        'connection.exec_driver_sql("DELETE FROM {}".format(name))',
        "render_template_string(words)",
        "environment.from_string(words)",
        'redirect(request.args["next"])',
        "redirect(request.referrer or '/')",
        "redirect(request.form.get('next', '/'))",
        "redirect(f\"{request.args['host']}/x\")",
        'open(request.form["name"])',
        "send_file(Path('/x') / request.args.get('f'))",
        "urlopen(address)",
        "smtplib.SMTP(host, 25)",
        "ssl._create_unverified_context()",
    ],
)
def test_own_rules_find_what_is_planted(hole: str) -> None:
    assert list(check_code(Source("planted.py", hole)))


@pytest.mark.parametrize(
    "fine",
    [
        'text("SELECT 1")',
        'text("SELECT " "1")',
        "redirect(own_path(request.args.get('next')) or url_for('home'))",
        "redirect(f\"/{negotiate(request.headers.get('Accept-Language')).url}/\")",
        "connection.exec_driver_sql(f'SET LOCAL lock_timeout = {int(seconds)}')",
        "urlopen(address, timeout=5)",
        "smtplib.SMTP(host, 25, own, 15)",
        'open("VERSION")',
    ],
)
def test_own_rules_leave_alone_what_is_fine(fine: str) -> None:
    assert not list(check_code(Source("fine.py", fine)))


#: Where nothing is said, a browser allows anything: of these, `default-src` does not speak.
_SAID = ("base-uri", "form-action", "frame-ancestors")
_WEAK = ("'unsafe", "'strict-dynamic'", "*", "http:", "https:", "blob:", "filesystem:")


def check_policy(policy: str) -> Iterator[str]:
    """What a content security policy lets through: script that stands in a page, anything from elsewhere, frames."""
    directives = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    if directives.get("default-src") != ["'none'"]:
        yield "what is not named is not refused"
    yield from (f"{name} is not said" for name in _SAID if name not in directives)
    for name, sources in directives.items():
        for source in sources:
            if source.startswith(_WEAK) or ("." in source and not source.startswith("'")):
                yield f"{name} allows {source}"
            if source == "data:" and name != "img-src":
                yield f"{name} allows data:"
    for name in ("object-src", "base-uri", "frame-ancestors"):
        if directives.get(name, ["'none'"]) != ["'none'"]:
            yield f"{name} is not closed"


def test_the_policy_lets_nothing_through() -> None:
    keeps(check_policy(CSP))


@pytest.mark.parametrize(
    "change",
    [
        ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        ("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
        ("script-src 'self'", "script-src 'self' https:"),
        ("script-src 'self'", "script-src *"),
        ("script-src 'self'", "script-src 'self' data:"),
        ("script-src 'self'", "script-src 'self' cdn.example.com"),
        ("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
        ("default-src 'none'; ", ""),
        ("base-uri 'none'", "base-uri 'self'"),
        ("; frame-ancestors 'none'", ""),
        ("form-action 'self'; ", ""),
    ],
)
def test_a_weak_policy_is_named(change: tuple[str, str]) -> None:
    weak = CSP.replace(*change)
    assert weak != CSP
    assert list(check_policy(weak))
