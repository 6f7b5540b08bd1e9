"""The migration to one accepted price a request: what two were accepted before keeps the first."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from directory.foundation.db import Base, db
from tests.rules.test_migrations import scripts
from tests.support import databases
from tests.support.rows import one_row_each

_MORE = text(
    "INSERT INTO quotes (id, lead_id, state, amount_min, amount_max, created_at, decided_at)"
    " SELECT :id, lead_id, 'accepted', :id, :id, created_at, :at FROM quotes WHERE amount_min = 1"
)


@pytest.mark.large
@pytest.mark.parametrize("name", databases.ENGINES)
def test_the_first_accepted_stays(name: str, test_databases: databases.Databases, tmp_path: Path) -> None:
    with test_databases.empty(name) as url, databases.application(url, tmp_path).app_context():
        upgrade()
        with db.engine.begin() as connection:
            one_row_each(connection, Base.metadata)
        [before] = [script.down_revision for script in scripts().walk_revisions() if script.doc == "one accepted price"]
        downgrade(revision=str(before))
        with db.engine.begin() as connection:
            # Accepted in this order: 12, 10, 11 in the same second.
            for number, second in ((10, 5), (11, 5), (12, 1)):
                connection.execute(_MORE, {"id": number, "at": datetime(2026, 11, 23, 18, 0, second, tzinfo=UTC)})
        upgrade()
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT id, state, request_id FROM quotes WHERE id > 9 ORDER BY id")).all()
        assert [(quote.id, quote.state) for quote in rows] == [(10, "declined"), (11, "declined"), (12, "accepted")]
        assert {quote.request_id for quote in rows} != {None}
        db.engine.dispose()
