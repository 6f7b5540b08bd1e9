"""Writing businesses on both engines: contact states, silence, removal, and what search sees of each."""

from datetime import date

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit import AuditEvent
from directory.businesses import actions, queries
from directory.businesses.models import Business, ContactPoint
from directory.businesses.rules import ContactEvidence
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, NotFound
from directory.search import queries as search
from tests.factories.listings import GAOSHI, HUAFU, ZHANG, seeded
from tests.support.statements import statements

PHONE = "+12406368420"


@pytest.fixture
def point(session: Session) -> ContactPoint:
    """高氏's printed phone."""
    seeded()
    contact_point = queries.point_by_phone(session, PHONE)
    assert contact_point is not None
    return contact_point


def _doc(session: Session) -> dict[str, object]:
    doc = search.listing(session, GAOSHI)
    assert doc is not None
    return doc.as_json()


def test_a_phone_leads_to_its_business(session: Session, point: ContactPoint) -> None:
    assert point.business.slug == GAOSHI
    assert queries.point_by_phone(session, "+12405550199") is None


def test_no_texts_unticks_the_listing_at_once_and_start_ticks_it(session: Session, point: ContactPoint) -> None:
    assert (_doc(session)["textable"], _doc(session)["calls_only"]) == (True, False)
    with unit() as writing:
        actions.set_contact_state(writing, point.id, "no_texts", ContactEvidence.STOP_TEXT, "business")
    assert (_doc(session)["textable"], _doc(session)["calls_only"]) == (False, True)
    with unit() as writing:
        actions.set_contact_state(writing, point.id, "agreed", ContactEvidence.START_TEXT, "business")
    assert _doc(session)["textable"] is True
    contact_point = queries.point_by_phone(session, PHONE)
    assert contact_point is not None
    assert (contact_point.state_how, contact_point.state_by) == ("start_text", "business")


def test_the_same_state_again_writes_nothing_and_an_illegal_one_is_refused(
    session: Session, point: ContactPoint
) -> None:
    with unit() as writing:
        actions.set_contact_state(writing, point.id, "not_introduced", ContactEvidence.PRINTED, "seed")
        actions.set_contact_state(writing, point.id, "no_texts", ContactEvidence.STOP_TEXT, "business")
    events = list(session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("contact-"))))
    assert events == ["contact-no-texts"]
    with pytest.raises(IllegalMove), unit() as writing:
        actions.set_contact_state(writing, point.id, "calls_only", ContactEvidence.TOLD_OPERATOR, "operator")
    with pytest.raises(NotFound), unit() as writing:
        actions.set_contact_state(writing, 999_999, "agreed", ContactEvidence.TOLD_OPERATOR, "operator")


def test_two_silent_texts_make_calls_only_and_an_answer_brings_texts_back(
    session: Session, point: ContactPoint
) -> None:
    with unit() as writing:
        assert actions.note_lead_text(writing, point.id).state == "not_introduced"
    with unit() as writing:
        assert actions.note_lead_text(writing, point.id).state == "calls_only"
    assert _doc(session)["textable"] is False
    with unit() as writing:
        actions.note_answer(writing, PHONE)
    contact_point = queries.point_by_phone(session, PHONE)
    assert contact_point is not None
    assert (contact_point.state, contact_point.unanswered) == ("agreed", 0)


def test_one_answer_between_texts_keeps_a_phone_textable(session: Session, point: ContactPoint) -> None:
    for _ in range(3):
        with unit() as writing:
            actions.note_lead_text(writing, point.id)
            actions.note_answer(writing, PHONE)
    contact_point = queries.point_by_phone(session, PHONE)
    assert contact_point is not None
    assert (contact_point.state, contact_point.unanswered) == ("not_introduced", 0)


def test_a_phone_that_said_calls_only_is_not_brought_back_by_an_answer(session: Session, point: ContactPoint) -> None:
    with unit() as writing:
        actions.set_contact_state(
            writing, point.id, "calls_only", ContactEvidence.TOLD_OPERATOR, "operator", "said so on the phone"
        )
        actions.note_answer(writing, PHONE)
    contact_point = queries.point_by_phone(session, PHONE)
    assert contact_point is not None
    assert contact_point.state == "calls_only"


def test_an_agreed_phone_is_never_made_calls_only_by_silence(session: Session, point: ContactPoint) -> None:
    with unit() as writing:
        actions.set_contact_state(writing, point.id, "agreed", ContactEvidence.TOLD_OPERATOR, "operator")
        for _ in range(4):
            actions.note_lead_text(writing, point.id)
    contact_point = queries.point_by_phone(session, PHONE)
    assert contact_point is not None
    assert (contact_point.state, contact_point.unanswered) == ("agreed", 4)


def test_removal_is_audited_once_and_leaves_a_tombstone(session: Session, point: ContactPoint) -> None:
    for _ in range(2):
        with unit() as writing:
            business = actions.remove(writing, point.business_id, by="operator", how="phone call")
    assert business.state == "removed"
    assert business.removed_at is not None
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "remove")).all()
    assert [(event.actor, event.detail) for event in events] == [("operator", {"how": "phone call"})]
    assert search.find(session, search.Query(text="高氏冷暖")).fallback


def test_an_edit_that_rolls_back_leaves_search_as_it_was(session: Session, point: ContactPoint) -> None:
    with pytest.raises(RuntimeError), unit() as writing:
        actions.remove(writing, point.business_id, by="operator")
        raise RuntimeError
    assert search.listing(session, GAOSHI) is not None


def test_a_corrected_phone_replaces_the_old_one(session: Session, point: ContactPoint) -> None:
    draft = actions.FactDraft("phones", ["+12405550188"], "owner", date(2026, 11, 23), entered_by="business:3")
    with unit() as writing:
        actions.add_facts(writing, point.business_id, [draft])
        actions.reproject(writing, point.business_id)
    assert _doc(session)["phones"] == ["+12405550188"]
    assert queries.point_by_phone(session, PHONE) is None


def test_what_no_field_or_source_is_called_is_refused(session: Session, point: ContactPoint) -> None:
    for field, source in (("color", "ad"), ("owner", "rumor")):
        with pytest.raises(ValueError, match="no such fact"), unit() as writing:
            draft = actions.FactDraft(field, "x", source, date(2026, 11, 23))
            actions.add_facts(writing, point.business_id, [draft])


def test_businesses_come_in_the_order_asked_for_each_once(session: Session, point: ContactPoint) -> None:
    businesses = queries.by_slugs(session, [ZHANG, HUAFU, ZHANG, "nobody"])
    assert [business.slug for business in businesses] == [ZHANG, HUAFU]
    assert businesses[0].contact_points
    assert businesses[0].service_areas == []


def _enter(slug: str) -> str:
    with statements(), unit() as session:
        return actions.enter_new(session, slug, market="washington", language="en", by="operator:1").slug


def test_a_name_that_many_have_gets_the_first_free_number_in_one_look(session: Session) -> None:
    assert [_enter("cool-air") for _ in range(3)] == ["cool-air", "cool-air-2", "cool-air-3"]
    slugs = [f"cool-air-{number}" for number in range(5, 400)] + ["cool-airways", "cool-air-conditioning"]
    with unit() as writing:
        writing.execute(insert(Business), [{"slug": slug, "state": "draft"} for slug in slugs])
    assert [_enter("cool-air") for _ in range(2)] == ["cool-air-4", "cool-air-400"]
    assert _enter("cool-a%") == "cool-a%"


def test_a_row_refused_for_something_else_ends_in_an_error(session: Session) -> None:
    """Another slug would not help, and is not tried for ever."""

    def spoil(mapper: object, connection: object, business: Business) -> None:
        business.state = "nowhere"

    event.listen(Business, "before_insert", spoil)
    try:
        with pytest.raises(IntegrityError):
            _enter("cool-air")
    finally:
        event.remove(Business, "before_insert", spoil)
    assert _enter("cool-air") == "cool-air"
