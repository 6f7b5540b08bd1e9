"""Everything a gateway can do to a message, many messages of each: where they end, and who is told."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from sqlalchemy import select

from bench.faults.figures import Figure
from bench.faults.judge import PROMISED, Case, settle, until_tried, verdict
from bench.faults.run import Run
from bench.faults.site import Site
from bench.faults.traffic import PER_FIRM, Traffic, Visit
from directory.foundation.db import db
from directory.outbox.models import Message
from tests.support.fake_smtp import FakeSmtp
from tests.support.homeowner import Visitor, firm_phone

LEADS, RATE = 50, 8.0
#: The gateway's code of a phone that takes no texts.
_LANDLINE = "30006"
#: What her own page says of a text that ended so.
_WORDS = {"failed": "did not reach", "unsure": "was not confirmed"}


@dataclass(frozen=True)
class Fault:
    """What the far side does (`mode` of the fake gateway or mail server), and in which state a message may end.

    `is_mended`: it does so until each message was tried once, and is well then.
    """

    name: str
    mode: str
    #: The states, with spaces.
    ends: str
    channel: str = "sms"
    is_mended: bool = False
    #: Receipts that the gateway sends in the end, in this order; `!` before one: with a signature that is none of its.
    receipts: tuple[str, ...] = ()
    #: What her own page says of it; empty: what it says of every text that ended so.
    says: str = ""


FAULTS = (
    Fault("a landline, by receipt", "ok", "failed", receipts=("undelivered",)),
    Fault("no such number", "refuse", "failed"),
    Fault("said STOP to the gateway", "stopped", "failed suppressed", says="takes calls only"),
    Fault("refuses our account", "broke", "failed"),
    Fault("too many requests", "busy", "failed"),
    Fault("503", "away", "failed"),
    Fault("500", "error", "unsure"),
    Fault("500 after it took it", "late-error", "unsure"),
    Fault("hangs", "hang", "unsure"),
    Fault("takes it and drops the line", "drop", "unsure"),
    Fault("cuts the line", "cut", "unsure"),
    Fault("answers nonsense", "garbage", "unsure"),
    Fault("half an answer", "half", "unsure"),
    Fault("refuses our account, is mended", "broke", "sent", is_mended=True),
    Fault("too many requests, then room", "busy", "sent", is_mended=True),
    Fault("503, then back", "away", "sent", is_mended=True),
    Fault("the same receipt twice", "ok", "delivered", receipts=("delivered", "delivered")),
    Fault("receipts in the wrong order", "ok", "delivered", receipts=("delivered", "sent", "queued")),
    Fault("a receipt that is forged", "ok", "sent", receipts=("!undelivered",)),
    Fault("mail: later (451)", "451", "failed", "email"),
    Fault("mail: no such user (550)", "550", "failed", "email"),
    Fault("mail: cut before the dot", "drop-before", "failed", "email"),
    Fault("mail: cut after the dot", "drop-after", "unsure", "email"),
    Fault("mail: hangs after the dot", "hang", "unsure", "email"),
)


def faults(run: Run) -> Iterator[Figure]:
    """All faults at once on one site, so that each also has the others beside it; SQLite, a worker."""
    engine, leads = run.engines[0], run.count(LEADS)
    firms = -(-leads // PER_FIRM)
    with run.site(engine, PER_FIRM * firms * len(FAULTS)) as (site, traffic), ExitStack() as stack:
        mails = stack.enter_context(FakeSmtp())
        host = site.open("host", SMTP_URL=mails.url)
        site.until_ready()
        sets = {fault: range(number * firms, (number + 1) * firms) for number, fault in enumerate(FAULTS)}
        for fault, numbers in sets.items():
            if fault.channel == "sms":
                site.gateway.modes |= {firm_phone(number): fault.mode for number in numbers}
            else:
                mails.modes |= {_mail(number): fault.mode for number in numbers}
        visits = _visit(run, traffic, sets, leads)
        _mend(site, sets)
        run.say(f"{traffic.acknowledged} acknowledged, a day goes by")
        settle(site)
        _send_receipts(site, sets)
        for _ in range(3):
            site.pass_time(400)
            settle(site, kinds=(*PROMISED, "doubts", "dead-letter", "gateway-trouble"))
        yield Figure(run.family, "faults", len(FAULTS), least=24, most=24)
        yield Figure(run.family, "messages of each", leads)
        for fault, theirs in visits.items():
            wrong = Counter(state for state in _ends(site, fault, theirs) if state not in fault.ends.split())
            yield Figure(run.family, f"{fault.name}: not {fault.ends}", wrong.total(), least=0, most=0)
        untold = sum(not _is_told(host.address, visit, fault) for fault in FAULTS for visit in visits[fault])
        yield Figure(run.family, "homeowners who read less than is known", untold, least=0, most=0)
        yield from verdict(run.family, site, traffic.visits, least=len(traffic.visits) // 2)


def _mail(firm_number: int) -> str:
    """The mail of the homeowner who asks this firm."""
    return f"homeowner-{firm_number}@example.com"


def _visit(run: Run, traffic: Traffic, sets: dict[Fault, range], leads: int) -> dict[Fault, list[Visit]]:
    """As many homeowners for each fault, of all faults in turn; back once all are done."""
    order = [(fault, numbers[turn % len(numbers)]) for turn in range(leads) for fault, numbers in sets.items()]
    visits: dict[Fault, list[Visit]] = {fault: [] for fault in sets}
    for fault, number in traffic.paced(order, RATE):
        mail = _mail(number) if fault.channel == "email" else ""
        visits[fault].append(traffic.send_off(mail=mail, firm=number))
        if len(traffic.visits) % 100 == 0:
            run.say(f"{len(traffic.visits)} of {len(order)} set out")
    traffic.finish()
    return visits


def _mend(site: Site, sets: dict[Fault, range]) -> None:
    """Once each was tried, what is mended is well."""
    until_tried(site)
    for fault, numbers in sets.items():
        if fault.is_mended:
            site.gateway.modes |= {firm_phone(number): "ok" for number in numbers}


def _send_receipts(site: Site, sets: dict[Fault, range]) -> None:
    for fault, numbers in sets.items():
        phones = {firm_phone(number) for number in numbers}
        for text in site.gateway.texts if fault.receipts else ():
            if text.to in phones:
                for status in fault.receipts:
                    form = {"MessageSid": text.sid, "MessageStatus": status.lstrip("!"), "To": text.to}
                    form |= {"ErrorCode": _LANDLINE} if status == "undelivered" else {}
                    site.gateway.post(text.callback, form, "forged" if status.startswith("!") else None)


def _ends(site: Site, fault: Fault, visits: list[Visit]) -> list[str]:
    """The states in which the messages of these homeowners ended: to the firm, or to themselves by mail."""
    case = Case.of(site, visits)
    requests = {request.id for visit in visits for request in case.requests_of(visit)}
    leads = {lead.id for request in requests for lead in case.leads[request]}
    subjects = {("lead", lead) for lead in leads} if fault.channel == "sms" else {("request", one) for one in requests}
    kind = "lead" if fault.channel == "sms" else "receipt"
    query = select(Message).where(Message.kind == kind, Message.channel == fault.channel)
    return [m.state for m in db.session.scalars(query) if (m.subject_kind, m.subject_id) in subjects]


def _is_told(address: str, visit: Visit, fault: Fault) -> bool:
    """Whether the homeowner's own page says of a text that failed, or of which nobody knows, that it is so."""
    if fault.channel == "email" or not visit.address:
        return True
    return (fault.says or _WORDS.get(fault.ends, "")) in Visitor([address]).ask(visit.address).page
