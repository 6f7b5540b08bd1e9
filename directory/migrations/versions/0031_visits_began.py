"""when visits began

Revision: 0031, after 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """When times were first proposed for a visit: for those from before, when the first of them was, or when it was
    made."""
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE visits SET began_at = coalesce("
        "(SELECT min(created_at) FROM visit_windows WHERE visit_windows.visit_id = visits.id), created_at)"
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.alter_column("began_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Undo: when visits began"""
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_column("began_at")
