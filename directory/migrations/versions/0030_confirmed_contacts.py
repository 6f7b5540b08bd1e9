"""contacts that a homeowner confirmed

Revision: 0030, after 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until when a request waits for a confirmed contact, and what confirmed it. Requests from before have neither."""
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goes_out_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_kind", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("confirmed_how", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("confirmed_browser", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Undo: contacts that a homeowner confirmed"""
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        for name in ("confirmed_browser", "confirmed_how", "confirmed_kind", "confirmed_at", "goes_out_at"):
            batch_op.drop_column(name)
