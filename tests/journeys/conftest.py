"""What the journeys of real processes share."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql


@pytest.fixture
def databases() -> Iterator[dict[str, str]]:
    """An empty database for each node on the run's PostgreSQL; none where the run is on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {}
        return
    made = {role: f"journey_{role}_{uuid4().hex[:8]}" for role in ("prison", "central", "leeds")}
    with psycopg.connect(url, autocommit=True) as server:
        for name in made.values():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield {role: urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for role, name in made.items()}
        finally:
            for name in made.values():
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
