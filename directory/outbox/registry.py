"""What wiring hands the outbox: who composes which message, who does which job, who hears of outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from sqlalchemy.orm import Session

from directory.kernel.language import Language
from directory.outbox.models import Message

Subject = tuple[str, int]


@dataclass(frozen=True)
class Content:
    """A composed message; subject line and HTML are for mail."""

    body: str
    subject: str = ""
    html: str = ""


Compose = Callable[[Session, Subject, Language, str], Content | None]
Handle = Callable[[Session, Subject], None]
Hear = Callable[[Session, Message, str], None]

composers: dict[str, Compose] = {}
jobs: dict[str, Handle] = {}
outcomes: list[Hear] = []
#: Jobs of every day, about ("day", its ordinal), each with its time in Washington.
daily: dict[str, time] = {}


def register(
    new_composers: Mapping[str, Compose] | None = None,
    new_jobs: Mapping[str, Handle] | None = None,
    new_outcomes: list[Hear] | None = None,
    new_daily: Mapping[str, time] | None = None,
) -> None:
    """Add a slice's own; registering the same again changes nothing."""
    composers.update(new_composers or {})
    jobs.update(new_jobs or {})
    daily.update(new_daily or {})
    outcomes.extend(each for each in new_outcomes or [] if each not in outcomes)
