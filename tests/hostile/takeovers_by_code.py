"""Takeovers by a code: each is played over HTTP by somebody who holds none of the shop's phones."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from directory.accounts import actions as accounts
from directory.accounts.models import Code
from directory.accounts.rules import CODE_TRIES
from directory.businesses import actions as businesses
from directory.businesses.actions import FactDraft
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.kernel.errors import Invalid
from directory.outbox.models import Message
from tests.factories.listings import FANGSHI, GAOSHI
from tests.factories.people import person, signed_in
from tests.hostile.shop import CLAIM, THIEF, THIEFS_MAIL, Shop

GUESSES, THREADS = 1000, 8


def phone_changed_first(shop: Shop) -> None:
    """Another phone on the page, whoever said so, is no phone that a code goes to."""
    for source in ("phone", "reviewer", "owner"):
        fact = FactDraft("phones", [THIEF], source, kernel_clock.now().date(), entered_by="operator:1")
        with unit() as writing:
            business_id = shop.business().id
            businesses.add_facts(writing, business_id, [fact])
            businesses.reproject(writing, business_id)
        assert "301-555-0166" not in shop.thief.get(CLAIM).text
        assert shop.send(shop.thief, THIEF) == 400
        assert shop.thief.post(CLAIM, data={"action": "call", "phone": THIEF}).status_code == 400
        assert (
            shop.thief.post(CLAIM.replace("claim", "remove"), data={"action": "send", "phone": THIEF}).status_code
            == 400
        )


def another_listings_code(shop: Shop) -> None:
    """A right code for a shop of one's own opens that shop and no other."""
    theirs = CLAIM.replace(GAOSHI, FANGSHI)
    shop.send(shop.thief, shop.phone(FANGSHI), theirs)
    right = shop.digits()
    assert shop.type(shop.thief, right) == 400
    shop.send(shop.thief, shop.phone())
    assert shop.type(shop.thief, right) == 400
    assert shop.type(shop.thief, right, theirs) == 303


def code_reused(shop: Shop) -> None:
    """The owner's used code, read from a stolen phone's list of texts, opens nothing again."""
    own = shop.app.test_client()
    shop.send(own, shop.phone())
    used = shop.digits()
    assert shop.type(own, used) == 303
    ((shop.owner, _role),) = shop.members()
    shop.send(shop.thief, shop.phone())
    for client in (shop.thief, own):
        assert shop.type(client, used) == 400
    shop.thief.set_cookie("lengnuan_browser", own.get_cookie("lengnuan_browser").value)
    assert shop.type(shop.thief, used) == 400


def code_expired(shop: Shop) -> None:
    """Ten minutes on, the right digits are wrong."""
    shop.send(shop.thief, shop.phone())
    shop.clock.move(minutes=10)
    assert shop.type(shop.thief, shop.digits()) == 400


def guessed_in_parallel(shop: Shop) -> None:
    """A thousand guesses at once, by the page and past it: five are weighed, then the right one is refused too."""
    shop.send(shop.thief, shop.phone())
    right, cookie = int(shop.digits()), str(shop.thief.get_cookie("lengnuan_browser").value)  # type: ignore[union-attr]
    code_id = shop.claim().code_id
    db.session.remove()

    def guess(start: int) -> None:
        client = shop.app.test_client()
        client.set_cookie("lengnuan_browser", cookie)
        for number in range(start, GUESSES, THREADS):
            typed = f"{(right + 1 + number) % 10**8:08d}"
            if number % 5 == 0:
                assert shop.type(client, typed) == 400
            else:
                with pytest.raises(Invalid), shop.app.app_context():
                    accounts.check_code(code_id, cookie, typed, "claim")

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(guess, range(THREADS)))
    assert sum(db.session.scalars(select(Code.tries))) == CODE_TRIES
    assert shop.type(shop.thief, f"{right:08d}") == 400


def another_browser(shop: Shop) -> None:
    """The owner is talked into reading the digits out; in the thief's browser they are worth nothing."""
    own = shop.app.test_client()
    shop.send(own, shop.phone())
    right = shop.digits()
    shop.thief.get(CLAIM)
    assert shop.type(shop.thief, right) == 400
    shop.thief.set_cookie("lengnuan_browser", "a" * 22)
    assert shop.type(shop.thief, right) == 400


def cannot_get_texts(shop: Shop) -> None:
    """ "Call me instead, at this number": the digits are read out to the printed phone, and work in one browser."""
    shop.thief.post(CLAIM, data={"action": "call", "phone": shop.phone()})
    shop.thief.post(CLAIM, data={"action": "contact", "contact": "301-555-0166, I am at work, call me here"})
    desk = shop.app.test_client()
    with unit() as writing:
        operator = person(writing, None, "op@example.com", operator=True).id
    signed_in(desk, operator)
    claim_id, printed = shop.claim().id, shop.phone()
    assert desk.post(f"/admin/claims/{claim_id}/approve").status_code == 400
    shown = desk.post(f"/admin/claims/{claim_id}/voice-code").text
    assert shop.digits()[:4] in shown
    notice = shown[: shown.index(shop.digits()[:4])].rsplit("<p", 1)[1]
    assert "555-0166" not in notice
    assert printed[-4:] in notice
    assert not db.session.scalars(select(Message).where(Message.recipient.in_((THIEF, THIEFS_MAIL)))).all()
    # The shop says on the phone that it never asked, and does not type anything.
    desk.post(f"/admin/claims/{claim_id}/reject")
    assert shop.type(shop.thief, shop.digits()) == 400


def resent(shop: Shop) -> None:
    """Asking again buys no guess: five wrong ones close the phone for ten minutes, whichever code they were for."""
    weighed = 0
    for _turn in range(4):
        shop.send(shop.thief, shop.phone())
        right = int(shop.digits())
        for number in range(1, 4):
            shop.type(shop.thief, f"{(right + number) % 10**8:08d}")
        shop.clock.move(31)
    weighed = sum(db.session.scalars(select(Code.tries)))
    assert weighed == 5
    assert shop.type(shop.thief, shop.digits()) == 400


def spoofed_text(shop: Shop) -> None:
    """Texts "from" the printed phone, without the gateway's signature or with a made-up one."""
    shop.send(shop.thief, shop.phone())
    before = shop.everything()
    for body in ("1", "START", "YES", "我同意", "2", "STOP"):
        for headers in ({}, {"X-Twilio-Signature": "bm90IHNpZ25lZA=="}):
            form = {"From": shop.phone(), "Body": body, "MessageSid": f"SM{body}"}
            assert shop.thief.post("/hooks/sms/inbound", data=form, headers=headers).status_code == 403
    assert shop.everything() == before
