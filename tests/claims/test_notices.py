"""Messages about claims: in every language, within their segments, only while they are still true."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.claims import actions
from directory.claims.notices import KINDS
from directory.foundation.unit import unit
from directory.kernel import text as segments
from directory.kernel.language import LANGUAGES
from directory.outbox.registry import Content
from tests.claims.conftest import Claimant, business, claims, digits, printed
from tests.factories.listings import GAOSHI
from tests.factories.people import member
from tests.page import _SCRIPTS

LANGUAGE_CODES = list(LANGUAGES)
#: A claim's state in which each message is true.
STATES = {
    "claim-to-call": "review",
    "claim-disputed": "disputed",
    "claim-dispute-told": "disputed",
    "claim-lost": "approved",
    "claim-approved": "approved",
    "claim-kept": "rejected",
    "claim-rejected": "rejected",
}
TEXTS = [kind for kind in STATES if kind not in ("claim-to-call", "claim-disputed")]
MAILS = [kind for kind in STATES if kind != "claim-rejected"]


@pytest.fixture
def disputed(claimant: Claimant) -> int:
    """A claim on a business that has an owner; its id."""
    with unit() as writing:
        member(writing, GAOSHI, email="gao@example.com")
    claimant.prove()
    return claims()[0].id


def compose(session: Session, kind: str, claim_id: int, language: str, channel: str) -> Content | None:
    return KINDS[kind].compose(session, ("claim", claim_id), LANGUAGES[language], channel)


def at(session: Session, claim_id: int, state: str) -> None:
    claim = claims()[0]
    assert claim.id == claim_id
    claim.state = state
    session.commit()


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("contact", ["", "+12025550100"])
def test_texts_say_the_name_and_fit_two_segments(
    listings: Flask, session: Session, disputed: int, kind: str, language: str, contact: str
) -> None:
    listings.config["CONTACT_PHONE"] = contact
    claimed = business()
    claimed.name_zh, claimed.romanized = "大华府地区冷暖空调安装维修公司", "Dahuafu Lengnuan Kongtiao Anzhuang"
    session.commit()
    at(session, disputed, STATES[kind])
    content = compose(session, kind, disputed, language, "sms")
    assert content is not None
    assert segments.count(content.body) <= 2, content.body
    assert business().display_name(language) in content.body
    assert "%(" not in content.body
    assert "\n" not in content.body


@pytest.mark.parametrize("language", LANGUAGE_CODES)
@pytest.mark.parametrize("kind", MAILS)
def test_mails_speak_their_language(session: Session, disputed: int, kind: str, language: str) -> None:
    at(session, disputed, STATES[kind])
    content = compose(session, kind, disputed, language, "email")
    assert content is not None
    assert content.subject
    assert "%(" not in content.body
    codec = _SCRIPTS.get(LANGUAGES[language].bcp47)
    if codec and kind != "claim-to-call":
        content.body.encode(codec)


@pytest.mark.parametrize("kind", STATES)
def test_nothing_is_said_that_is_no_longer_true(session: Session, disputed: int, kind: str) -> None:
    at(session, disputed, "withdrawn")
    channel = "sms" if kind == "claim-rejected" else "email"
    assert compose(session, kind, disputed, "en", channel) is None
    assert compose(session, kind, 999, "en", channel) is None


def test_the_operator_reads_the_script_in_the_shops_language(claimant: Claimant, session: Session) -> None:
    claimant.post("call", phone=printed()[0])
    claimant.post("contact", contact="微信 gaoshi88")
    content = compose(session, "claim-to-call", claims()[0].id, "en", "email")
    assert content is not None
    assert "您好，请问是高氏冷暖吗？" in content.body
    assert "240-636-8420" in content.body
    assert "微信 gaoshi88" in content.body
    assert "/admin/claims" in content.body


def test_the_operator_reads_how_the_owner_was_told(session: Session, disputed: int) -> None:
    content = compose(session, "claim-disputed", disputed, "en", "email")
    assert content is not None
    assert "was told by: email, text" in content.body
    assert "only one way" not in content.body


def test_the_operator_reads_that_one_way_is_not_enough(claimant: Claimant, session: Session) -> None:
    with unit() as writing:
        member(writing, GAOSHI)
    claimant.prove()
    content = compose(session, "claim-disputed", claims()[0].id, "en", "email")
    assert content is not None
    assert "only one way" in content.body


def test_no_message_but_the_code_holds_digits(claimant: Claimant, session: Session, disputed: int) -> None:
    for kind in ("claim-disputed", "claim-dispute-told"):
        content = compose(session, kind, disputed, "en", "email")
        assert content is not None
        assert digits() not in content.body
    with unit() as writing:
        actions.reject(writing, disputed, "operator:1")
