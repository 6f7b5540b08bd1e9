"""one accepted price

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A price knows its request, and one of a request can be accepted: the first of those that were."""
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("request_id", sa.Integer(), nullable=True))
    op.execute("UPDATE quotes SET request_id = (SELECT request_id FROM leads WHERE leads.id = quotes.lead_id)")
    op.execute(
        "UPDATE quotes SET state = 'declined' WHERE state = 'accepted' AND EXISTS (SELECT 1 FROM quotes AS earlier"
        " WHERE earlier.request_id = quotes.request_id AND earlier.state = 'accepted' AND earlier.id <> quotes.id"
        " AND (earlier.decided_at < quotes.decided_at"
        " OR (earlier.decided_at = quotes.decided_at AND earlier.id < quotes.id)))"
    )
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.alter_column("request_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_quotes_request_id_quote_requests"), "quote_requests", ["request_id"], ["id"]
        )
        batch_op.create_index(
            "uq_quotes_request_id_accepted",
            ["request_id"],
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )


def downgrade() -> None:
    """Undo: one accepted price"""
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quotes_request_id_accepted",
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.drop_constraint(batch_op.f("fk_quotes_request_id_quote_requests"), type_="foreignkey")
        batch_op.drop_column("request_id")
