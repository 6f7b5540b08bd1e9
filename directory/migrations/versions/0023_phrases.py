"""phrases of the conversation

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """phrases of the conversation"""
    with op.batch_alter_table('replies') as batch:
        batch.add_column(sa.Column('phrase', sa.String(length=40), nullable=True))
        batch.add_column(sa.Column('slots', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """phrases of the conversation"""
    with op.batch_alter_table('replies') as batch:
        batch.drop_column('slots')
        batch.drop_column('phrase')
