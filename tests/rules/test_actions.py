"""Audit events are written inside actions, a route's unit holds one action, and no route answers a refusal itself."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.rules.source import Source, called, files, keeps

#: The command line runs several actions as jobs in one go; here it is pages and hooks that are looked at.
_NO_PAGES = ("directory/entrypoints/cli/", "directory/entrypoints/worker/")
_REFUSALS = {"Invalid", "Conflict", "Stale", "TooMany", "IllegalMove"}


def check_audit(sources: Iterable[Source]) -> Iterator[str]:
    """Whoever else than actions writes the audit trail, by `record` or by a row of its table."""
    for source in sources:
        if source.slice == "audit" or source.role == "actions":
            continue
        names = actions_named(source)
        for node in source.nodes:
            if isinstance(node, ast.Call):
                target = full_name(node.func, names)
                if target == "directory.audit.record" or called(node).rpartition(".")[2] == "AuditEvent":
                    yield f"{source.path}:{node.lineno} writes the audit trail: the action it accompanies does that"


def check_acts(sources: Iterable[Source]) -> Iterator[str]:
    """Acts of the audit trail that nothing writes: whoever took the line out has left an act without a trace."""
    acts: dict[str, dict[str, str]] = {}
    written: set[tuple[str, str]] = set()
    composed: list[tuple[str, re.Pattern[str]]] = []
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.ClassDef) and "Act" in map(called, node.bases):
                acts[node.name] = dict(_codes(node))
            elif isinstance(node, ast.Attribute):
                written.add((called(node.value), node.attr))
            elif isinstance(node, ast.Call) and called(node).endswith(".of") and node.args:
                composed.append((called(node).removesuffix(".of"), _as_composed(node.args[0])))
    for name, codes in acts.items():
        for member, code in codes.items():
            is_composed = any(of == name and pattern.fullmatch(code) for of, pattern in composed)
            if (name, member) not in written and not is_composed:
                yield f"{name}.{member} is written by nothing"


def _codes(acts: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The members of a table of acts, each with its code."""
    for line in acts.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
            code = line.value.elts[0]
            yield called(line.targets[0]), str(code.value) if isinstance(code, ast.Constant) else ""


def _as_composed(text: ast.expr) -> re.Pattern[str]:
    """What a text with values in it can become: `f"claim-{state}"`."""
    parts = text.values if isinstance(text, ast.JoinedStr) else []
    return re.compile("".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts))


def check_units(sources: Iterable[Source]) -> Iterator[str]:
    """Units of pages and hooks in which one way through the code calls more than one action."""
    for source in sources:
        if source.role == "actions" or source.path.startswith(_NO_PAGES) or not is_page(source.tree):
            continue
        names = actions_named(source)
        functions = {node.name: node for node in source.tree.body if isinstance(node, ast.FunctionDef)}
        for node in source.nodes:
            if isinstance(node, ast.With) and any(called(item.context_expr) == "unit" for item in node.items):
                count = sum(most_calls(line, names, functions) for line in node.body)
                if count > 1:
                    yield f"{source.path}:{node.lineno} calls {count} actions in one unit: make them one action"


def check_refusals(sources: Iterable[Source]) -> Iterator[str]:
    """Pages that catch what an action refuses: `directory.foundation.page_actions` turns it into an answer."""
    for source in sources:
        if not is_page(source.tree):
            continue
        for node in source.nodes:
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                for name in {called(error).rpartition(".")[2] for error in caught} & _REFUSALS:
                    yield f"{source.path}:{node.lineno} catches {name}: answer(), answer_form() or answer_post() does"


def is_page(tree: ast.Module) -> bool:
    """Whether a module has addresses: it names gates."""
    return any(isinstance(node, ast.ImportFrom) and node.module == "directory.foundation.gates" for node in tree.body)


def actions_named(source: Source) -> dict[str, str]:
    """Names of this module that lead into `directory`: the name here, and the dotted name of what it stands for."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "directory"
        for alias in node.names
    }


def full_name(function: ast.expr, names: dict[str, str]) -> str:
    """What a call calls, as a dotted name from the top: `directory.leads.actions.accept`."""
    first, _, rest = called(function).partition(".")
    return f"{names.get(first, first)}.{rest}".rstrip(".")


def is_action(name: str) -> bool:
    """Whether a dotted name is that of a function in a slice's actions, or in the outbox's outcome of a message."""
    return ".actions." in name or name.startswith("directory.outbox.outcome.")


def most_calls(node: ast.AST, names: dict[str, str], functions: dict[str, ast.FunctionDef]) -> int:
    """The most actions that one way through these lines calls, functions of the same module included.

    What is called again and again by a loop counts as two; of the branches of a condition the longest counts.
    """
    if isinstance(node, ast.If | ast.IfExp):
        ways = [node.body, node.orelse]
        longest = max(sum(most_calls(line, names, functions) for line in _lines(way)) for way in ways)
        return most_calls(node.test, names, functions) + longest
    count = sum(most_calls(child, names, functions) for child in ast.iter_child_nodes(node))
    if isinstance(node, ast.For | ast.While | ast.comprehension):
        return 2 * count
    if isinstance(node, ast.Call):
        own = functions.get(called(node))
        if own is not None:
            others = {name: function for name, function in functions.items() if function is not own}
            return count + sum(most_calls(line, names, others) for line in own.body)
        # Actions named apart by a condition before the unit are one call of a local name: `decline(session, ...)`.
        is_one = is_action(full_name(node.func, names)) or _is_local(node, names)
        return count + is_one
    return count


def _lines(part: ast.AST | list[ast.stmt]) -> list[ast.AST]:
    return [*part] if isinstance(part, list) else [part]


def _is_local(node: ast.Call, names: dict[str, str]) -> bool:
    """Whether a plain local name is called with the session first: an action chosen before the unit began."""
    is_plain = isinstance(node.func, ast.Name) and node.func.id not in names
    return is_plain and bool(node.args) and called(node.args[0]) == "session"


def test_the_audit_trail_is_written_by_actions() -> None:
    keeps(check_audit(files("directory/*.py")))


def test_every_act_is_written() -> None:
    keeps(check_acts(files("directory/*.py")))


def test_a_unit_of_a_page_holds_one_action() -> None:
    keeps(check_units(files("directory/*.py")))


def test_refusals_are_answered_in_one_place() -> None:
    keeps(check_refusals(files("directory/*.py")))


@pytest.mark.parametrize("caught", ["Invalid", "(NotFound, errors.Conflict)", "actions.Stale", "TooMany as refusal"])
def test_a_page_that_catches_a_refusal_is_named(caught: str) -> None:
    planted = _PAGE + f"        try:\n            pass\n        except {caught}:\n            pass\n"
    assert list(check_refusals([Source("directory/leads/routes.py", planted)]))
    assert not list(check_refusals([Source("directory/leads/routes.py", planted.replace("foundation.gates", "x"))]))
    assert not list(check_refusals([Source("directory/leads/routes.py", planted.replace(caught, "NotFound"))]))


@pytest.mark.parametrize(
    "text",
    [
        "from directory.audit import record\nrecord(session, 'x', 'y', ('z', 1))",
        "from directory.audit import record as note\nnote(session, 'x', 'y', ('z', 1))",
        "from directory import audit\naudit.record(session, 'x', 'y', ('z', 1))",
        "from directory.audit import AuditEvent\nsession.add(AuditEvent())",
    ],
)
@pytest.mark.parametrize("path", ["directory/leads/routes.py", "directory/entrypoints/operator/lists.py"])
def test_an_audit_event_outside_actions_is_named(path: str, text: str) -> None:
    assert list(check_audit([Source(path, text)]))
    for good in ("directory/leads/actions/end.py", "directory/entrypoints/operator/actions.py"):
        assert not list(check_audit([Source(good, text)]))


_PAGE = """
from directory.foundation.gates import gate
from directory.leads import actions, queries
from directory.leads.actions import close

def _close(session):
    close(session, 2)

def view():
    with unit() as session:
"""


@pytest.mark.parametrize(
    "lines",
    [
        ["actions.accept(session, 1)", "close(session, 1)"],
        ["actions.accept(session, actions.add(session, 1))"],
        ["actions.accept(session, 1)", "if x:", "    close(session, 1)"],
        ["actions.accept(session, 1)", "_close(session)"],
        ["for each in x:", "    close(session, each)"],
        ["[close(session, each) for each in x]", "close(session, 1)"],
        ["act(session, 1)", "close(session, 1)"],
    ],
)
def test_a_script_of_actions_is_named(lines: list[str]) -> None:
    planted = _PAGE + "\n".join(f"        {line}" for line in lines)
    assert list(check_units([Source("directory/leads/routes.py", planted)]))
    assert not list(check_units([Source("directory/leads/routes.py", planted.replace("foundation.gates", "x"))]))


@pytest.mark.parametrize(
    "lines",
    [
        ["actions.accept(session, queries.one(session, 1))"],
        ["if x:", "    close(session, 1)", "else:", "    actions.accept(session, 1)"],
        ["row = actions.accept(session, 1)", "told = row.id"],
        ["_close(session)"],
    ],
)
def test_one_action_is_no_script(lines: list[str]) -> None:
    planted = _PAGE + "\n".join(f"        {line}" for line in lines)
    assert not list(check_units([Source("directory/leads/routes.py", planted)]))


_ACTS = 'class LeadAct(Act):\n    ACCEPT = "accept", _l("took it")\n    CLOSE = "lead-close", _l("closed it")\n'


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("", ["LeadAct.ACCEPT", "LeadAct.CLOSE"]),
        ("record(session, 'x', LeadAct.ACCEPT, ('lead', 1))", ["LeadAct.CLOSE"]),
        ("record(session, 'x', LeadAct.of(f'lead-{state}'), ('lead', 1))", ["LeadAct.ACCEPT"]),
        ("record(session, 'x', LeadAct.CLOSE if over else LeadAct.ACCEPT, ('lead', 1))", []),
    ],
)
def test_an_act_that_nothing_writes_is_named(written: str, left: list[str]) -> None:
    sources = [Source("directory/leads/rules.py", _ACTS), Source("directory/leads/actions.py", written)]
    assert [complaint.partition(" ")[0] for complaint in check_acts(sources)] == left
