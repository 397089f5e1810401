"""A prison that lost its disk, or came back from an old backup, between the nodes of two_nodes.py."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.acts.keys import record_node_keys
from passport.acts.returning import Back, bring_back
from passport.sync.faults import NotAccepted
from passport.sync.restore.giving import give
from passport.sync.restore.taking import Taken, Taker
from passport.sync.transport import Answered, Post
from tests.two_nodes import CENTRAL, NOW, Line


def door(line: Line, change: Callable[[bytes], bytes] = lambda raw: raw) -> Post:
    """Central's door for a restore."""

    def post(raw: bytes) -> bytes:
        with line.at(CENTRAL):
            try:
                return change(give(raw, at=line.now))
            except NotAccepted as error:
                raise Answered(error.code) from error

    return post


def empty(line: Line) -> None:
    """This node has nothing but its keys: a new disk."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    for keys in line.keys.values():
        record_node_keys(keys=keys, at=NOW)


def restore(line: Line, **more: Any) -> Taken:
    """As `manage.py sync --restore`, up to the people."""
    line.later(minutes=1)
    return Taker(door(line), lambda: line.now, **more).take()


def come_back(line: Line) -> Back:
    """The whole of it: the copy, a round of the courier, and the people."""
    restore(line)
    line.later(minutes=1)
    done = line.courier().round(wait=False)
    assert done.fault == "", done
    return bring_back(by="command:sync", at=line.now)


@contextmanager
def old_backup(line: Line, node: str) -> Iterator[None]:
    """After the block every row of a node's database is again as it was before it."""
    with line.at(node):
        models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
        before = {model: list(model._base_manager.values()) for model in models}
    yield
    with line.at(node):
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        with transaction.atomic(), connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for model, rows in before.items():
                names = [field.attname for field in model._meta.concrete_fields]
                model._base_manager.bulk_create(model(**{name: row[name] for name in names}) for row in rows)
            for statement in connection.ops.sequence_reset_sql(no_style(), list(before)):
                cursor.execute(statement)
