"""when the urgency of a request was corrected

Revision: 0039, after 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of requests from before, an urgency that was corrected counts from the day of the request."""
    op.add_column("quote_requests", sa.Column("urgency_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo: when the urgency of a request was corrected"""
    with op.batch_alter_table("quote_requests") as table:
        table.drop_column("urgency_at")
