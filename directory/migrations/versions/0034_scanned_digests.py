"""which file with printed pages was sent before

Revision: 0034, after 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of files sent before nobody knows."""
    with op.batch_alter_table("scanned_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_scanned_files_digest"), ["digest"], unique=False)


def downgrade() -> None:
    """Undo: which file with printed pages was sent before"""
    with op.batch_alter_table("scanned_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scanned_files_digest"))
        batch_op.drop_column("digest")
