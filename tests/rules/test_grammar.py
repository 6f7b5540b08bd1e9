"""The slice grammar: a file's name says what may be inside. SELECT, writing, committing and HTTP each have a place."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from tests.rules.source import Source, called, files, keeps
from tests.rules.test_floors import FLOORS

#: "" is a slice of one module, which holds its roles together.
GRAMMAR = {"models", "queries", "actions", "access", "forms", "routes", "notices", "rules", "__init__", ""}
#: Slices with a machine of their own: what else stands there.
ALSO = {
    "outbox": {"ahead", "alarms", "deliver", "files", "jobs", "leases", "outcome", "receipts", "registry", "topics"},
    "photos": {"decoder", "intake"},
    "scans": {"intake", "recognizer", "scanner"},
    "nameplates": {"intake"},
    "review": {"intake"},
    "onboarding": {"intake"},
    "trades": {"labels", "vocabulary"},
    "places": {"gazetteer"},
    "businesses": {"fields"},
}
_FREE = {"kernel", "config", "foundation", "reading", "migrations"} | {name for names in FLOORS[-3:] for name in names}
_READING = {"models", "queries", "actions", "access", ""}
_STATEMENTS = {"select", "update", "delete", "insert", "text", "exists"}
_SESSION_READS = {"get", "get_one", "scalar", "scalars", "execute", "query"}
_SESSION_WRITES = {"add", "add_all", "delete", "merge", "flush", "commit", "bulk_save_objects"}
#: Between models and foundation: the outbox is a queue, and reads and writes in one step.
_DATABASE = {"outbox", "foundation", "migrations"}


def is_free(source: Source) -> bool:
    """Whether the grammar of slices does not bind this file: ground, roof and entry points have their own words."""
    return source.slice in _FREE or source.slice.startswith("entrypoints/")


def check_roles(sources: Iterable[Source]) -> Iterator[str]:
    """Files of a slice whose name is no word of the grammar."""
    for source in sources:
        if not is_free(source) and source.role not in GRAMMAR | ALSO.get(source.slice, set()):
            yield f"{source.path}: {source.role} is no word of the slice grammar"


def check_statements(sources: Iterable[Source]) -> Iterator[str]:
    """Statements outside models, queries, actions, access, the outbox and foundation."""
    for source in sources:
        if source.slice in _DATABASE or (not is_free(source) and source.role in _READING):
            continue
        made = _from_sqlalchemy(source)
        for node in source.nodes:
            if isinstance(node, ast.Call):
                owner, _, name = called(node).rpartition(".")
                if (name in made and not owner) or (name in _STATEMENTS and owner in {"sa", "sqlalchemy", "db"}):
                    yield f"{source.path}:{node.lineno} makes a statement with {name}()"
                if name in _SESSION_READS and _is_session(owner, source):
                    yield f"{source.path}:{node.lineno} reads by {called(node)}()"
            elif isinstance(node, ast.Attribute) and node.attr == "query" and called(node.value)[:1].isupper():
                yield f"{source.path}:{node.lineno} reads by {called(node)}"


def check_writes(sources: Iterable[Source]) -> Iterator[str]:
    """Commits outside the unit of work; writes in queries; rows loaded or written by a page's route."""
    for source in sources:
        for node in source.nodes:
            if not isinstance(node, ast.Call):
                continue
            owner, _, name = called(node).rpartition(".")
            if not _is_session(owner, source):
                continue
            if name == "commit" and source.slice not in {"foundation", "migrations"}:
                yield f"{source.path}:{node.lineno} commits: entry points open unit() instead"
            elif name in _SESSION_WRITES and not is_free(source) and source.role in {"queries", "access", "rules"}:
                yield f"{source.path}:{node.lineno} writes in {source.role}"
            elif name in _SESSION_WRITES and source.role == "routes":
                yield f"{source.path}:{node.lineno} writes in a route"


#: Where leads change their state, by one of these tables.
_MOVES, _LEADS = "directory/leads/actions/transition.py", {"LEAD", "LEAD_UNDONE"}


def check_moves(sources: Iterable[Source]) -> Iterator[str]:
    """Leads that are moved past `transition`: nothing of what hangs on them would follow."""
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.Call) and source.path != _MOVES:
                owner, _, name = called(node).rpartition(".")
                if name == "move" and owner.rpartition(".")[2] in _LEADS:
                    yield f"{source.path}:{node.lineno} moves a lead: transition() does that"


def check_requests(sources: Iterable[Source]) -> Iterator[str]:
    """Actions and queries take plain values: none of them sees the request."""
    for source in sources:
        if is_free(source) or source.role in {"routes", "forms", "access"}:
            continue
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "flask":
                for alias in node.names:
                    if alias.name in {"request", "session", "g"}:
                        yield f"{source.path}:{node.lineno} sees flask.{alias.name}"


def _from_sqlalchemy(source: Source) -> set[str]:
    return {
        alias.asname or alias.name
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name in _STATEMENTS
    }


def _is_session(owner: str, source: Source) -> bool:
    if owner in {"db.session", "db.session()"}:
        return True
    return owner in {"session", "self.session"} and not _has_cookie(source)


@cache
def _has_cookie(source: Source) -> bool:
    """Whether `session` is Flask's here."""
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "flask" and any(a.name == "session" for a in node.names)
        for node in source.nodes
    )


def _house() -> list[Source]:
    return list(files("directory/*.py"))


def test_every_file_is_a_word_of_the_grammar() -> None:
    keeps(check_roles(_house()))
    assert set(ALSO) <= {name for names in FLOORS for name in names}


def test_statements_stand_where_rows_are_read() -> None:
    keeps(check_statements(_house()))


def test_only_units_commit_and_only_actions_write() -> None:
    keeps(check_writes(_house()))


def test_leads_move_in_one_place() -> None:
    keeps(check_moves(_house()))


def test_a_lead_that_is_moved_elsewhere_is_named() -> None:
    text = 'rules.LEAD.move(lead, "lost")\nLEAD_UNDONE.move(lead, "new")\nQUOTE.move(price, "sent")'
    assert len(list(check_moves([Source("directory/quotes/actions/endings.py", text)]))) == 2
    assert not list(check_moves([Source(_MOVES, text)]))


def test_actions_take_plain_values() -> None:
    keeps(check_requests(_house()))


@pytest.mark.parametrize(
    "path", ["directory/leads/service.py", "directory/leads/utils.py", "directory/audit/deliver.py"]
)
def test_a_word_outside_the_grammar_is_named(path: str) -> None:
    assert list(check_roles([Source(path, "")]))


def test_a_file_may_grow_into_a_package_of_its_name() -> None:
    assert not list(check_roles([Source("directory/leads/queries/of_request.py", "")]))


@pytest.mark.parametrize(
    "text",
    [
        "from sqlalchemy import select\nselect(Lead)",
        "from sqlalchemy import update as change\nchange(Lead)",
        "import sqlalchemy as sa\nsa.select(1)",
        "Lead.query.all()",
        "db.session.get(Lead, 1)",
        "def f(session):\n    session.scalars(x)",
    ],
)
def test_a_statement_out_of_place_is_named(text: str) -> None:
    assert list(check_statements([Source("directory/leads/routes.py", text)]))
    assert list(check_statements([Source("directory/entrypoints/pages/home.py", text)]))
    assert not list(check_statements([Source("directory/leads/queries.py", text)]))


def test_a_cookie_session_is_no_database() -> None:
    assert not list(
        check_statements([Source("directory/leads/routes.py", "from flask import session\nsession.get(1)")])
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("directory/leads/actions.py", "session.commit()"),
        ("directory/entrypoints/cli/x.py", "db.session.commit()"),
        ("directory/leads/queries.py", "session.add(x)"),
        ("directory/leads/routes.py", "db.session.delete(x)"),
    ],
)
def test_a_write_out_of_place_is_named(path: str, text: str) -> None:
    assert list(check_writes([Source(path, text)]))


def test_a_request_in_an_action_is_named() -> None:
    assert list(check_requests([Source("directory/leads/actions.py", "from flask import request")]))
