"""What wiring hands the outbox: the kinds of message, who does which job, who hears of outcomes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from flask_babel import LazyString
from sqlalchemy.orm import Session

from directory.kernel.language import Language
from directory.outbox.models import Message

Subject = tuple[str, int]
#: The digits of a code, and what stands in their place in the database.
BLOTTED, BLOT = re.compile(r"(?<!\d)\d{8}(?!\d)"), "••••••••"


@dataclass(frozen=True)
class Content:
    """A composed message; subject line and HTML are for mail. A secret one is kept with its digits blotted out."""

    body: str
    subject: str = ""
    html: str = ""
    is_secret: bool = False

    @property
    def stored_body(self) -> str:
        """The words as the outbox keeps them."""
        return BLOTTED.sub(BLOT, self.body) if self.is_secret else self.body


Compose = Callable[[Session, Subject, Language, str], Content | None]
Handle = Callable[[Session, Subject], None]
Hear = Callable[[Session, Message, str], None]


@dataclass(frozen=True)
class MessageKind:
    """One kind of message: what composes it (None: no longer to be sent), and what the operator calls it."""

    compose: Compose
    label: LazyString


kinds: dict[str, MessageKind] = {}
jobs: dict[str, Handle] = {}
outcomes: list[Hear] = []
#: Jobs of every day, about ("day", its ordinal), each with its time in Washington.
daily: dict[str, time] = {}


def register(
    new_kinds: Mapping[str, MessageKind] | None = None,
    new_jobs: Mapping[str, Handle] | None = None,
    new_outcomes: list[Hear] | None = None,
    new_daily: Mapping[str, time] | None = None,
) -> None:
    """Add a slice's own; registering the same again changes nothing."""
    kinds.update(new_kinds or {})
    jobs.update(new_jobs or {})
    daily.update(new_daily or {})
    outcomes.extend(outcome for outcome in new_outcomes or [] if outcome not in outcomes)


def kind_label(kind: str) -> str:
    """What the operator calls a kind of message, in the language spoken; the kind itself where none sends it now."""
    return str(kinds[kind].label) if kind in kinds else kind
