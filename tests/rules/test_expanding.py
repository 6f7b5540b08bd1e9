"""A release runs on the tables of the next one: migrations add; what is no longer wanted goes a release later.

A migration that takes something away, renames it or makes it stricter says which release stopped using it:
`CONTRACTS = "0.1.0"`, a release that stands in CHANGELOG.md with its date. Those up to `BEFORE` came before the first.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.rules.schema import OPTIONAL, REQUIRED, described, last_release, missed, tables
from tests.rules.source import ROOT, Source, called, files, keeps

BEFORE = "0031"
_TAKES = {"drop_table", "drop_column", "rename_table", "create_check_constraint", "create_unique_constraint"}
_SQL = re.compile(r"\b(?:DROP|RENAME|SET NOT NULL)\b", re.IGNORECASE)
_RELEASE = re.compile(r"^## (\d+\.\d+\.\d+), (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def releases(changelog: str) -> dict[str, str]:
    """Version to its date, newest first."""
    return dict(_RELEASE.findall(changelog))


def check_migration(source: Source, released: dict[str, str]) -> Iterator[str]:
    """What of a migration the release before would not run on."""
    values = {
        target.id: node.value.value
        for node in source.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if str(values.get("revision", "")) <= BEFORE:
        return
    if (since := values.get("CONTRACTS")) is not None:
        if since not in released:
            yield f"{source.path} contracts what {since} stopped using, which CHANGELOG.md does not know"
        return
    for function in source.tree.body:
        if isinstance(function, ast.FunctionDef) and function.name == "upgrade":
            made = {_first(call) for call in _calls(function) if called(call).endswith("create_table")}
            for call in _calls(function):
                if what := _stricter(call, made):
                    yield f"{source.path}:{call.lineno} {what}: the release before would not run on it"


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _first(call: ast.Call) -> str:
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else ""


def _stricter(call: ast.Call, made: set[str]) -> str:
    """What a call takes away or demands; nothing where it only adds."""
    name = called(call).rpartition(".")[2]
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in _TAKES and _first(call) not in made:
        return name
    if name == "create_index" and _is(options.get("unique"), True):
        tables = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        return "" if set(tables) & made else "a unique index"
    if name == "alter_column":
        if "new_column_name" in options:
            return "a column renamed"
        return "a column that has to be filled" if _is(options.get("nullable"), False) else ""
    if name == "add_column":
        column = next((one for one in [*call.args, *options.values()] if isinstance(one, ast.Call)), None)
        fields = {keyword.arg: keyword.value for keyword in column.keywords} if column else {}
        has_to = _is(fields.get("nullable"), False) and "server_default" not in fields
        return "a column that has to be filled and has no default" if has_to else ""
    if name == "execute":
        words = " ".join(str(node.value) for node in ast.walk(call) if isinstance(node, ast.Constant))
        return "SQL that takes away" if _SQL.search(words) else ""
    return ""


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def check_changelog(text: str) -> Iterator[str]:
    """Sections that are neither the first, of what is not released, nor a release with its day, newest first."""
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    dated = releases(text)
    for number, heading in enumerate(headings):
        if heading.partition(",")[0] not in dated and not (number == 0 and heading == "Unreleased"):
            yield f"CHANGELOG.md: {heading} is no release with its date"
    if list(dated.values()) != sorted(dated.values(), reverse=True):
        yield "CHANGELOG.md: releases are not in order"


def test_migrations_add() -> None:
    released = releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    keeps(c for source in files("directory/migrations/versions/*.py") for c in check_migration(source, released))


def test_releases_have_their_day() -> None:
    keeps(check_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    assert not list(check_changelog("## Unreleased\n\n## 0.2.0, 2027-01-02\n\n## 0.1.0, 2026-12-01\n"))
    assert list(check_changelog("## 0.2.0\n"))
    assert list(check_changelog("## 0.1.0, 2026-12-01\n\n## Unreleased\n"))
    assert list(check_changelog("## 0.1.0, 2026-12-01\n\n## 0.2.0, 2027-01-02\n"))


_HEAD = 'revision = "9999"\n'


def _migration(line: str, head: str = _HEAD) -> Source:
    return Source("directory/migrations/versions/9999_x.py", f"{head}def upgrade() -> None:\n    {line}\n")


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_table("leads")',
        'op.rename_table("leads", "inquiries")',
        'batch_op.drop_column("x")',
        'batch_op.alter_column("x", new_column_name="y")',
        'batch_op.alter_column("x", existing_type=sa.String(), nullable=False)',
        'batch_op.add_column(sa.Column("x", sa.Integer(), nullable=False))',
        'batch_op.create_check_constraint("state", "x in (1)")',
        'op.create_index("ix", "leads", ["x"], unique=True)',
        'op.execute("ALTER TABLE leads DROP COLUMN x")',
        'op.execute(sa.text("ALTER TABLE leads RENAME x TO y"))',
    ],
)
def test_what_the_release_before_would_not_run_on_is_named(line: str) -> None:
    assert list(check_migration(_migration(line), {}))
    marked = _HEAD + 'CONTRACTS = "0.1.0"\n'
    assert not list(check_migration(_migration(line, marked), {"0.1.0": "2026-12-01"}))
    assert list(check_migration(_migration(line, marked), {}))
    assert not list(check_migration(_migration(line, f'revision = "{BEFORE}"\n'), {}))


@pytest.mark.parametrize(
    "line",
    [
        'op.create_table("x", sa.Column("id", sa.Integer(), nullable=False))',
        'op.create_table("x", sa.Column("y")); op.create_index("ix", "x", ["y"], unique=True)',
        'batch_op.add_column(sa.Column("x", sa.Integer(), nullable=True))',
        'batch_op.add_column(sa.Column("x", sa.Integer(), nullable=False, server_default="0"))',
        'batch_op.alter_column("x", existing_type=sa.String(), nullable=True)',
        'op.create_index("ix", "leads", ["x"])',
        'op.execute("UPDATE leads SET x = 1")',
    ],
)
def test_what_only_adds_is_not(line: str) -> None:
    assert not list(check_migration(_migration(line), {}))


def test_who_knows_only_the_recorded_tables_runs_on_these() -> None:
    """Of the last release; `tests/serving/test_upgrade.py` boots it on them too, which takes longer."""
    _commit, recorded = last_release()
    assert len(recorded) > 30
    assert missed(recorded, described(tables())) == []


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        ({"leads": {"id": REQUIRED, "note": OPTIONAL, "more": OPTIONAL}, "new": {"id": REQUIRED}}, []),
        ({"leads": {"id": REQUIRED}}, ["leads.note is gone"]),
        ({"leads": {"id": REQUIRED, "note": REQUIRED}}, ["leads.note has to be given"]),
        ({"leads": {"id": REQUIRED, "note": OPTIONAL, "more": REQUIRED}}, ["leads.more has to be given"]),
        ({}, ["leads is gone"]),
    ],
)
def test_what_the_release_before_would_miss_is_seen(now: dict[str, dict[str, str]], faults: list[str]) -> None:
    assert missed({"leads": {"id": REQUIRED, "note": OPTIONAL}}, now) == faults
