"""How it is known whether a phone may be texted, and how a consent came about, are codes that read in each language."""

from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.businesses import actions
from directory.businesses.models import ContactPoint
from directory.businesses.rules import ContactEvidence
from directory.foundation.db import db
from directory.foundation.i18n import Labelled, speaking
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.models import Consent
from directory.leads.rules import ConsentEvidence
from tests.factories.answers import PHONES, business
from tests.support import databases

#: What the column held before, its code, and the note that stays of the operator's words.
WRITTEN = {
    "said at the desk": ("own_desk", None),
    "texted a stop word": ("stop_text", None),
    "a code bounced": ("bounced", None),
    "two texts without an answer": ("silence", None),
    "called, spoke with the owner": ("told_operator", "called, spoke with the owner"),
    "打过，是座机": ("told_operator", "打过，是座机"),
}


@pytest.mark.parametrize("language", LANGUAGES.values())
@pytest.mark.parametrize("table", [ContactEvidence, ConsentEvidence])
def test_each_code_has_words_of_its_own(app, table: type[Labelled], language) -> None:
    with speaking(language):
        labels = [str(member.label) for member in table]
    assert len({*labels}) == len(labels)
    assert not {*labels} & {str(member) for member in table}


@pytest.mark.parametrize("name", databases.ENGINES)
def test_sentences_become_codes_and_the_operators_words_a_note(
    name: str, test_databases: databases.Databases, tmp_path: Path
) -> None:
    with test_databases.empty(name) as url, databases.application(url, tmp_path).app_context():
        upgrade()
        with unit() as session:
            shop = business(session, "gaoshi")
            shop_id = shop.id
        downgrade(revision="0011")
        insert = text(
            "INSERT INTO contact_points (business_id, kind, address, is_printed, state, state_at, state_how, state_by, "
            "unanswered) VALUES (:shop, 'phone', :address, :printed, 'agreed', :at, :how, 'operator', 0)"
        )
        with db.engine.begin() as connection:
            for number, how in enumerate(WRITTEN):
                values = {"shop": shop_id, "address": f"+1240555{number:04}", "printed": True, "how": how}
                connection.execute(insert, {**values, "at": "2026-11-22 18:16:00"})
        shown = text(
            "SELECT state_how, state_note FROM contact_points WHERE address LIKE '+1240555000%' ORDER BY address"
        )
        upgrade()
        with db.engine.connect() as connection:
            assert [tuple(line) for line in connection.execute(shown)] == [*WRITTEN.values()]
        downgrade(revision="0011")
        with db.engine.connect() as connection:
            again = connection.execute(text("SELECT state_how FROM contact_points ORDER BY address")).scalars().all()
        assert {*WRITTEN} - {*again} == {"a code bounced"}
        db.engine.dispose()


def test_a_note_stands_only_beside_the_evidence_it_belongs_to(session: Session) -> None:
    with unit() as writing:
        business(writing, "gaoshi")
        point = writing.query(ContactPoint).one()
        assert (point.state_how, point.state_note) == (ContactEvidence.PRINTED, None)
        point_id = point.id
    with unit() as writing:
        how = ContactEvidence.TOLD_OPERATOR
        point = actions.set_contact_state(writing, point_id, "calls_only", how, "operator:1", "called")
        assert (point.state_how, point.state_note) == ("told_operator", "called")
        point = actions.set_contact_state(writing, point_id, "no_texts", ContactEvidence.STOP_TEXT, "business")
        assert (point.state_how, point.state_note) == ("stop_text", None)
    assert PHONES["gaoshi"] == point.address
    assert Consent.how.type.length >= max(map(len, ConsentEvidence))
