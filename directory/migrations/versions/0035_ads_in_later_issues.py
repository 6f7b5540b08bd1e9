"""in which issue an ad was seen last, and which one it was not in

Revision: 0035, after 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of the ads that are here no later issue was read."""
    with op.batch_alter_table("ads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("absent_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("has_ended", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Undo: in which issue an ad was seen last, and which one it was not in"""
    with op.batch_alter_table("ads", schema=None) as batch_op:
        batch_op.drop_column("has_ended")
        batch_op.drop_column("absent_on")
        batch_op.drop_column("seen_on")
