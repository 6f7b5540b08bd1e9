"""second contacts of a request

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who gets messages of a request besides its homeowner."""
    op.create_table(
        "second_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope IN ('answers', 'all')", name=op.f("ck_second_contacts_scope")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["quote_requests.id"], name=op.f("fk_second_contacts_request_id_quote_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_contacts")),
        sa.UniqueConstraint("request_id", name=op.f("uq_second_contacts_request_id")),
    )
    with op.batch_alter_table("second_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_contacts_address"), ["address"], unique=False)


def downgrade() -> None:
    """Undo: second contacts of a request"""
    op.drop_table("second_contacts")
