"""indexes of the tables that grow

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NEW = (
    ("audit_events", ["at"]),
    ("contact_points", ["state", "business_id"]),
    ("inbound_texts", ["sender", "id"]),
    ("inbound_texts", ["is_read", "received_at"]),
    ("inbound_texts", ["received_at"]),
    ("leads", ["business_id", "state", "id"]),
    ("leads", ["business_id", "request_id"]),
    ("licenses", ["status", "id"]),
    ("licenses", ["status", "expires_on"]),
    ("messages", ["state", "handled_at", "created_at"]),
    ("messages", ["channel", "first_attempt_at", "budget"]),
    ("messages", ["created_at", "channel", "state"]),
    ("messages", ["channel", "state", "id"]),
    ("quote_requests", ["state", "closed_at"]),
)
#: Name, table, columns and rows of those that hold some rows alone.
_PARTIAL = (
    ("ix_facts_of_owners", "facts", ["business_id", "field", "id"], "source = 'owner'"),
    ("ix_messages_to_forget", "messages", ["created_at"], "recipient NOT LIKE 'forgotten %'"),
    ("ix_consents_to_forget", "consents", ["purge_after"], "name IS NOT NULL"),
)
#: Each begins one of the new ones.
_OLD = (("inbound_texts", ["sender"]), ("leads", ["business_id"]), ("messages", ["first_attempt_at"]))


def _name(table: str, columns: list[str]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def upgrade() -> None:
    """Every list and count of a page goes along an index."""
    for table, columns in _NEW:
        op.create_index(_name(table, columns), table, columns)
    for name, table, columns, rows in _PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
    for table, columns in _OLD:
        op.drop_index(_name(table, columns), table_name=table)


def downgrade() -> None:
    """Undo: indexes of the tables that grow"""
    for table, columns in _OLD:
        op.create_index(_name(table, columns), table, columns)
    for name, table, _, _ in reversed(_PARTIAL):
        op.drop_index(name, table_name=table)
    for table, columns in reversed(_NEW):
        op.drop_index(_name(table, columns), table_name=table)
