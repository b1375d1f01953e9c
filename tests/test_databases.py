"""The database fixtures keep their promises: real engines, the whole schema, no rows."""

from datetime import date

import pytest
from sqlalchemy import func, inspect, select

from storage.database import Database
from storage.schema import metadata, units


def test_each_engine_is_tried(database: Database, request: pytest.FixtureRequest):
    engine = database.read(lambda tx: tx.dialect.name)
    assert engine in request.node.name


def test_the_whole_schema_is_there(database: Database):
    there = database.read(lambda tx: set(inspect(tx).get_table_names()))
    assert set(metadata.tables) <= there


@pytest.mark.parametrize("turn", [1, 2])
def test_a_row_of_one_test_is_gone_in_the_next(database: Database, turn: int):
    day = date(2026, 1, 5)
    row = dict(code="01", name="A", name_fold="a", level="nation", valid_from=day, valid_to=day)
    database.write(lambda tx: tx.execute(units.insert(), row))
    assert database.read(lambda tx: tx.scalar(select(func.count()).select_from(units))) == 1


def test_postgresql_does_not_compile_our_queries(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    try:
        assert database.read(lambda tx: tx.exec_driver_sql("SHOW jit").scalar_one()) == "off"
    finally:
        database.close()
