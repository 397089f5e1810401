"""Requests found by their words, alike on both databases."""

from datetime import timedelta

import pytest

from incell.models import Request, saying
from incell.models.saying import searched
from tests.cast import NOW, Cast
from tests.incell.handled import a_request, privileged

pytestmark = pytest.mark.django_db


def says(cast: Cast, words: str) -> Request:
    return a_request(cast.prisoner.prisoner, words=words)


@pytest.mark.parametrize(
    ("words", "search"),
    [
        ("Phone credit for my Mum", "credit phone"),
        ("Phone credit for my Mum", "CRED"),
        ("Éloïse can't call", "eloise"),
        ("ELOISE", "Éloïse"),
        ("Wiśniewski and Łukasz and Bjørn", "wisniewski lukasz bjorn"),
        ("lukasz", "Łukasz"),
        ("Straße 7", "strasse"),
        ("O’Dowd said", "dowd"),
        ("O'Dowd said", "o’dowd"),
        ("call 07700 900123", "0770"),
        ("cell 2-3-030", "2-3-030"),
        ("write to jo@home.example", "home"),
        ("mail jo@home.example", "jo@home.example"),
        ("rhwyd-waith", "waith"),
        ("either/or", "or"),
        ("🦆 duck", "🦆 duck"),
        ("first\nsecond", "second first"),
    ],
)
def test_what_finds(cast: Cast, words: str, search: str) -> None:
    wanted = says(cast, words)
    says(cast, "something else")
    assert list(Request.objects.saying(search)) == [wanted]


@pytest.mark.parametrize(
    "search", ["", "  ", "🦆", '"', "'", "*", "--", "NOT", "credit NOT", "phone OR lawyer", "edit", "phone -credit x"]
)
def test_what_finds_nothing(cast: Cast, search: str) -> None:
    says(cast, "phone credit")
    assert list(Request.objects.saying(search)) == []


@pytest.mark.parametrize(
    "search",
    [
        'cre"dit',
        "credit'",
        "credit)",
        "(credit",
        "words:credit",
        "credit*",
        "^credit",
        "\x00credit",
        "phone AND credit",
    ],
)
def test_signs_of_a_query_language_are_none(cast: Cast, search: str) -> None:
    says(cast, "phone credit and words, cre dit")
    assert len(Request.objects.saying(search)) == 1


def test_only_the_last_word_may_be_begun_only(cast: Cast) -> None:
    says(cast, "phone credit")
    assert len(Request.objects.saying("phone cre")) == 1
    assert len(Request.objects.saying("pho credit")) == 0


def test_a_search_is_bounded() -> None:
    assert len(searched("word " * 50)) == 8
    assert searched("x" * 900) == ["x" * 40]


def test_the_index_follows_the_words(cast: Cast) -> None:
    asked = says(cast, "library book")
    asked.words = "property box"
    asked.save()
    assert list(Request.objects.saying("library")) == []
    assert list(Request.objects.saying("property")) == [asked]
    asked.words = ""
    asked.save()
    assert list(Request.objects.saying("property")) == []
    asked.words = "again"
    asked.save()
    assert list(Request.objects.saying("again")) == [asked]
    Request.objects.filter(pk=asked.pk).update(state="IN_PROGRESS")
    assert list(Request.objects.saying("again")) == [asked]


def test_no_word_finds_a_private_message(cast: Cast) -> None:
    privileged(cast.prisoner.prisoner)
    assert not Request.objects.saying("sealed").exists()
    assert not Request.objects.saying("ombudsman").exists()


def test_the_newest_that_say_it_come_first_and_no_more_than_asked_for(cast: Cast, monkeypatch) -> None:
    """Also where PostgreSQL looks among the two newest first, which say it too seldom, and has to look at all."""
    monkeypatch.setattr(saying, "RECENT", 2)
    said = [says(cast, words) for words in ("kettle one", "kettle two", "radio", "kettle three")]
    for day, request in enumerate(said):
        Request.objects.filter(pk=request.pk).update(sent_at=NOW + timedelta(days=day))
    wanted = [said[3].pk, said[1].pk, said[0].pk]
    for most in (1, 2, 3, 4):
        found = Request.objects.newest_saying("kettle", most)
        assert [pk for _sent, pk in found] == wanted[:most]
    assert found[0][0] == NOW + timedelta(days=3)
    assert Request.objects.newest_saying("", 5) == []
    assert Request.objects.none().newest_saying("kettle", 5) == []
