"""towns and counties in the place of a ZIP code

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Where a request came without a ZIP code: the code of its town or county, and what was typed."""
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_code", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("place_text", sa.String(length=60), nullable=True))


def downgrade() -> None:
    """Undo: towns and counties in the place of a ZIP code"""
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.drop_column("place_text")
        batch_op.drop_column("place_code")
