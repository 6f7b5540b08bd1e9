"""The migration that makes what was given with a yes to a price a visit that she proposes."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from directory.foundation.db import Base, db
from directory.visits.models import Visit
from directory.visits.rules import Window
from tests.rules.test_migrations import scripts
from tests.support import databases
from tests.support.rows import one_row_each


@pytest.mark.large
@pytest.mark.parametrize("name", databases.ENGINES)
def test_where_and_when_of_an_accepted_price_become_a_visit(
    name: str, test_databases: databases.Databases, tmp_path: Path
) -> None:
    with test_databases.empty(name) as url, databases.application(url, tmp_path).app_context():
        upgrade()
        with db.engine.begin() as connection:
            one_row_each(connection, Base.metadata)
            connection.execute(text("DELETE FROM visit_windows"))
            connection.execute(text("DELETE FROM visits"))
        [before] = [
            script.down_revision
            for script in scripts().walk_revisions()
            if script.doc == "where and when of accepted prices are visits"
        ]
        downgrade(revision=str(before))
        with db.engine.begin() as connection:
            given = {"where": "12 Oak Lane", "day": date(2026, 12, 3), "at": datetime(2026, 11, 23, 18, 0, tzinfo=UTC)}
            connection.execute(
                text(
                    "UPDATE quotes SET state = 'accepted', visit_address = :where, visit_day = :day, decided_at = :at"
                ),
                given,
            )
        upgrade()
        [visit] = db.session.query(Visit)
        assert (visit.state, visit.proposed_by, visit.address) == ("proposed", "homeowner", "12 Oak Lane")
        assert [window.time for window in visit.offered] == [Window.whole(date(2026, 12, 3))]
        db.session.remove()
        db.engine.dispose()
