"""requests that are corrected after they were sent

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What a request said before each correction, and the link that it had before another contact was given."""
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previous_digest", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_quote_requests_previous_digest"), ["previous_digest"], unique=False)
    op.create_table(
        "request_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("read_by", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["quote_requests.id"], name=op.f("fk_request_versions_request_id_quote_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_versions")),
    )
    with op.batch_alter_table("request_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_versions_request_id"), ["request_id"], unique=False)


def downgrade() -> None:
    """Undo: requests that are corrected after they were sent"""
    op.drop_table("request_versions")
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_requests_previous_digest"))
        batch_op.drop_column("previous_digest")
