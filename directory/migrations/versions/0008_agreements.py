"""accepted prices that can be undone

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A price keeps until when its yes can be undone, when it was told, and where and when the work is.

    What was accepted before was told at once.
    """
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("visit_address", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("visit_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("visit_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE quotes SET settled_at = COALESCE(decided_at, created_at) WHERE state = 'accepted'")


def downgrade() -> None:
    """Undo: accepted prices that can be undone"""
    # What could still be undone has not been told: it is a price like any other again.
    op.execute("UPDATE quotes SET state = 'sent', decided_at = NULL WHERE state = 'accepted' AND settled_at IS NULL")
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        for name in ("visit_at", "visit_day", "visit_address", "settled_at", "undo_until"):
            batch_op.drop_column(name)
