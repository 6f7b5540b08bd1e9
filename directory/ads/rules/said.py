"""What a contractor says of their own firm: told apart from what an ad prints and from what a reviewer put right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from directory.ads.rules.handed import Read, digest
from directory.businesses.rules import FactDraft

#: Keys of `Submission.parsed`: typed into our form and never printed; the corrections that were the contractor's.
FORM, SAID = "form", "said"
_NONE = object()


@dataclass(frozen=True)
class Own(Read):
    """An ad as one browser handed it in. Another that hands in the same text has a draft of its own."""

    browser: str = ""

    @property
    def digest(self) -> str:
        """The same for the same text of the same browser."""
        return digest(f"{self.text}\n{self.browser}")


def typed(text: str, browser: str) -> Own:
    """A listing that was typed into the form: nothing is read from its text, which is there for the reviewer's eye."""
    return Own(text, {FORM: True, "evidence": {}, "spans": {}, "confidence": {}}, browser=browser)


def is_printed(parsed: Mapping[str, Any]) -> bool:
    """Whether the text is an ad, and not what somebody typed into our form."""
    return not parsed.get(FORM)


def in_own_words(
    drafts: Iterable[FactDraft], parsed: Mapping[str, Any], corrections: Mapping[str, Any], speaker: str
) -> list[FactDraft]:
    """The facts of a submission of `speaker` (an audit actor), who proved to be the owner.

    What they put right or typed themselves is the owner's word; what a reviewer changed after them stays a reviewer's.
    """
    said = parsed.get(SAID) or {}

    def is_own(draft: FactDraft) -> bool:
        if draft.source != "reviewer" or draft.field not in corrections:
            return False
        return bool(said.get(draft.field, _NONE) == corrections[draft.field])

    return [replace(each, source="owner", entered_by=speaker) if is_own(each) else each for each in drafts]
