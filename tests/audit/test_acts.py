"""Acts: what is recorded has words, and a code means one thing."""

import pytest
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from directory import audit
from directory.audit import AuditEvent, record
from directory.foundation.db import db
from directory.foundation.i18n import Act
from directory.foundation.unit import unit
from directory.leads.rules import LeadAct
from tests.operator.conftest import one_engine


class StrayAct(Act):
    """A table that wiring does not know, with a code of its own and one of another slice's."""

    WAVE = "wave", lazy_gettext("Messages")
    ACCEPT = "accept", lazy_gettext("Messages")


def test_an_act_is_stored_as_its_code(session: Session) -> None:
    with unit() as session:
        record(session, "business:1", LeadAct.TELL_BY_PHONE, ("lead", 1))
    assert db.session.query(AuditEvent.action).scalar() == "tell-by-phone"
    assert audit.act_label("tell-by-phone") == "told them of the customer by phone"


@one_engine
@pytest.mark.parametrize("act", StrayAct)
def test_an_act_nobody_could_read_is_not_recorded(session: Session, act: StrayAct) -> None:
    with unit() as session, pytest.raises(ValueError, match="no registered act"):
        record(session, "business:1", act, ("lead", 1))


@one_engine
def test_two_slices_share_no_code(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "acts", dict(audit.acts))
    audit.register(LeadAct)
    with pytest.raises(ValueError, match="StrayAct and LeadAct both record accept"):
        audit.register(StrayAct)
