"""from which printed thing people came, counted by day

Revision: 0037, after 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was counted before."""
    op.create_table(
        "arrivals",
        sa.Column("business_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requests", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("opened >= 0 AND requests >= 0", name=op.f("ck_arrivals_counts")),
        sa.PrimaryKeyConstraint("business_id", "source", "day", name=op.f("pk_arrivals")),
    )


def downgrade() -> None:
    """Undo: from which printed thing people came, counted by day"""
    op.drop_table("arrivals")
