"""What a person keeps of a study group stands in the sealed SKILLS section, and goes out of the next version again."""

from datetime import timedelta
from typing import Any

from accounts.keys import NodeKeys
from education.acts import posting
from education.acts.keeping import keep
from education.models import Post
from passport.acts.sections import keys_of, open_version
from passport.acts.skills import MOST_ANSWERS, MOST_WORDS, follow_awards, skills_of
from passport.models import SectionVersion
from tests.awards import a_skill
from tests.cast import NOW, Cast
from tests.groups import a_group, a_post


def said(person: Any) -> dict[str, Any]:
    version = SectionVersion.objects.of(person.passport.pk).filter(sec="SKILLS").newest().get()
    return open_version(version=version, keys=keys_of(person.passport.pk), at=NOW).data


def test_kept_words_follow_the_choice(cast: Cast, node: NodeKeys) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    group = a_group(cast, him, mate)
    mine, other = a_post(group, him, "Halve it twice."), a_post(group, him, "This stays here.")
    answer = a_post(group, mate, "That works, thank you.", reply_to=mine)
    a_post(group, mate, "Unread words", reply_to=mine, state=Post.State.WAITING)
    assert follow_awards(at=NOW) == 0
    keep(post=mine, wanted=True, by=cast.prisoner, at=NOW)
    keep(post=answer, wanted=True, by=cast.cell_mate, at=NOW)
    a_skill(him, at=NOW)
    assert follow_awards(at=NOW) == 2
    assert follow_awards(at=NOW) == 0
    (kept,) = said(him)["words"]
    assert (kept["words"], kept["asked"], kept["told"]) == ("Halve it twice.", "", ["That works, thank you."])
    assert said(him)["awards"][0]["name"] == "Teamwork"
    (theirs,) = said(mate)["words"]
    assert (theirs["words"], theirs["asked"], theirs["told"]) == ("That works, thank you.", "Halve it twice.", [])
    everything = str([said(him)["words"], said(mate)["words"]])
    assert not [name for name in (him.first_name, mate.first_name, other.words, "Unread") if name in everything]

    posting.hide(post=answer, reason="Not here", by=cast.tutor, at=NOW)
    assert follow_awards(at=NOW) == 2  # both keep a part of that thread
    assert said(him)["words"][0]["told"] == []
    assert "words" not in said(mate)
    keep(post=mine, wanted=False, by=cast.prisoner, at=NOW)
    assert follow_awards(at=NOW) == 1
    assert "words" not in said(him)


def test_it_has_bounds_and_costs_the_same(cast: Cast, node: NodeKeys, django_assert_num_queries: Any) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    group = a_group(cast, him, mate)
    for n in range(MOST_WORDS + 2):
        post = a_post(group, him, at=NOW + timedelta(seconds=n), kept_at=NOW)
    for n in range(MOST_ANSWERS + 2):
        a_post(group, mate, str(n), reply_to=post)
    with django_assert_num_queries(4):
        words = skills_of(him)["words"]
    assert len(words) == MOST_WORDS
    assert max(len(one["told"]) for one in words) == MOST_ANSWERS
