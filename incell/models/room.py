"""Writing a row as long as there are not too many others: what is counted is counted by the statement that writes."""

from collections.abc import Iterable

from django.db import connections, models, router
from django.db.models.sql import InsertQuery

Room = tuple["models.QuerySet[models.Model]", int]  # these rows, of which there must be fewer than so many


def insert_while_room(row: models.Model, rooms: Iterable[Room]) -> bool:
    """Insert a row that is not there yet, if there is room for it everywhere; whether there was. Queries: 1.

    Whoever counts rows that others may be adding holds a lock that these others want too, from before this statement.
    """
    using = router.db_for_write(type(row), instance=row)
    query = InsertQuery(type(row))
    query.insert_values(row._meta.concrete_fields, [row])
    [(insert, values)] = query.get_compiler(using=using).as_sql()
    into, _, written = insert.partition(" VALUES ")
    conditions, counted = [], []
    for rows, fewer_than in rooms:
        sql, params = rows.order_by().values("pk")[:fewer_than].query.sql_with_params()
        conditions.append(f"(SELECT COUNT(*) FROM ({sql}) AS there) < %s")  # noqa: S608 (Django's own words)
        counted += [*params, fewer_than]
    statement = f"{into} SELECT {written[1:-1]} WHERE {' AND '.join(conditions) or '1 = 1'}"
    with connections[using].cursor() as cursor:
        cursor.execute(statement, [*values, *counted])
        if cursor.rowcount != 1:
            return False
    row._state.adding, row._state.db = False, using
    return True
