"""`flask --app directory check`: what would not work on this machine, before somebody needs it."""

import http.client
import os
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from directory import audit, config
from directory.config import SETTINGS
from directory.foundation import keys, mailbox, release, spool
from directory.foundation.db import db
from directory.foundation.health import time_there, trouble
from directory.foundation.mail import Mail, SmtpPort, mail_port
from directory.foundation.settings import settings
from directory.foundation.site import ALL, Site
from directory.foundation.sms import TwilioPort, inbound_address, sms_port
from directory.kernel import clock, mail, phone
from directory.kernel.errors import TransportError
from directory.kernel.site import site
from directory.outbox import queries as outbox

#: A clock that is further off than this writes wrong days and refuses right codes.
MOST_SKEW = timedelta(seconds=30)
#: A message or job that is overdue by more waits for a worker that is not there.
LONGEST_OVERDUE = timedelta(minutes=2)
#: Bytes that must be free in INSTANCE.
LEAST_FREE = 500 * 1024 * 1024
#: How long a certificate must be good for.
LEAST_CERTIFIED = timedelta(days=14)
_SECONDS = 5
#: Of what the site says of itself.
_LONGEST_WORDS = 500


@dataclass(frozen=True)
class Finding:
    """What one look found: `ok`, `note` for what an operator should know, `wrong` for what would not work."""

    state: str
    says: str


def ok(says: str) -> Finding:
    """A finding: this works."""
    return Finding("ok", says)


def note(says: str) -> Finding:
    """A finding: this works, with something to know about it."""
    return Finding("note", says)


def wrong(says: str) -> Finding:
    """A finding: this would not work here."""
    return Finding("wrong", says)


@click.command("check")
@click.option("--send-to", metavar="PHONE|EMAIL", help="Send a real test message there.")
@with_appcontext
def check(send_to: str | None) -> None:
    """Say what would not work here: settings, database, key, clock, disk, port, certificate, gateway, mail, worker.

    One line each; ends with 1 where something would not work. Nothing is sent without --send-to.
    """
    findings = [("release", ok(f"{release.version()}, build {release.build()}"))]
    findings += [("settings", finding) for finding in look_at_settings(os.environ)]
    if not any(finding.state == "wrong" for _, finding in findings):
        cast(Site, current_app).furnish(ALL)
        findings += [(name, finding) for name, look in LOOKS.items() for finding in look()]
        if send_to:
            findings += [("test message", finding) for finding in send_test(send_to)]
    for name, finding in findings:
        click.echo(f"{finding.state:<6} {name:<13} {finding.says}")
    if any(finding.state == "wrong" for _, finding in findings):
        raise SystemExit(1)


def look_at_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Every setting that means nothing, and every name that means one and is none."""
    try:
        config.load(environment)
        are_set = sum(bool(environment.get(name, "").strip()) for name in SETTINGS)
        yield ok(f"{are_set} of {len(SETTINGS)} are set, all can be read")
    except ValueError as error:
        yield from (wrong(sentence) for sentence in str(error).splitlines())


def look_at_delivery() -> Iterator[Finding]:
    """Whether people's requests may come in at all."""
    values = settings()
    if missing := config.missing_for_delivery(values):
        yield wrong(missing)
    files = [name for name, channel in (("SMS_URL", "sms"), ("SMTP_URL", "email")) if not values.goes_out(channel)]
    if files:
        yield note(f"{' and '.join(files)}: `file:`. What is sent stays in files, and the pages say so")
    if unsaid := config.unsaid_of_operator(values):
        yield note(f"{', '.join(unsaid)} are not set: nobody can read who runs this site")


def look_at_database() -> Iterator[Finding]:
    """Whether it answers, has this code's tables, and knows this key."""
    if why := trouble(db.engine):
        yield wrong(why)
        return
    engine = db.engine.dialect.name
    yield ok(f"{engine}, with the tables of this release")
    if engine == "sqlite" and settings().web_workers > 1:
        yield note("WEB_WORKERS is more than one: SQLite lets one process write at a time; set DATABASE_URL")
    yield wrong(keys.DIFFER) if keys.is_another() else ok("the secret key is the one its links were made with")


def look_at_clock() -> Iterator[Finding]:
    """This machine's time against the database's, where that is another machine's, and against what was written last:
    a machine that kept no time while it was off wakes up in another year."""
    if there := time_there(db.engine):
        yield compare_clock("the database", there)
    here = f"here it is {clock.local(clock.now()):%Y-%m-%d %H:%M %Z}"
    later = [] if trouble(db.engine) else audit.trail(db.session(), since=clock.now() + MOST_SKEW, limit=1)
    if later:
        yield wrong(
            f"{here}, and what was done last bears {clock.local(later[0].at):%Y-%m-%d %H:%M}: set the time by NTP"
        )
    else:
        yield ok(here)


def compare_clock(whose: str, theirs: datetime) -> Finding:
    """This machine's time against another's."""
    skew = abs(datetime.now(UTC) - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)))
    if skew > MOST_SKEW:
        return wrong(f"{skew.total_seconds():.0f} seconds apart from {whose}: set the time of this machine by NTP")
    return ok(f"as {whose} has it")


def look_at_disk() -> Iterator[Finding]:
    """Room for the database, pictures and files."""
    free = shutil.disk_usage(settings().instance).free
    says = f"{free // 1024**2:,} MB free in INSTANCE"
    yield ok(says) if free >= LEAST_FREE else wrong(f"{says}, less than {LEAST_FREE // 1024**2}")


def look_at_port() -> Iterator[Finding]:
    """Whether the site answers at its port, or could."""
    values = settings()
    line, readiness = http.client.HTTPConnection(values.host, values.port, timeout=_SECONDS), ""
    try:
        line.connect()
    except OSError:
        yield note(f"nothing listens on {values.host}:{values.port}: the site does not run")
        return
    try:
        line.request("GET", "/healthz")
        answer = line.getresponse()
        is_ours = answer.status == HTTPStatus.OK and answer.read() == b"ok\n"
        if is_ours:
            line.request("GET", "/readyz")
            readiness = line.getresponse().read(_LONGEST_WORDS).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        is_ours = False
    finally:
        line.close()
    if not is_ours:
        yield wrong(f"something else listens on {values.host}:{values.port}")
    elif readiness == "ready":
        yield ok("the site answers, and is ready")
    else:
        yield wrong(f"the site answers, and says: {readiness}")


def look_at_address() -> Iterator[Finding]:
    """Whether BASE_URL is an address that a phone can open, and its certificate is good for some time."""
    values = settings()
    parts = urlsplit(values.base_url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        is_here = host in {"127.0.0.1", "localhost", "::1"}
        if not values.development:
            yield note(
                f"BASE_URL is {'this machine' if is_here else 'http'}: links in messages "
                + ("open for nobody else" if is_here else "can be read on their way; take https")
            )
        return
    if not values.trusted_proxies:
        yield wrong(
            "BASE_URL is https, so a proxy stands in front, and TRUSTED_PROXIES is 0: all visitors count as one"
        )
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection((host, parts.port or 443), _SECONDS) as line,
            context.wrap_socket(line, server_hostname=host) as secured,
        ):
            ends = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"]))
    except ssl.SSLCertVerificationError as error:
        yield wrong(f"the certificate of {host} is refused ({error.verify_message})")
    except ssl.SSLError:
        yield wrong(f"{host} answers without TLS where BASE_URL says https")
    except OSError as error:
        yield note(f"{host} cannot be reached from here ({type(error).__name__})")
    else:
        until = datetime.fromtimestamp(ends, UTC)
        says = f"the certificate of {host} is good until {until:%Y-%m-%d}"
        yield ok(says) if until - datetime.now(UTC) > LEAST_CERTIFIED else wrong(says)


def look_at_gateway() -> Iterator[Finding]:
    """Whether the text gateway answers, and knows this account; where it is to bring texts that come in."""
    try:
        port = sms_port()
        if not isinstance(port, TwilioPort):
            return
        status, said_at = port.probe()
    except TransportError as error:
        yield wrong(f"cannot be reached ({error})")
        return
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        yield wrong("answers, and refuses SMS_ACCOUNT and SMS_TOKEN")
    elif status == HTTPStatus.OK:
        yield ok("answers, and knows the account")
    else:
        yield note(f"answers {status} when asked for the account: whether it knows it shows with --send-to")
    with suppress(ValueError):
        yield compare_clock("the gateway", parsedate_to_datetime(said_at or ""))
    yield ok(f"is to bring texts that come in to {inbound_address()}")


def look_at_mail() -> Iterator[Finding]:
    """Whether the mail server answers, and lets us in."""
    try:
        port = mail_port()
        if isinstance(port, SmtpPort):
            is_private = port.probe()
            yield ok("the server answers and lets us in")
            if settings().mail_from.endswith("@localhost"):
                yield note("MAIL_FROM is an address of localhost: mail servers refuse it, and nobody can answer")
            if not is_private:
                yield note("the line to the server has no TLS: whoever is on the way reads mails and password")
    except TransportError as error:
        yield wrong(f"cannot be used ({error})")


def look_at_bounces() -> Iterator[Finding]:
    """Whether anybody hears of mails that do not arrive, and reads what people answer to ours."""
    values = settings()
    if values.smtp_url == config.FILES:
        return
    if not (values.mail_reply_to or values.contact_email):
        yield note("answers to our mails go to MAIL_FROM: set MAIL_REPLY_TO, or read that mailbox")
    if not values.bounces_url:
        yield note("nobody hears of mails that come back: set BOUNCES_URL, or have the mail server call `mail bounce`")
        return
    try:
        with mailbox.opened(values.bounces_url) as box:
            yield ok(f"the mailbox of what comes back can be read; {len(box.unseen())} mails wait")
    except TransportError as error:
        yield wrong(f"the mailbox of what comes back cannot be read ({error})")


def look_at_worker() -> Iterator[Finding]:
    """Whether what is due gets done."""
    if trouble(db.engine):
        return
    due = outbox.oldest_due(db.session())
    db.session.rollback()
    if due is not None and clock.now() - due > LONGEST_OVERDUE:
        yield wrong(f"messages wait since {clock.local(due):%Y-%m-%d %H:%M}: no worker takes them")
    else:
        yield ok("nothing is overdue")
    since = spool.waiting_since()
    if since is not None and clock.now() - since > LONGEST_OVERDUE:
        yield wrong(f"texts of phones wait in INSTANCE/spool since {clock.local(since):%Y-%m-%d %H:%M}")
    if unreadable := spool.unreadable():
        yield wrong(f"{len(unreadable)} texts of phones or receipts in INSTANCE/spool cannot be read: the log says why")


#: What is looked at once the settings can be read, in this order, by the word for it.
LOOKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "delivery": look_at_delivery,
    "database": look_at_database,
    "clock": look_at_clock,
    "disk": look_at_disk,
    "port": look_at_port,
    "address": look_at_address,
    "texts": look_at_gateway,
    "mail": look_at_mail,
    "answers": look_at_bounces,
    "worker": look_at_worker,
}


def send_test(to: str) -> Iterator[Finding]:
    """One real message, past the outbox: to a phone by text, to an address by mail."""
    words = f"{site().wording['en'].site} at {settings().base_url}: a test. It works if you read this."
    reference = f"check-{clock.now():%Y%m%d%H%M%S%f}"
    try:
        if "@" in to:
            sent = mail_port().send(Mail(mail.read(to), f"{site().wording['en'].site}: a test", words, reference))
        else:
            sent = sms_port().send(phone.parse(to), words, reference)
        yield ok(f"handed on as {sent}")
    except ValueError:
        yield wrong("--send-to must be one phone number or one email address")
    except TransportError as error:
        yield wrong(f"was not taken ({error})")
