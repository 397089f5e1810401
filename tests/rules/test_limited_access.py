"""A person with limited access is nowhere for who is not named: every page of staff is looked at as such a one."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.access import AUDIENCE_OF_ROLE, give, reach_of
from accounts.models import Audience, Case, Limited, LimitedReader, NonAssociation, Prisoner, Role, User
from education.models import Post
from passport.models import Passport
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.rules.matrix import ROWS
from tests.rules.row import PRISON, Row

pytestmark = pytest.mark.django_db
FIGHT = {"where": "TOTAL", "reason": "a fight", "since_at": NOW}
NAME, NUMBER = "Quillfeather", "Q9876ZX"
STAFF_ROLES = [role for role, audience in AUDIENCE_OF_ROLE.items() if audience == Audience.STAFF]
PAGES = [each for each in ROWS if PRISON in each.on]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def everything(cast: Cast) -> User:
    """Somebody with every role of staff and with his case, who is not named."""
    made = UserFactory(roles=STAFF_ROLES, name="Somebody Else")
    person = cast.prisoner.prisoner
    give(made, ["work_with_prisoner", "read_restricted"], person)
    Case.objects.create(prisoner=person, worker=made, began_at=NOW)
    return made


def limit(cast: Cast, *named: User, person: Prisoner | None = None) -> Limited:
    two = {"asked_by": cast.administrator, "asked_at": NOW, "made_by": cast.practitioner, "made_at": NOW}
    whose = person or cast.prisoner.prisoner
    made, _new = Limited.objects.update_or_create(
        prisoner=whose, lifted_at=None, defaults={"reason": "RELATIVE", **two}
    )
    for user in named:
        LimitedReader.objects.create(
            limited=made, user=user, asked_by=cast.administrator, named_by=cast.practitioner, named_at=NOW
        )
    return made


def renamed(user: User) -> Prisoner:
    """The person under a name and a number that nothing else on a page has."""
    Prisoner.objects.filter(pk=user.prisoner.pk).update(last_name=NAME, number=NUMBER)
    User.objects.filter(pk=user.pk).update(name=f"Marlon {NAME}", username=NUMBER)
    user.refresh_from_db()
    user.prisoner.refresh_from_db()
    return user.prisoner


def same_things(of: Prisoner, to: Prisoner) -> None:
    """Whatever one has, the other has too: the same contacts, classes, groups, requests; and they are kept apart."""
    NonAssociation.objects.get_or_create(first=of, second=to, until_at=None, defaults=FIGHT)
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        if getattr(fields.get("prisoner"), "related_model", None) is not Prisoner:
            continue
        for row in list(model._default_manager.filter(prisoner=of)[:5]):
            fresh = model(**{name: getattr(row, field.attname) for name, field in _plain(fields)})
            for field in fields.values():
                if field.is_relation and not field.primary_key:
                    setattr(fresh, field.attname, getattr(row, field.attname))
            fresh.prisoner = to
            for name in {"learner", "by", "author", "user"} & set(fields):
                if getattr(row, fields[name].attname) == of.user_id:
                    setattr(fresh, fields[name].attname, to.user_id)
            with contextlib.suppress(IntegrityError), transaction.atomic():
                fresh.save(force_insert=True)
    for post in Post.objects.filter(author=of):
        Post.objects.create(group=post.group, author=to, words=f"Words of {NAME}", state=post.state, written_at=NOW)


def _plain(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, field) for name, field in fields.items() if not field.is_relation and not field.primary_key]


@pytest.mark.parametrize("each", [pytest.param(row, id=row.url) for row in PAGES])
def test_no_page_shows_a_trace(each: Row, cast: Cast, node: object, sign_in: SignIn, everything: User) -> None:
    person = renamed(cast.prisoner)
    arguments = each.of(cast) if each.of else {}
    address = reverse(each.url, kwargs=arguments or None, urlconf="deploy.urls.prison")
    limit(cast, cast.practitioner)
    client = sign_in(Client(raise_request_exception=False), everything)
    rec = Passport.objects.filter(prisoner=person).values_list("pk", flat=True).first()
    traces = [NAME, person.number, str(person.pk), *([str(rec)] if rec else [])]
    with override_settings(ROOT_URLCONF="deploy.urls.prison"):
        for answer in (client.get(address), client.get(f"{address}?all=yes&when=all&whose=all&window=&of=none")):
            body = told(answer).replace(address, "")
            assert [trace for trace in traces if trace in body] == []
        if person.pk in arguments.values():
            assert client.get(address).status_code in ({404} if "GET" in each.allowed else {404, 405, 403})
            assert client.post(address, each.data(cast) if each.data else {}).status_code in (404, 405)


@pytest.mark.parametrize("each", [pytest.param(row, id=row.url) for row in PAGES if "GET" in row.allowed])
def test_no_page_of_another_shows_a_trace(
    each: Row, cast: Cast, node: object, sign_in: SignIn, everything: User
) -> None:
    person = renamed(cast.cell_mate)
    arguments = each.of(cast) if each.of else {}
    same_things(cast.prisoner.prisoner, person)
    address = reverse(each.url, kwargs=arguments or None, urlconf="deploy.urls.prison")
    limit(cast, cast.practitioner, person=person)
    client = sign_in(Client(raise_request_exception=False), everything)
    with override_settings(ROOT_URLCONF="deploy.urls.prison"):
        body = told(client.get(address))
    assert [trace for trace in (NAME, NUMBER, str(person.pk)) if trace in body.replace(address, "")] == []


def told(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + str(answer.headers)


def test_who_is_named_sees_them_as_usual(cast: Cast, node: object, sign_in: SignIn) -> None:
    person = renamed(cast.prisoner)
    limit(cast, cast.practitioner)
    client = sign_in(Client(), cast.practitioner)
    assert NAME in client.get("/staff/people/").content.decode()
    assert client.get(f"/staff/people/{person.pk}/").status_code == 200
    assert NAME in client.get("/staff/").content.decode()


def test_they_see_themselves(cast: Cast, node: object, sign_in: SignIn) -> None:
    limit(cast)
    assert sign_in(Client(), cast.prisoner).get("/me/").status_code == 200


def test_a_page_of_them_answers_as_one_of_nobody(cast: Cast, node: object, sign_in: SignIn, everything: User) -> None:
    limit(cast)
    client = sign_in(Client(), everything)
    hidden, nobody = cast.prisoner.prisoner.pk, uuid4()
    theirs, none = (client.get(f"/staff/people/{pk}/") for pk in (hidden, nobody))
    assert theirs.status_code == none.status_code == 404
    assert theirs.content.decode().replace(str(hidden), "") == none.content.decode().replace(str(nobody), "")


def test_a_reach_costs_one_query_and_follows_what_is_said(
    cast: Cast, everything: User, django_assert_num_queries
) -> None:
    made = limit(cast, cast.practitioner)
    with django_assert_num_queries(1):
        assert reach_of(everything).hidden == {cast.prisoner.prisoner.pk}
    assert reach_of(cast.practitioner).hidden == frozenset()
    assert reach_of(cast.officer_elsewhere).hidden == frozenset()
    LimitedReader.objects.update(ended_at=timezone.now())
    assert reach_of(User.objects.get(pk=cast.practitioner.pk)).hidden == {cast.prisoner.prisoner.pk}
    made.lifted_at = timezone.now()
    made.save()
    assert reach_of(everything).hidden == frozenset()
    assert Role.TUTOR in reach_of(everything).roles
