"""threads of texts

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEY = ["kind", "subject_kind", "subject_id", "channel", "recipient"]
_OLD, _NEW = "uq_messages_kind_subject_kind_subject_id_channel_recipient", "uq_messages_decision"


def upgrade() -> None:
    """A text keeps its reading, its effect and its answer; a message can be undone; the operator writes to phones."""
    op.create_table(
        "desk_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.Column("written_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_texts")),
        sa.UniqueConstraint("form_key", name=op.f("uq_desk_texts_form_key")),
    )
    with op.batch_alter_table("desk_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_texts_phone"), ["phone"], unique=False)
    with op.batch_alter_table("inbound_texts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pass_on", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("effect", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("state_before", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("effect_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undone", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint(batch_op.f(_OLD), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_NEW), [*_KEY, "undone"])
        batch_op.create_index(batch_op.f("ix_messages_recipient"), ["recipient"], unique=False)
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_mails", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_requests_created_at"), ["created_at"], unique=False)
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leads_state_request_id"), ["state", "request_id"], unique=False)


def downgrade() -> None:
    """Undo: threads of texts"""
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leads_state_request_id"))
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_requests_created_at"))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("wants_mails")
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.drop_column("retracted_at")
    # Of a message that was decided twice, the one that was undone goes.
    op.execute("DELETE FROM messages WHERE undone <> 0")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_recipient"))
        batch_op.drop_constraint(batch_op.f(_NEW), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_OLD), _KEY)
        batch_op.drop_column("undone")
    with op.batch_alter_table("inbound_texts", schema=None) as batch_op:
        for name in ("filed_at", "answer_id", "effect_id", "state_before", "effect", "pass_on"):
            batch_op.drop_column(name)
    op.drop_table("desk_texts")
