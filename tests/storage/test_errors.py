"""What an error of the database may say: it ends up in the log."""

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database

NAME = "Nguyễn Văn An"


def test_an_error_of_the_database_names_nobody(database: Database):
    statement = text("INSERT INTO nowhere (name) VALUES (:name)")
    with pytest.raises(DBAPIError) as caught:
        database.write(lambda tx: tx.execute(statement, {"name": NAME}))
    assert NAME not in "".join(traceback.format_exception(caught.value))
