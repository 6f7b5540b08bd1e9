"""prices that a homeowner typed in

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """prices that a homeowner typed in"""
    op.create_table(
        'typed_quotes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('request_id', sa.Integer(), nullable=False),
        sa.Column('who', sa.String(length=80), nullable=False),
        sa.Column('document', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['request_id'], ['quote_requests.id'], name=op.f('fk_typed_quotes_request_id_quote_requests')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_typed_quotes')),
    )
    with op.batch_alter_table('typed_quotes') as batch:
        batch.create_index(batch.f('ix_typed_quotes_request_id'), ['request_id'], unique=False)


def downgrade() -> None:
    """Undo: prices that a homeowner typed in"""
    op.drop_table('typed_quotes')
