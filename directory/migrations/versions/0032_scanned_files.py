"""files with printed pages that were sent to be read

Revision: 0032, after 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The files, and where an ad stands on a page of one. Ads from before were typed."""
    op.create_table(
        "scanned_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("flaw", sa.String(length=20), nullable=True),
        sa.Column("publication", sa.String(length=80), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("pages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ads", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "state IN ('writing', 'reading', 'read', 'failed', 'gone')", name=op.f("ck_scanned_files_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanned_files")),
        sa.UniqueConstraint("key", name=op.f("uq_scanned_files_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scan", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo: files with printed pages that were sent to be read"""
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_column("scan")
    op.drop_table("scanned_files")
