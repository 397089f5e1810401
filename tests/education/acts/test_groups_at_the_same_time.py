"""Somebody writes while staff take them out: who waited for the group looks again at who is in it."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from education.acts import groups, posting
from education.models import Post
from tests.cast import NOW, Cast
from tests.groups import a_group, a_post, keep_apart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("apart", [False, True])
def test_who_waited_to_write_is_in_it_no_more(cast: Cast, apart: bool) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    group = a_group(cast, him, mate)
    post = a_post(group, mate)
    said: list[Any] = []

    def write() -> None:
        try:
            for act, more in (
                (posting.write_post, {"group": group.pk, "words": "x", "reply_to": None, "key": "k"}),
                (posting.report, {"post": post, "why": "OFF"}),
            ):
                try:
                    said.append(act(**more, by=cast.prisoner, at=NOW))
                except posting.NotInThisGroup as refusal:
                    said.append(refusal)
        finally:
            connection.close()

    waiting = threading.Thread(target=write)
    with transaction.atomic():
        if apart:
            groups.mute(group=group, prisoner=mate.pk, until=None, by=cast.tutor, at=NOW)  # holds the group
            keep_apart(him, mate)
        else:
            groups.take_out(group=group, prisoner=him.pk, by=cast.tutor, at=NOW)
        waiting.start()
        waiting.join(timeout=1)
    waiting.join(timeout=60)
    assert [type(one) for one in said] == [posting.NotInThisGroup] * 2
    assert Post.objects.count() == 1
