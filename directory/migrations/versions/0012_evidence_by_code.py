"""evidence of a phone's agreement by code

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: What was written as a sentence, by its code. "said at the desk" was the owner's own press on the listing's page.
_CODES = {
    "printed in the ad": "printed",
    "said at the desk": "own_desk",
    "added by the owner, not proved": "added",
    "texted a stop word": "stop_text",
    "texted START": "start_text",
    "texted 好": "yes_text",
    "answered a text": "answered_text",
    "two texts without an answer": "silence",
    "a text bounced": "bounced",
    "a code bounced": "bounced",
    "a text came from it": "came_through",
    "said STOP to the gateway": "gateway_stop",
}
_POINTS = sa.table("contact_points", sa.column("state_how", sa.String), sa.column("state_note", sa.String))


def upgrade() -> None:
    """Codes for how it is known whether a phone may be texted; the operator's own words become a note.

    Records of consents stay as they are: each row's digest covers how it came about.
    """
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state_note", sa.String(length=80), nullable=True))
    for words, code in _CODES.items():
        op.execute(_POINTS.update().where(_POINTS.c.state_how == words).values(state_how=code))
    words_of_operator = _POINTS.c.state_how.not_in(sorted({*_CODES.values()}))
    op.execute(_POINTS.update().where(words_of_operator).values(state_note=_POINTS.c.state_how))
    op.execute(_POINTS.update().where(words_of_operator).values(state_how="told_operator"))


def downgrade() -> None:
    """Undo: the sentences again, and the operator's words in their place."""
    for words, code in _CODES.items():
        op.execute(_POINTS.update().where(_POINTS.c.state_how == code).values(state_how=words))
    words_of_operator = sa.func.coalesce(_POINTS.c.state_note, "told the operator")
    op.execute(_POINTS.update().where(_POINTS.c.state_how == "told_operator").values(state_how=words_of_operator))
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.drop_column("state_note")
