"""topics of which an address gets no mails

Revision: 0036, after 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has turned anything off."""
    op.create_table(
        "topic_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("address_digest", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_stops")),
        sa.UniqueConstraint("topic", "address_digest", name=op.f("uq_topic_stops_topic_address_digest")),
    )


def downgrade() -> None:
    """Undo: topics of which an address gets no mails"""
    op.drop_table("topic_stops")
