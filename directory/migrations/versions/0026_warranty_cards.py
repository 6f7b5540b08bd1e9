"""work that is done, and warranty cards

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """When the work of a lead was done, and the cards of what was promised with it."""
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("done_by_business_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("done_by_homeowner_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "warranty_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("own_serial", sa.String(length=60), nullable=True),
        sa.Column("own_notes", sa.String(length=1000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_warranty_cards_lead_id_leads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_cards")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_warranty_cards_lead_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_warranty_cards_token_digest")),
    )
    with op.batch_alter_table("warranty_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warranty_cards_expires_on"), ["expires_on"], unique=False)
    op.create_table(
        "warranty_card_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["warranty_cards.id"], name=op.f("fk_warranty_card_versions_card_id_warranty_cards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_card_versions")),
    )
    with op.batch_alter_table("warranty_card_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warranty_card_versions_card_id"), ["card_id"], unique=False)


def downgrade() -> None:
    """Undo: work that is done, and warranty cards"""
    op.drop_table("warranty_card_versions")
    op.drop_table("warranty_cards")
    with op.batch_alter_table("leads", schema=None) as batch_op:
        for name in ("done_by_homeowner_at", "done_by_business_at", "done_on"):
            batch_op.drop_column(name)
