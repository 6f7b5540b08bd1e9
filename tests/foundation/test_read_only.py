"""A disk that could only be read for a while: the site saves again once it can be written."""

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from directory.foundation import limits
from directory.foundation.db import db


def test_connections_that_cannot_write_are_not_used_again(app: Flask) -> None:
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        # What a connection answers that was opened while its file, or its server, could only be read.
        connection.exec_driver_sql("PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = on")
    with pytest.raises(DBAPIError, match=r"read-?only"):
        limits.write_something()
    limits.write_something()
