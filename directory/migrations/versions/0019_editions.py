"""which edition of a listing its page shows

Revision: 0019, after 0018
"""

from alembic import op
import sqlalchemy as sa


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """which edition of a listing its page shows"""
    with op.batch_alter_table('search_docs') as batch_op:
        batch_op.add_column(sa.Column('edition', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    """which edition of a listing its page shows"""
    with op.batch_alter_table('search_docs') as batch_op:
        batch_op.drop_column('edition')
