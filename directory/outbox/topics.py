"""Topics of mails that answer nothing their reader just did, and the link in a mail that turns its topic off.

The link (RFC 8058) holds a keyed digest of the address, never the address, and a signature over digest and topic: it is
good for this alone, needs no sign-in and outlives the message. A database keeps which digests turned what off.
"""

import hmac
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.foundation import tokens
from directory.foundation.db import insert_new
from directory.foundation.html import absolute
from directory.foundation.i18n import Labelled
from directory.kernel.errors import NotFound
from directory.kernel.language import Language
from directory.outbox.models import TopicStop


class Topic(Labelled):
    """What a reader may turn off, and the words for it."""

    CUSTOMERS = "customers", _l("customers who picked your business, and what becomes of them")
    LISTING = "listing", _l("the question twice a year whether your page is still correct")
    REMINDERS = "reminders", _l("reminders of your visits, and the question how the work went")
    COPIES = "copies", _l("copies of what we write to somebody who named you as second contact")
    MORNING = "morning", _l("the morning's list of what waits at the operator desk")


#: What happens instead, once a topic is off.
INSTEAD: dict[Topic, LazyString] = {
    Topic.CUSTOMERS: _l("We tell you of new customers by text to your listed phone, or a person calls you."),
    Topic.LISTING: _l("We no longer ask by email. Your page stays as it is."),
    Topic.REMINDERS: _l("We no longer remind you. The page of your request still shows the time of the visit."),
    Topic.COPIES: _l("You get no copies any more. The page of the request says so to whoever named you."),
    Topic.MORNING: _l("The list is at the operator desk. Emails about failures still come."),
}


@dataclass(frozen=True)
class Choice:
    """What a link is about: a topic, and the digest of the address to which its mail went."""

    topic: Topic
    digest: str


def path(topic: Topic, address: str, language: Language) -> str:
    """The link of a mail to `address`, without the site's own address."""
    digest = _digest(address)
    return f"/{language.url}/emails/{topic}/{digest}{_signature(topic, digest)}"


def link(topic: Topic, address: str, language: Language) -> str:
    """The link of a mail to `address`."""
    return absolute(path(topic, address, language))


def choice_of(topic: str, token: str) -> Choice:
    """What the last two parts of a link are about. Raises NotFound for a link that we did not write."""
    digest, signature = token[: tokens.LENGTH], token[tokens.LENGTH :]
    if topic not in list(Topic) or not hmac.compare_digest(_signature(topic, digest).encode(), signature.encode()):
        raise NotFound
    return Choice(Topic.of(topic), digest)


def is_off(session: Session, choice: Choice) -> bool:
    """Whether this reader turned this topic off."""
    query = select(TopicStop.id).where(TopicStop.topic == choice.topic, TopicStop.address_digest == choice.digest)
    return session.scalar(query) is not None


def is_off_for(session: Session, topic: Topic, address: str) -> bool:
    """Whether the reader of this address turned this topic off."""
    return is_off(session, Choice(topic, _digest(address)))


def turn_off(session: Session, choice: Choice) -> None:
    """Turn a topic off for a reader: nothing more of it is sent, what waits included. Idempotent."""
    insert_new(session, TopicStop, topic=choice.topic, address_digest=choice.digest)


def turn_on(session: Session, choice: Choice) -> None:
    """Write of this topic to this reader again."""
    session.execute(delete(TopicStop).where(TopicStop.topic == choice.topic, TopicStop.address_digest == choice.digest))


def turn_on_for(session: Session, topic: Topic, address: str) -> None:
    """Write of this topic to this address again, of whose reader it is known that they want it."""
    turn_on(session, Choice(topic, _digest(address)))


def _digest(address: str) -> str:
    return tokens.derive("mail-address", address.lower())


def _signature(topic: str, digest: str) -> str:
    return tokens.derive("mail-topic", f"{topic}\x00{digest}")
