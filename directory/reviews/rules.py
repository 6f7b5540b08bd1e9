"""The questions of a review, its states, why one may be removed, and what is counted from how many on."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Act, Labelled, language
from directory.kernel.language import ENGLISH
from directory.kernel.masks import MASK, mask_contacts
from directory.kernel.states import table
from directory.kernel.text import clean

#: Characters of a review and of the reply to it.
LONGEST_TEXT = 1500
#: Answers are counted together from so many reviews on: fewer say more about chance than about a business.
LEAST_COUNTED = 5
#: Reviews on a business's page.
MOST_SHOWN = 50


class ReviewAct(Act):
    """What this slice writes into the audit trail."""

    WRITE = "write-review", _l("wrote a review")
    CHANGE = "change-review", _l("changed their review")
    WITHDRAW = "withdraw-review", _l("withdrew their review")
    ANSWER = "answer-review", _l("replied to a review")
    REMOVE = "remove-review", _l("removed a review for cause")


#: A removed review never comes back; a withdrawn one is its author's to write again.
REVIEW = table("review", published="withdrawn removed", withdrawn="published", removed="")


class Question(Labelled):
    """The five questions, in the order in which they are asked."""

    CAME = "came", _l("Did they come when agreed?")
    EXPLAINED = "explained", _l("Did they explain the work before they began?")
    PRICE = "price", _l("Was the price as agreed?")
    CLEAN = "clean", _l("Did they leave the place clean?")
    AGAIN = "again", _l("Would you ask them again?")


class Reply(Labelled):
    """What may be answered to a question."""

    YES = "yes", _l("Yes")
    PARTLY = "partly", _l("Partly")
    NO = "no", _l("No")


class Cause(Labelled):
    """Why the operator may remove a review. That it is bad for a business is no cause (16 CFR 465)."""

    PERSONAL = "personal", _l("It named a person or gave private details")
    UNLAWFUL = "unlawful", _l("It threatened or insulted somebody")
    OFF_TOPIC = "off_topic", _l("It was not about this work")
    NOT_REAL = "not_real", _l("It was not by a customer: there was no such work")


def covered(words: str, name: str | None) -> str:
    """What is published of words: phones, emails, links, chat names and addresses covered, and its author's name.

    >>> covered("Ms. Chen here, call 301-555-0142", "Ms. Chen")
    '••• here, call •••'
    """
    text = mask_contacts(clean(words))
    for part in sorted({name, *name.split()} if name else (), key=len, reverse=True):
        if len(part) > 2 or not part.isascii():
            text = text.replace(part, MASK)
    return text


def tally(answers: Iterable[Mapping[str, str]]) -> dict[str, dict[str, int]] | None:
    """How often each question was answered how; None below `LEAST_COUNTED` reviews."""
    listed = list(answers)
    if len(listed) < LEAST_COUNTED:
        return None
    return {
        str(question): {str(reply): sum(one.get(question) == reply for one in listed) for reply in Reply}
        for question in Question
    }


def show_month(day: date) -> str:
    """`Nov 2026`, `2026年11月`."""
    return f"{day:%b %Y}" if language() is ENGLISH else f"{day.year}年{day.month}月"
