"""visits and the times proposed for them

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_LIVE = sa.text("state IN ('open', 'proposed', 'agreed', 'moved')")


def upgrade() -> None:
    """When a firm comes to look or to work, and where to."""
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_by", sa.String(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_way_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'proposed', 'agreed', 'moved', 'done', 'cancelled')", name=op.f("ck_visits_state")
        ),
        sa.CheckConstraint("proposed_by IN ('business', 'homeowner')", name=op.f("ck_visits_proposed_by")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_visits_lead_id_leads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("uid", name=op.f("uq_visits_uid")),
    )
    op.create_index(
        "uq_visits_lead_id_live", "visits", ["lead_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )
    op.create_index(op.f("ix_visits_lead_id_id"), "visits", ["lead_id", "id"], unique=False)
    op.create_table(
        "visit_windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_windows_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_windows")),
    )
    op.create_index(op.f("ix_visit_windows_visit_id"), "visit_windows", ["visit_id"], unique=False)


def downgrade() -> None:
    """Undo: visits and the times proposed for them"""
    op.drop_table("visit_windows")
    op.drop_table("visits")
