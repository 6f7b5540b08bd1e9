"""What a text that came in means and what of it may be passed on; what a business is told beside a lead."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from msgspec.structs import replace

from directory.businesses.fields import listing
from directory.businesses.fields.listing import Listing, Names
from directory.businesses.models import Business
from directory.credentials.models import License
from directory.credentials.rules import standing
from directory.foundation.i18n import Act, Labelled
from directory.foundation.tokens import unlinked
from directory.kernel import clock
from directory.kernel.text import fold
from directory.leads.rules import is_quiet
from directory.outbox.rules import next_allowed
from directory.quotes.rules.phrases import ANSWER_LETTERS
from directory.quotes.rules.picking import meant_by
from directory.texts.rules.case import Intent, Reading
from directory.texts.rules.leads import OpenLead, meant, unaddressed
from directory.texts.rules.reader import read
from directory.texts.rules.table import group
from directory.texts.rules.text import Text, core
from directory.visits.rules.texted import Texted, texted


class InboxAct(Act):
    """What this slice writes into the audit trail."""

    STOP_TEXTS = "stop-texts", _l("a phone said STOP to texts")
    START_TEXTS = "start-texts", _l("a phone asked for texts again")
    AGREE_TEXTS = "agree-texts", _l("said that texts are welcome")
    PAUSE = "pause", _l("takes no new work for now, by text")
    RESUME = "resume", _l("takes new work again, by text")
    UNDO_TEXT = "undo-text", _l("undid what a text had done")
    SET_DELIVERY = "set-delivery", _l("chose how customers are announced")


class Meaning(Labelled):
    """What a text was read as, in the operator's words: every `Intent`, texts about a visit, the answer to a question
    of ours, and two codes older than the reader."""

    ACCEPT = Intent.ACCEPT, _l("yes to a customer")
    DECLINE = Intent.DECLINE, _l("no to a customer")
    QUOTE = Intent.QUOTE, _l("a price")
    WON = Intent.WON, _l("got the job")
    LOST = Intent.LOST, _l("did not get the job")
    PAUSE = Intent.PAUSE, _l("no new customers for a while")
    RESUME = Intent.RESUME, _l("takes customers again")
    STOP = Intent.STOP, _l("no more texts")
    START = Intent.START, _l("texts are welcome again")
    REMOVE = Intent.REMOVE, _l("take the listing down")
    WHO = Intent.WHO, _l("who are you?")
    COST = Intent.COST, _l("what does it cost?")
    WORDS = Intent.WORDS, _l("words for a customer")
    WHICH = Intent.WHICH, _l("for a customer, not clear which")
    OPERATOR = Intent.OPERATOR, _l("for you")
    MACHINE = Intent.MACHINE, _l("a machine wrote it")
    NOTHING = Intent.NOTHING, _l("OK or thanks")
    UNCLEAR = Intent.UNCLEAR, _l("not understood")
    VISIT = "visit", _l("a time for a visit")
    DONE = "done", _l("a visit is over")
    PICKED = "picked", _l("says for which customer the text before is")
    HELP = "help", _l("asked for help")
    OTHER = "other", _l("something else")


#: Letters of what is more than an amount and its unit.
_MORE = 3


def says_more(body: str) -> bool:
    """Whether a text that gives a price says what for, or on which condition: `300起，看了才知道`; not `$1,200`."""
    return sum(character.isalpha() for character in body) >= _MORE


#: Any day does: only the hours of it are drawn.
_DAY = (2026, 6, 1)


def fingerprint(parts: Iterable[object]) -> str:
    """A short digest of what a list shows: a refresh that finds the same one has nothing to draw."""
    return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Hour:
    """One hour of a day: whether texts go out in it, and whether mail does."""

    hour: int
    texts: bool
    mails: bool

    def look(self, by_sms: object, by_mail: object) -> str:
        """What a business hears in this hour by the ways it chose: `on` (texts), `mail` (mail only) or `off`."""
        if self.texts and by_sms:
            return "on"
        return "mail" if self.mails and by_mail else "off"


def day(quiet: tuple[str, str] | None, hours: str) -> list[Hour]:
    """The 24 hours of a day on Washington's clock: `hours` are those in which the site texts at all."""
    names = []
    for hour in range(24):
        moment = datetime(*_DAY, hour, tzinfo=clock.zone()).astimezone(UTC)
        is_loud = quiet is None or not is_quiet(moment, quiet)
        names.append(Hour(hour, is_loud and next_allowed(moment, hours) == moment, is_loud))
    return names


#: Longest text that is kept; a gateway delivers 1,600 characters at most.
LONGEST_TEXT = 2000


#: Our answers of one kind, and of all kinds, to one phone in 24 hours: two machines must not talk for ever.
MOST_OF_A_KIND, MOST_ANSWERS = 8, 24
#: Those that would say the same again to the very same words.
ALIKE = frozenset(("unknown-digit", "text-heard"))
#: Those that would say the same again whatever the words.
_ONCE = frozenset(("not-passed", "not-a-photo", "help-ack", "cost-ack", "remove-ack", "pause-noted", "not-undone"))
#: What printed ads tell contractors to text (the carriers' opt-in).
_AGREEMENT = frozenset({"好", "好的"})

#: Texts again or work again, whichever of them was stopped.
_GO_ON = frozenset({"恢复", "开始", "重新开始", "继续", "start", "start again", "continue"})


def is_going_on(body: str) -> bool:
    """Whether a text says to go on, and not with what."""
    return Text(body).core in _GO_ON


def is_agreement(body: str) -> bool:
    """Whether a text is the word that printed ads tell contractors to text, with any mark at its end."""
    return Text(body).core in _AGREEMENT


def has_its_fill(kind: str, counts: Mapping[str, int]) -> bool:
    """Whether a phone that got so many of our answers of each kind in a day gets no other of this kind."""
    most = 1 if kind in _ONCE else MOST_OF_A_KIND
    return counts.get(kind, 0) >= most or sum(counts.values()) >= MOST_ANSWERS


#: So long a text waits for the digit of its customer, and so long the last act may be taken back by text.
WAITS = timedelta(hours=24)
#: The same digit again as soon as this came twice, or was pressed twice: our answer to the first was not read yet.
TWICE_WITHIN = timedelta(seconds=20)
#: So long after it went out an answer of ours may have been read.
READ_AFTER = timedelta(seconds=4)
#: Take back what the text before did. No digit does: a customer may have any, and 0 refuses texts.
_UNDO = frozenset(("undo", "撤回", "撤销"))


@dataclass(frozen=True)
class Question:
    """What is asked of a text that may be for several customers: what it would do, and by which digits it may be sent.

    A no is answered by the digit that declines, everything else by the one that accepts; so a digit never does the
    opposite of what our first text about that customer says it does.
    """

    about: Intent
    accepts: tuple[int, ...]

    @property
    def is_no(self) -> bool:
        """Whether its answer is the digit that declines."""
        return self.about is Intent.DECLINE


#: What a text may be about, the surest first.
_ASKED = (Intent.ACCEPT, Intent.DECLINE, Intent.WON, Intent.LOST, Intent.QUOTE)


def question(body: str, leads: Sequence[OpenLead], today: date) -> Question:
    """What to ask about a text that names none of these leads: as it reads for one of them alone."""
    for_one = [(lead, read(body, [lead], today).intent) for lead in leads]
    for about in _ASKED:
        able = [lead for lead, intent in for_one if intent is about]
        if about in (Intent.ACCEPT, Intent.DECLINE):
            able = [lead for lead in able if lead.is_new] or able
        if able:
            return Question(about, tuple(lead.accept for lead in able))
    return Question(Intent.WORDS, tuple(lead.accept for lead in leads))


def picked(body: str, leads: Sequence[OpenLead], about: Intent, today: date) -> int | None:
    """The accept digit of the one of these leads that a text picks: by digit, or by name or town alone.

    >>> picked("3 谢谢", leads, Intent.WORDS, today)
    3
    """
    # To customers who are all taken a digit is the only yes and no there is.
    reading = read(body, [replace(lead, state="accepted") for lead in leads], today)
    if reading.intent is (Intent.DECLINE if about is Intent.DECLINE else Intent.ACCEPT):
        return reading.lead
    plain = _GIVE.sub("", Text(body).plain)
    whom = meant(plain, leads)
    return whom.lead.accept if whom.lead is not None and not unaddressed(plain, leads) else None


#: What stands before a name that only says to whom.
_GIVE = re.compile(r"^(?:转?发?给|是|for|to)\s*")


def for_picked(body: str, lead: OpenLead, about: Intent, today: date) -> Reading | None:
    """What a text says of the one customer it was picked for; None where that is not what was asked any more."""
    if about is Intent.WORDS:
        return Reading(Intent.WORDS, lead.accept, pass_on=True)
    reading = read(body, [lead], today)
    return reading if reading.intent is about else None


def is_named(body: str, lead: OpenLead) -> bool:
    """Whether a text names this lead."""
    return meant(Text(body).plain, [lead]).is_named


def is_digit(body: str) -> bool:
    """Whether a text is one number of at most three digits and nothing else."""
    return re.fullmatch(r"[0-9]{1,3}", Text(body).core) is not None


def is_plain_yes(body: str) -> bool:
    """Whether a text says yes to a customer and nothing else: 我接, `I'll take it`; not OK, which may be thanks."""
    core = Text(body).core
    return group("yes").is_said_by(core) and not group("nothing").is_said_by(core)


def digit_of(body: str) -> str:
    """The number that a text is, for an answer that names it; empty for any other text."""
    return Text(body).core if is_digit(body) else ""


@dataclass(frozen=True)
class Whom:
    """The customer for whom a text says something: with this accept digit; None: it names nobody, or nobody for
    certain."""

    accept: int | None = None
    is_addressed: bool = False


_FOR_DIGIT = re.compile(r"[#(]?(\d{1,3})[)#号]?[\s,:.]*(.*)", re.DOTALL)


def addressed(body: str, leads: Sequence[OpenLead]) -> Iterator[tuple[str, Whom]]:
    """The ways to read a text of which nothing is a question: its words, and which of these customers they are for.

    >>> list(addressed("3 做完了", leads))
    [("3 做完了", Whom()), ("做完了", Whom(3, True))]
    """
    text = Text(body)
    if text.is_question:
        return
    yield text.core, Whom()
    match = _FOR_DIGIT.fullmatch(text.core)
    if match is not None:
        yield match[2], Whom(int(match[1]), is_addressed=True)
    whom = meant(text.plain, leads)
    if whom.is_named:
        yield unaddressed(text.plain, leads), Whom(whom.lead.accept if whom.lead else None, is_addressed=True)


def finished(body: str, leads: Sequence[OpenLead]) -> Whom | None:
    """Whether a text says just that the work is done, and of which of these customers; None where it says more.

    >>> finished("3 做完了", leads), finished("Chen job done", leads), finished("done by Friday?", leads)
    (Whom(3, True), Whom(3, True), None)
    """
    return next((whom for words, whom in addressed(body, leads) if _is_done(words)), None)


def for_visit(body: str, leads: Sequence[OpenLead], today: date) -> tuple[Texted, Whom] | None:
    """What a text says just of a visit's time, and to which of these customers; None where it says anything else.

    >>> for_visit("3 约 周五9-12", leads, date(2026, 12, 1))
    (Texted(Command.PROPOSE, (Window.on(date(2026, 12, 4), 9, 12),)), Whom(3, True))
    """
    ways = ((texted(core(words), today), whom) for words, whom in addressed(body, leads))
    return next(((command, whom) for command, whom in ways if command is not None), None)


_NOT_DONE = re.compile(
    "(?:its |job |work |the (?:job|work) )?(?:is |was )?(?:not|isnt|wasnt) (?:yet )?(?:all )?"
    "(?:done|finished|fixed|ready)(?: yet)?"
    "|(?:还|還)?(?:没|沒)有?(?:做|修|弄|干|幹|搞|装|裝)?(?:完|好)"
)


def is_not_done(body: str) -> bool:
    """Whether a text says just that the work is not over yet, which is no word about who has the job.

    >>> is_not_done("not done yet"), is_not_done("还没修好"), is_not_done("not done deal")
    (True, True, False)
    """
    return _NOT_DONE.fullmatch(Text(body).core) is not None


def _is_done(words: str) -> bool:
    phrase = meant_by(words)
    return phrase is not None and phrase.kind == "done"


_LETTER = re.compile(f"[{ANSWER_LETTERS.lower()}]")


def letter_of(body: str) -> str:
    """The letter that a text is, which answers a sentence of the book; empty for any other text.

    >>> letter_of("b 谢谢"), letter_of("B or C")
    ("B", "")
    """
    core = Text(body).core
    return core.upper() if _LETTER.fullmatch(core) else ""


def is_undo(body: str) -> bool:
    """Whether a text is the word that takes back what the text before did."""
    return Text(body).core in _UNDO


def is_same(body: str, other: str) -> bool:
    """Whether two texts say the same, whatever courtesy stands around it."""
    return Text(body).core == Text(other).core


def is_repeated(body: str, other: str) -> bool:
    """Whether two texts are the same but for blanks around and width: `1 ` is `１`, `1 thanks` is not."""
    return fold(body).strip() == fold(other).strip()


#: So many characters of a text of ours in a row are a quotation, not a chance.
_RUN = 20


def is_quoting(body: str, texts: Iterable[str]) -> bool:
    """Whether a text repeats a stretch of one of ours and does not begin with a digit of its own: `1\n\n> our text`."""
    return not re.match(r"\s*[0-9]{1,3}\s", body) and quotes(unlinked(body), texts)


def quotes(body: str, texts: Iterable[str]) -> bool:
    """Whether the body repeats a stretch of one of our `texts`, however it is wrapped."""
    squeezed = _squeezed(body)
    return any(
        ours[start : start + _RUN] in squeezed
        for ours in map(_squeezed, texts)
        for start in range(max(0, len(ours) - _RUN) + 1)
        if len(ours) >= _RUN
    )


#: So many characters of a secret in a row are that secret, however it is cut, wrapped or written.
_PIECE = 10
_SECRET = re.compile(r"(?<=/)[\w-]{22}(?![\w-])", re.ASCII)


def holds_secret(body: str, texts: Iterable[str]) -> bool:
    """Whether the body holds a piece of an address that stands in one of our `texts`, broken over lines or not."""
    squeezed = "".join(body.split()).casefold()
    secrets = {secret.casefold() for text in texts for secret in _SECRET.findall(text)}
    pieces = (secret[at : at + _PIECE] for secret in secrets for at in range(len(secret) - _PIECE + 1))
    return "/leads/" in squeezed or any(piece in squeezed for piece in pieces)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def license_warning(business: Business, licenses: Sequence[License], state: str, today: date) -> str | None:
    """The state whose license nothing says this business has, where a job there wants one of its own; else None."""
    stated = Listing(
        id=business.id,
        slug=business.slug,
        names=Names(),
        licensed=business.licensed,
        licensed_states=tuple(business.licensed_states or ()),
        licenses=tuple(
            listing.License(license.type, license.number, license.state, license.status) for license in licenses
        ),
    )
    return standing(stated, state or None, today).warns
