"""docs/messages.md names every kind of message, every state, and every sentence the homeowner reads of a business."""

import re
from collections.abc import Iterator
from pathlib import Path

from directory import create_app
from directory.outbox import registry
from directory.outbox.rules import MESSAGE
from tests.rules.documents import spans, table
from tests.rules.source import ROOT, keeps
from tests.support.databases import SECRET_KEY

#: What a template says: one literal, or several that follow each other where a line ended.
_SENTENCE = re.compile(r'_\(\s*("(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*)')


def sentences(*templates: str) -> list[str]:
    """What templates say, a name in the place of each value: "Call %(phone)s." -> "Call phone."."""
    literals = [literals for text in templates for literals in _SENTENCE.findall(text)]
    return [re.sub(r"%\((\w+)\)s", r"\1", re.sub(r'"\s+"', "", words)[1:-1]) for words in literals]


def check_told(documented: list[str], known: list[str], what: str) -> Iterator[str]:
    """What a text names and nobody knows, names twice, or does not name."""
    yield from (f"docs/messages.md tells of no {what}: {one}" for one in sorted(set(known) - set(documented)))
    yield from (
        f"docs/messages.md tells a {what} that is not there: {one}" for one in sorted(set(documented) - set(known))
    )
    yield from (
        f"docs/messages.md tells a {what} twice: {one}" for one in sorted(set(documented)) if documented.count(one) > 1
    )


def _text() -> str:
    return (ROOT / "docs/messages.md").read_text(encoding="utf-8")


def test_every_sentence_of_a_business_is_explained() -> None:
    documented = [cells[0] for cells in table(_text(), "What the homeowner reads of one business")]
    pages = (ROOT / "templates/tracking" / name for name in ("_line.html", "_declined.html"))
    keeps(check_told(documented, sentences(*(page.read_text(encoding="utf-8") for page in pages)), "sentence"))


def test_every_kind_of_message_is_told(tmp_path: Path) -> None:
    create_app({"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY})
    documented = [kind for cells in table(_text(), "Every kind of message") for kind in spans(cells[0])]
    keeps(check_told(documented, list(registry.kinds), "kind"))


def test_states_are_those_of_the_table() -> None:
    documented = {spans(cells[0])[0]: set(spans(cells[2])) for cells in table(_text(), "States of a message")}
    assert documented == {
        state: {other for other in MESSAGE.states if MESSAGE.allows(state, other)} for state in MESSAGE.states
    }


def test_a_sentence_out_of_step_is_named() -> None:
    spoken = sentences('{{ _("Call %(phone)s.", phone=tel) }} {{ _("She said \\"no\\".") }}')
    assert spoken == ["Call phone.", 'She said \\"no\\".']
    assert sentences('{{ _(\n  "Call "\n  "her.",\n  a=b\n) }}') == ["Call her."]
    assert not list(check_told(spoken, spoken, "sentence"))
    assert len(list(check_told(["Call phone.", "Call phone.", "Write."], spoken, "sentence"))) == 3


def test_a_table_ends_with_its_part() -> None:
    text = "## A\n\nwords\n\n| a | b |\n|---|---|\n| `x` | y \\| z |\n\n## B\n\n| a |\n|---|\n| w |\n"
    assert list(table(text, "A")) == [("`x`", "y \\| z")]
    assert list(table(text, "B")) == [("w",)]
