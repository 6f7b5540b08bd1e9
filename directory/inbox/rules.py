"""What a text that came in means and what of it may be passed on; what a business is told beside a lead."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_babel import lazy_gettext as _l

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
from directory.texts.rules.case import Intent
from directory.texts.rules.text import Text


class InboxAct(Act):
    """What this slice writes into the audit trail."""

    STOP_TEXTS = "stop-texts", _l("a phone said STOP to texts")
    START_TEXTS = "start-texts", _l("a phone asked for texts again")
    AGREE_TEXTS = "agree-texts", _l("said that texts are welcome")
    SET_DELIVERY = "set-delivery", _l("chose how customers are announced")


class Meaning(Labelled):
    """What a text was read as, in the operator's words: every `Intent`, and two codes older than the reader."""

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
    HELP = "help", _l("asked for help")
    OTHER = "other", _l("something else")


#: Any day does: only the hours of it are drawn.
_DAY = (2026, 6, 1)


def fingerprint(parts: Iterable[object]) -> str:
    """A short name for what a list shows now: the same while nothing changed, so that a refresh costs nothing."""
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
        moment = datetime(*_DAY, hour, tzinfo=clock.LOCAL_ZONE).astimezone(UTC)
        is_loud = quiet is None or not is_quiet(moment, quiet)
        names.append(Hour(hour, is_loud and next_allowed(moment, hours) == moment, is_loud))
    return names


#: Longest text that is kept; a gateway delivers 1,600 characters at most.
LONGEST_TEXT = 2000
#: Answers to a text nobody understood, per sender and day: two machines must not talk to each other for ever.
MOST_ANSWERS = 3
#: What printed ads tell contractors to text (the carriers' opt-in).
_AGREEMENT = frozenset({"好", "好的"})


def is_agreement(body: str) -> bool:
    """Whether a text is the word that printed ads tell contractors to text, with any mark at its end."""
    return Text(body).core in _AGREEMENT


def is_digit(body: str) -> bool:
    """Whether a text is one number of at most three digits and nothing else."""
    return re.fullmatch(r"[0-9]{1,3}", Text(body).core) is not None


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
