"""Neither who wrote, nor what, nor the answer is anywhere at central; at the prison a private letter is shut."""

from django.apps import apps
from django.core import serializers

from deploy.demonstration.canaries import Canaries
from passport.models import CarriedAnswer, CarriedLetter
from tests.letters import SAID, WORDS, Post

NAMES = ["Zebadiah Quillworth", "Quillworth", "Zebadiah", "A7391QZ", "Wren Ridley"]


def everything() -> bytes:
    rows = "\n".join(serializers.serialize("json", model.objects.all()) for model in apps.get_models())
    return rows.encode()


def test_central_holds_no_word_of_a_letter_or_its_answer(post: Post) -> None:
    private, passed_on = post.write(), post.pass_on("When can the quokka move in?")
    post.carry()
    letters = [(post.letter(private).pk, "LEGAL"), (post.letter(passed_on).pk, "HOUSING")]
    canaries = Canaries([*NAMES, WORDS, SAID, "quokka papers", "When can the quokka move in?"])
    with post.line.at_central():
        for letter, kind in letters:
            post.reader(kind).answer(letter)
        assert (CarriedLetter.objects.count(), CarriedAnswer.objects.count()) == (2, 2)
        assert list(canaries.search(everything(), "central")) == []
    post.carry()


def test_the_prison_holds_no_word_of_a_private_one_in_the_clear(post: Post) -> None:
    letter = post.letter(post.write())
    post.carry()
    with post.line.at_central():
        post.reader().answer(letter.pk)
    post.carry()
    canaries = Canaries([WORDS, SAID, "quokka papers", "Wren Ridley"])
    assert list(canaries.search(everything(), "prison")) == []
