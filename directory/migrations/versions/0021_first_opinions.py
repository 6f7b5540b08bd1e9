"""what a first contractor found and asked for

Revision: 0021, after 0020
"""

from alembic import op
import sqlalchemy as sa


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """what a first contractor found and asked for"""
    with op.batch_alter_table('quote_requests') as batch_op:
        batch_op.add_column(sa.Column('first_diagnosis', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('first_price_min', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('first_price_max', sa.Integer(), nullable=True))


def downgrade() -> None:
    """what a first contractor found and asked for"""
    with op.batch_alter_table('quote_requests') as batch_op:
        batch_op.drop_column('first_price_max')
        batch_op.drop_column('first_price_min')
        batch_op.drop_column('first_diagnosis')
