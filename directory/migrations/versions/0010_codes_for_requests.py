"""codes for requests

Revision: 0010, after 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BEFORE = "purpose IN ('sign-in', 'prove', 'add-contact', 'claim', 'remove', 'list')"
_AFTER = "purpose IN ('sign-in', 'prove', 'add-contact', 'claim', 'remove', 'list', 'find')"


def _replace(condition: str) -> None:
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_codes_purpose"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_codes_purpose"), condition)


def upgrade() -> None:
    """A code may open a homeowner's request."""
    _replace(_AFTER)


def downgrade() -> None:
    """Undo: codes for requests"""
    op.execute("DELETE FROM codes WHERE purpose = 'find'")
    _replace(_BEFORE)
