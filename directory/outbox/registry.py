"""What wiring hands the outbox: the kinds of message, who does which job, who hears of outcomes."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import time

from flask import render_template
from flask_babel import LazyString
from sqlalchemy.orm import Session

from directory.foundation.i18n import speaking
from directory.foundation.mail import Attachment
from directory.kernel.language import Language
from directory.outbox.models import Message
from directory.outbox.rules import COPY
from directory.outbox.topics import Topic

Subject = tuple[str, int]
#: The digits of a code, and what stands in their place in the database.
BLOTTED, BLOT = re.compile(r"(?<!\d)\d{8}(?!\d)"), "••••••••"


@dataclass(frozen=True)
class Content:
    """A composed message; subject line, HTML and a file are for mail. A secret one is kept with its digits blotted out.

    The file is made anew each time and kept nowhere.
    """

    body: str
    subject: str = ""
    html: str = ""
    is_secret: bool = False
    attachment: Attachment | None = None
    #: Where a mail's topic is turned off; empty where it has none.
    way_out: str = ""

    @property
    def stored_body(self) -> str:
        """The words as the outbox keeps them."""
        return BLOTTED.sub(BLOT, self.body) if self.is_secret else self.body


def write_message(
    folder: str,
    language: Language,
    channel: str,
    values: Mapping[str, object],
    *,
    html: str = "",
    is_secret: bool = False,
) -> Content:
    """A message in a language, from a folder of `templates/`: its sms.txt, or its subject.txt and body.txt for mail.

    `html` names the template of the mail as HTML, which gets the text as `body` beside the `values`.
    """
    with speaking(language):
        if channel == "sms":
            return Content(render_template(f"{folder}/sms.txt", **values).strip(), is_secret=is_secret)
        body = render_template(f"{folder}/body.txt", **values)
        return Content(
            body.strip() + "\n",
            subject=render_template(f"{folder}/subject.txt", **values).strip(),
            html=render_template(html, **values, body=body) if html else "",
            is_secret=is_secret,
        )


Compose = Callable[[Session, Subject, Language, str], Content | None]
Handle = Callable[[Session, Subject], None]
Hear = Callable[[Session, Message, str], None]


@dataclass(frozen=True)
class MessageKind:
    """One kind of message: what composes it (None: no longer to be sent), and what the operator calls it.

    `topic`: what its reader turns off, where it comes by mail and answers nothing they did just then. Codes, links that
    somebody asked for and receipts have none.
    """

    compose: Compose
    label: LazyString
    topic: Topic | None = None


kinds: dict[str, MessageKind] = {}
jobs: dict[str, Handle] = {}
#: Jobs that go out to another machine or to files: done with no transaction open, so each may be done twice.
errands: dict[str, Callable[[Subject], None]] = {}
outcomes: list[Hear] = []
#: Put into words for a second contact what was composed for the homeowner.
copies: list[Callable[[Session, Message, Content], Content | None]] = []
#: Gives the mailboxes of the operators who want the operator's mails, each with its language (BCP 47).
mailboxes: list[Callable[[Session], list[tuple[str, str]]]] = []
#: Errands that take minutes: done one at a time in a lane of their own, so that no other work waits for them.
slow: set[str] = set()
#: Jobs of every day, about ("day", its ordinal), each with its time in Washington.
daily: dict[str, time] = {}


def register(
    new_kinds: Mapping[str, MessageKind] | None = None,
    new_jobs: Mapping[str, Handle] | None = None,
    new_outcomes: list[Hear] | None = None,
    new_daily: Mapping[str, time] | None = None,
    new_errands: Mapping[str, Callable[[Subject], None]] | None = None,
    new_slow: Collection[str] | None = None,
) -> None:
    """Add a slice's own; registering the same again changes nothing."""
    kinds.update(new_kinds or {})
    jobs.update(new_jobs or {})
    daily.update(new_daily or {})
    errands.update(new_errands or {})
    slow.update(new_slow or ())
    outcomes.extend(outcome for outcome in new_outcomes or [] if outcome not in outcomes)


def write_to_operator(content: Content) -> Content:
    """A mail to an operator, in the language spoken: under its own footer, in the one frame of such mails."""
    body = f"{content.body.rstrip()}\n\n{render_template('outbox/messages/operator-footer.txt').strip()}\n"
    html = render_template("outbox/messages/operator.html", body=body)
    return Content(body, content.subject, html, content.is_secret, way_out=content.way_out)


def topic_of(message: Message) -> Topic | None:
    """What the reader of a mail may turn off; None of texts, and of mails that answer what they did."""
    if message.channel != "email" or message.kind not in kinds:
        return None
    return Topic.COPIES if message.priority == COPY else kinds[message.kind].topic


def write_way_out(content: Content, link: str) -> Content:
    """A mail with the link that turns its topic off, in the language spoken."""
    body = f"{content.body.rstrip()}\n\n{render_template('outbox/messages/way-out.txt', link=link).strip()}\n"
    words, end, after = content.html.partition("</body>")
    html = f"{words}{render_template('outbox/messages/way-out.html', link=link)}{end}{after}" if words else ""
    return replace(content, body=body, html=html, way_out=link)


def kind_label(kind: str) -> str:
    """What the operator calls a kind of message, in the language spoken; the kind itself where none sends it now."""
    return str(kinds[kind].label) if kind in kinds else kind
