"""A study group of the demo, made by the product's own acts: two people, one who leads, a post that is held back."""

from datetime import datetime

from .courses import TUTOR

SAID = ["How do I halve a recipe for 5?", "Weigh it all, then halve it.", "Call me on 01632 960 001"]


def open_a_group(*, numbers: list[str], at: datetime) -> None:
    """A group of the first course for the people with these prison numbers, unless there is one."""
    from accounts.models import Prisoner, User
    from education.acts.groups import change_group, open_group, put_in
    from education.acts.posting import write_post
    from education.models import Course, Group

    course = Course.objects.published().first()
    people = list(Prisoner.objects.filter(number__in=numbers, user__isnull=False).order_by("number"))
    if course is None or len(people) < 2 or Group.objects.exists():
        return
    tutor = User.objects.get(username=TUTOR)
    group = open_group(course=course, name="Kitchen table", reading=Group.Reading.AFTER, by=tutor, at=at)
    for person in people:
        put_in(group=group, prisoner=person, by=tutor, at=at)
    lead = people[0].pk
    change_group(
        group=group, name=group.name, reading=group.reading, mentor=lead, revision=group.revision, by=tutor, at=at
    )
    for number, words in enumerate(SAID):
        writer = people[number % len(people)].user
        assert writer is not None
        write_post(group=group.pk, words=words, reply_to=None, key=f"demo-{number}", by=writer, at=at)
