"""where and when of accepted prices are visits

Revision: 0029, after 0028
"""

import secrets
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_HERE = ZoneInfo("America/New_York")
_MOMENT = sa.DateTime(timezone=True)
_QUOTES = sa.table(
    "quotes",
    sa.column("lead_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("decided_at", _MOMENT),
    sa.column("created_at", _MOMENT),
    sa.column("visit_address", sa.String),
    sa.column("visit_day", sa.Date),
)
_VISITS = sa.table(
    "visits",
    sa.column("id", sa.Integer),
    sa.column("lead_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("proposed_by", sa.String),
    sa.column("round", sa.Integer),
    sa.column("address", sa.String),
    sa.column("uid", sa.String),
    sa.column("sequence", sa.Integer),
    sa.column("created_at", _MOMENT),
)
_WINDOWS = sa.table(
    "visit_windows",
    sa.column("visit_id", sa.Integer),
    sa.column("round", sa.Integer),
    sa.column("proposed_by", sa.String),
    sa.column("number", sa.Integer),
    sa.column("starts_at", _MOMENT),
    sa.column("ends_at", _MOMENT),
    sa.column("created_at", _MOMENT),
)


def upgrade() -> None:
    """What a homeowner gave with her yes to a price is a visit that she proposes: a whole day, and an address."""
    connection = op.get_bind()
    given = sa.or_(_QUOTES.c.visit_address.is_not(None), _QUOTES.c.visit_day.is_not(None))
    with_one = sa.select(_VISITS.c.lead_id)
    query = sa.select(_QUOTES).where(_QUOTES.c.state == "accepted", given, _QUOTES.c.lead_id.not_in(with_one))
    for price in connection.execute(query).all():
        at, uid = price.decided_at or price.created_at, secrets.token_hex(16)
        connection.execute(
            _VISITS.insert().values(
                lead_id=price.lead_id,
                state="proposed" if price.visit_day else "open",
                proposed_by="homeowner",
                round=1 if price.visit_day else 0,
                address=price.visit_address,
                uid=uid,
                sequence=0,
                created_at=at,
            )
        )
        if price.visit_day:
            starts, ends = (
                datetime.combine(day, time(), tzinfo=_HERE).astimezone(UTC)
                for day in (price.visit_day, price.visit_day + timedelta(days=1))
            )
            connection.execute(
                _WINDOWS.insert().values(
                    visit_id=sa.select(_VISITS.c.id).where(_VISITS.c.uid == uid).scalar_subquery(),
                    round=1,
                    proposed_by="homeowner",
                    number=0,
                    starts_at=starts,
                    ends_at=ends,
                    created_at=at,
                )
            )
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        for name in ("visit_address", "visit_day", "visit_at"):
            batch_op.drop_column(name)


def downgrade() -> None:
    """Undo: where and when of accepted prices are visits"""
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visit_address", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("visit_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("visit_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE quotes SET visit_at = decided_at, visit_address ="
        " (SELECT max(address) FROM visits WHERE visits.lead_id = quotes.lead_id) WHERE state = 'accepted'"
    )
