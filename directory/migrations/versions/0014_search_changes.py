"""what each version of the listings changed

Revision: 0014, after 0013
"""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """what each version of the listings changed"""
    op.create_table('search_changes',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('business_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('version', 'business_id', name=op.f('pk_search_changes'))
    )


def downgrade() -> None:
    """what each version of the listings changed"""
    op.drop_table('search_changes')
