"""merges of ads that can be undone

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A fact can be undone and stays in the record; an ad that was merged keeps which facts that added."""
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fact_ids", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo: merges of ads that can be undone"""
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("fact_ids")
    # What was undone would count again.
    op.execute("DELETE FROM facts WHERE retracted_at IS NOT NULL")
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.drop_column("retracted_at")
