"""requests by the phone of their homeowner

Revision: 0020, after 0019
"""

from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """requests by the phone of their homeowner"""
    op.create_index(op.f('ix_quote_requests_phone'), 'quote_requests', ['phone'], unique=False)


def downgrade() -> None:
    """requests by the phone of their homeowner"""
    op.drop_index(op.f('ix_quote_requests_phone'), table_name='quote_requests')
