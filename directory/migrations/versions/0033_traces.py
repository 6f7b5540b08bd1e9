"""by what the logs know the visit that decided a message or a job

Revision: 0033, after 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was decided before has none."""
    for table in ("messages", "jobs"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("trace", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Undo: by what the logs know the visit that decided a message or a job"""
    for table in ("messages", "jobs"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("trace")
