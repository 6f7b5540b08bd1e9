"""What there is of a thing besides itself: looked up at once, so that a page reads only the tables that hold some."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session


class Presence:
    """Conditions by name, each on the rows of one table, whose values a page binds: one statement for all of them.

    >>> _OF_LEAD = Presence(quotes=Quote.lead_id == bindparam("lead"), replies=Reply.lead_id == bindparam("lead"))
    >>> _OF_LEAD.read(session, lead=12)  # doctest: +SKIP
    {'quotes'}
    """

    def __init__(self, **conditions: ColumnElement[bool]) -> None:
        self._names = tuple(conditions)
        self._query = select(*(exists().where(condition) for condition in conditions.values()))

    def read(self, session: Session, **values: object) -> set[str]:
        """The names of the conditions that a row fulfils with these values."""
        answers = session.connection().execute(self._query, values).one()
        return {name for name, is_there in zip(self._names, answers, strict=True) if is_there}
