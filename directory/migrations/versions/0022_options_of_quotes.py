"""options of quotes

Revision: 0022, after 0021
"""

from alembic import op
import sqlalchemy as sa


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

_NEW: tuple[sa.Column[object], ...] = (
    sa.Column('license', sa.String(length=80), nullable=True),
    sa.Column('insured', sa.Boolean(), nullable=True),
    sa.Column('exclusions', sa.String(length=1000), nullable=True),
    sa.Column('cancel_days', sa.Integer(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('chosen_option', sa.Integer(), nullable=True),
)


def upgrade() -> None:
    """options of quotes"""
    op.create_table(
        'quote_options',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('quote_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('document', sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(['quote_id'], ['quotes.id'], name=op.f('fk_quote_options_quote_id_quotes')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_options')),
        sa.UniqueConstraint('quote_id', 'position', name=op.f('uq_quote_options_quote_id_position')),
    )
    with op.batch_alter_table('quotes') as batch_op:
        for column in _NEW:
            batch_op.add_column(column)


def downgrade() -> None:
    """options of quotes"""
    with op.batch_alter_table('quotes') as batch_op:
        for column in reversed(_NEW):
            batch_op.drop_column(column.name)
    op.drop_table('quote_options')
