"""What was acknowledged, held against the database and against what the gateway wrote down."""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

from bench.faults.figures import Figure
from bench.faults.site import Site
from bench.faults.traffic import CORRECT, SAVED, Visit
from directory.businesses.models import Business
from directory.foundation import tokens
from directory.foundation.db import db
from directory.kernel import clock
from directory.leads.models import Lead, QuoteRequest
from directory.outbox.models import Job, Message
from directory.outbox.rules import MessageState
from tests.support.homeowner import firm_phone
from tests.support.patience import SECONDS, until

#: Messages of these kinds are what was promised: to the firm, and the receipt to the homeowner.
PROMISED = ("lead", "receipt")
#: Mails that tell the operator of what did not arrive, or of which nobody knows.
ALARMS = ("dead-letter", "doubts", "gateway-trouble")
_UNDER_WAY = (MessageState.WAITING, MessageState.SENDING)
_LINK = re.compile(r"/leads/([\w-]{22})")


@dataclass(frozen=True)
class Text:
    """A text that the gateway took, as its log has it."""

    to: str
    body: str
    reference: str


def texts(site: Site) -> Iterator[Text]:
    """What would have gone out to phones, from the log."""
    if not site.gateway_log.exists():
        return
    for line in site.gateway_log.read_text(encoding="utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        if entry["is_taken"]:
            [reference] = parse_qs(urlsplit(entry["callback"]).query)["reference"]
            yield Text(entry["to"], entry["body"], reference)


def settle(site: Site, *, kinds: Sequence[str] = PROMISED) -> None:
    """Let the workers finish. Time goes by for the whole site where what is left waits for it, never under a message
    in the hand of a worker that lives. Raises TimeoutError when nothing moves any more though something is due."""
    ends, last = time.monotonic() + SECONDS, -1
    while messages := _under_way(kinds):
        now = clock.now() + timedelta(seconds=site.world)
        if not _is_busy(site, messages, now):
            leases = [message.lease_until for message in messages if message.lease_until]
            next_due = min(message.due_at for message in messages)
            site.pass_time(max(0.1, ((max(leases) if leases else next_due) - now).total_seconds() + 5))
        mark = hash(tuple((message.id, message.state, message.attempts, message.due_at) for message in messages))
        if mark != last:
            ends, last = time.monotonic() + SECONDS, mark
        if time.monotonic() > ends:
            raise TimeoutError(f"{len(messages)} messages do not move")
        time.sleep(0.3)


def until_told(site: Site) -> None:
    """Let time go by until whoever waits for a message of which nobody knows was told so. Raises TimeoutError."""

    def is_done() -> bool:
        db.session.rollback()
        job = db.session.scalar(select(Job).where(Job.kind == "doubt", Job.done_at.is_(None)).order_by(Job.due_at))
        if job is not None and job.lease_owner not in site.owners():
            now = clock.now() + timedelta(seconds=site.world)
            site.pass_time(max(0.0, ((job.lease_until or job.due_at) - now).total_seconds()))
        return job is None

    until(is_done, "somebody is not told of a message in doubt")


def until_tried(site: Site) -> None:
    """Wait until the workers have done what is due now. Raises TimeoutError."""
    until(
        lambda: not _is_busy(site, _under_way(PROMISED), clock.now() + timedelta(seconds=site.world)),
        "the workers are not done with what is due",
    )


def _is_busy(site: Site, messages: Sequence[Message], now: datetime) -> bool:
    """Whether one of these is due, or in the hand of a worker that lives."""
    owners = site.owners()
    return any(
        message.lease_owner in owners if message.state == MessageState.SENDING else message.due_at <= now
        for message in messages
    )


def _under_way(kinds: Sequence[str]) -> list[Message]:
    db.session.rollback()
    query = select(Message).where(Message.state.in_(_UNDER_WAY), Message.kind.in_(kinds))
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


@dataclass(frozen=True)
class Case:
    """Everything that the judge looks at, read once."""

    visits: Sequence[Visit]
    requests: dict[str, list[QuoteRequest]]
    leads: dict[int, list[Lead]]
    slugs: dict[int, str]
    messages: dict[str, Message]
    texts: list[Text]
    has_alarm: bool

    @classmethod
    def of(cls, site: Site, visits: Sequence[Visit]) -> "Case":
        """As database and log are now."""
        db.session.rollback()
        requests, leads = defaultdict(list), defaultdict(list)
        for request in db.session.scalars(select(QuoteRequest)):
            requests[request.name or ""].append(request)
        for lead in db.session.scalars(select(Lead)):
            leads[lead.request_id].append(lead)
        messages = {message.reference: message for message in db.session.scalars(select(Message))}
        has_alarm = bool(db.session.scalar(select(func.count(Message.id)).where(Message.kind.in_(ALARMS))))
        slugs = {business.id: business.slug for business in db.session.execute(select(Business.id, Business.slug))}
        return cls(visits, requests, leads, slugs, messages, list(texts(site)), has_alarm)

    @cached_property
    def leads_by_id(self) -> dict[int, Lead]:
        """Of all requests."""
        return {lead.id: lead for leads in self.leads.values() for lead in leads}

    @cached_property
    def texts_about(self) -> dict[int, list[Message]]:
        """By lead, what its firm is to be told."""
        about = defaultdict(list)
        for message in self.messages.values():
            if message.kind == "lead":
                about[message.subject_id].append(message)
        return about

    def acknowledged(self) -> list[Visit]:
        """Those who were told that it was saved."""
        return [visit for visit in self.visits if visit.address]

    def lost(self) -> list[Visit]:
        """Told that it was saved, and it is not there as it was sent, or no text went out where one was recorded."""
        reached = {text.reference for text in self.texts}
        return [visit for visit in self.acknowledged() if not self._is_safe(visit, reached)]

    def _is_safe(self, visit: Visit, reached: set[str]) -> bool:
        digest = tokens.digest(visit.address.rsplit("/", 1)[-1])
        named = [one for one in self.requests_of(visit) if one.token_digest == digest]
        leads = [lead for request in named for lead in self.leads[request.id]]
        texts_decided = [message for lead in leads for message in self.texts_about[lead.id]]
        sent = (MessageState.SENT, MessageState.DELIVERED)
        return (
            len(named) == len(leads) == len(texts_decided) == 1
            and all(m.reference in reached for m in texts_decided if m.state in sent and not m.is_file)
            and not visit.strayed
        )

    def requests_of(self, visit: Visit) -> list[QuoteRequest]:
        """All that were saved of this homeowner."""
        return self.requests.get(f"Homeowner {visit.number}", [])

    def misrouted(self) -> int:
        """Leads of a firm nobody ticked, and texts that went to another phone, or about another lead, than decided."""
        strangers = sum(
            self.slugs[lead.business_id] != f"firm-{visit.firm}"
            for visit in self.visits
            for request in self.requests_of(visit)
            for lead in self.leads[request.id]
        )
        return strangers + sum(not self._is_rightly_sent(text) for text in self.texts)

    def _is_rightly_sent(self, text: Text) -> bool:
        message = self.messages.get(text.reference)
        # After a month the address is forgotten; that of the firm is looked at below.
        if message is None or not (message.is_forgotten or message.recipient == text.to):
            return False
        if message.kind != "lead":
            return True
        lead, link = self.leads_by_id.get(message.subject_id), _LINK.search(text.body)
        if lead is None or link is None:
            return False
        number = int(self.slugs[lead.business_id].removeprefix("firm-"))
        return firm_phone(number) == text.to and tokens.digest(link[1]) == lead.token_digest

    def saved_twice(self) -> int:
        """Requests beyond the one of a homeowner, however often it was sent."""
        return sum(max(0, len(self.requests_of(visit)) - 1) for visit in self.visits)

    def half_saved(self) -> int:
        """Requests without their lead, and leads that nobody was to be told of."""
        saved = [request for requests in self.requests.values() for request in requests]
        return sum(
            not self.leads[request.id] or not all(self.texts_about[lead.id] for lead in self.leads[request.id])
            for request in saved
        )

    def repeated(self, most: int) -> int:
        """Texts beyond the promise: one each, and one more where a worker died with it in its hand (`most` 1)."""
        counts = Counter(text.reference for text in self.texts)
        return sum(
            max(0, count - 1 - min(most, self.messages[reference].repeats))
            for reference, count in counts.items()
            if reference in self.messages
        )

    def silent(self) -> Counter[str]:
        """Promised messages that still wait, or that failed without anybody being told, by kind and state."""
        ended = () if self.has_alarm else (MessageState.FAILED, MessageState.UNSURE)
        return Counter(
            f"{message.kind} {message.state}"
            for message in self.messages.values()
            if message.kind in PROMISED and message.state in (*_UNDER_WAY, *ended)
        )


def verdict(
    family: str, site: Site, visits: Sequence[Visit], *, about: str = "", most_repeats: int = 0, least: int = 1
) -> list[Figure]:
    """The zeros that every family is held to; `least` acknowledged, or nothing was tried. `about`: which site."""
    about = f"{about}: " if about else ""
    until_told(site)
    case = Case.of(site, visits)
    silent = case.silent()
    zeros = {
        "acknowledged lost": len(case.lost()),
        "misrouted": case.misrouted(),
        "saved twice": case.saved_twice(),
        "saved by half": case.half_saved(),
        "sent twice beyond the promise": case.repeated(most_repeats),
        f"stuck in silence{_named(silent)}": silent.total(),
    }
    return [
        Figure(family, f"{about}acknowledged", len(case.acknowledged()), least=least),
        *(Figure(family, about + name, count, least=0, most=0) for name, count in zeros.items()),
        Figure(family, f"{about}texts the gateway took", len(case.texts)),
    ]


#: Answers to a form: saved; not now, too many.
_HONEST = {SAVED, 503, 429}


def answers(family: str, visits: Sequence[Visit], about: str = "") -> list[Figure]:
    """What homeowners heard while it lasted: yes, an honest not now, or a line that broke; anything else is wrong."""
    about = f"{about}: " if about else ""
    heard = Counter(answer for visit in visits for answer in visit.answers)
    wrong = {answer: count for answer, count in heard.items() if answer not in (*_HONEST, CORRECT, 0)}
    return [
        Figure(family, f"{about}sendings", heard.total()),
        Figure(family, f"{about}answered: not now", heard[503] + heard[429]),
        Figure(family, f"{about}forms that came back", heard[CORRECT]),
        Figure(family, f"{about}lines broken", heard[0]),
        Figure(family, f"{about}answered otherwise{_named(wrong)}", sum(wrong.values()), least=0, most=0),
    ]


def _named(which: Iterable[object]) -> str:
    """What there is, behind the name of its figure: `" (404, 500)"`; nothing for nothing."""
    names = ", ".join(sorted(map(str, which)))
    return f" ({names})" if names else ""


def longest(visits: Iterable[Visit]) -> float:
    """Seconds that the slowest answer took."""
    return round(max((visit.longest for visit in visits), default=0.0), 1)
