"""Opening a package's activity, what it finds, what it says, and what counts of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from accounts.seal import Unreadable
from education.acts import launching, saving
from education.acts.launching import LaunchEnded, NoPlace, NothingToOpen, NotYet, begin, go_on, leave, open_activity
from education.acts.saving import save
from education.models import Attempt, Enrolment, Launch, Progress, Sco
from education.scorm.runtime import StateRefused
from tests.cast import Cast, TerminalFactory
from tests.launches import ORIGIN, opened, sealed, studying

pytestmark = pytest.mark.django_db
Ready = tuple[Cast, Enrolment, Any]
PASSED = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "85", "cmi.core.score.max": "100"}


@pytest.fixture
def ready(cast: Cast, node: object, settings: LazySettings, tmp_path: Any) -> Ready:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast)
    return cast, enrolment, package


def say(launch: Launch, number: int, cmi: dict[str, str], cast: Cast, /, **more: Any) -> saving.Saved:
    box = sealed(launch, number, cmi, **more)
    return save(launch=launch.pk, number=number, box=box, terminal=cast.terminal, at=timezone.now())


def start(launch: Launch, cast: Cast) -> dict[str, str]:
    return begin(launch=launch.pk, by=cast.prisoner, at=timezone.now()).cmi


def test_a_first_start_finds_nothing_but_itself(ready: Ready) -> None:
    cast, enrolment, package = ready
    found = start(opened(cast, enrolment, package), cast)
    assert found["cmi.core.entry"] == "ab-initio"
    assert found["cmi.core.total_time"] == "0000:00:00"
    assert cast.prisoner.prisoner.last_name not in str(found)
    assert cast.prisoner.prisoner.number not in str(found)


def test_what_was_left_is_found_again(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    said = {"cmi.core.lesson_location": "p3", "cmi.suspend_data": "x=1", "cmi.core.lesson_status": "incomplete"}
    said |= {"cmi.core.session_time": "00:00:00", "cmi.core.exit": "suspend"}
    assert say(launch, 1, said, cast) == saving.Saved(ended=False, counts=True)
    leave(launch=launch.pk, by=cast.prisoner, at=timezone.now())
    found = start(opened(cast, enrolment, package), cast)
    assert (found["cmi.core.lesson_location"], found["cmi.suspend_data"]) == ("p3", "x=1")
    assert found["cmi.core.entry"] == "resume"
    assert "cmi.core.session_time" not in found
    assert "cmi.core.exit" not in found


def test_a_state_counts_once(ready: Ready, django_assert_max_num_queries: Any) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    with django_assert_max_num_queries(24):
        say(launch, 1, PASSED, cast, finished=True)
    before = (Progress.objects.get().moved_at, AuditEntry.objects.count(), Attempt.objects.get().revision)
    with django_assert_max_num_queries(6):
        say(launch, 1, PASSED, cast, finished=True)
    assert before == (Progress.objects.get().moved_at, AuditEntry.objects.count(), Attempt.objects.get().revision)
    assert Progress.objects.get().state == "PASSED"
    assert Progress.objects.get().score == 85
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.COMPLETED


def test_what_is_said_after_the_course_is_completed_is_kept(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    say(launch, 1, PASSED, cast)
    assert say(launch, 2, PASSED | {"cmi.suspend_data": "end"}, cast, finished=True).counts
    assert Attempt.objects.get().cmi["cmi.suspend_data"] == "end"


def test_an_older_state_never_overwrites_a_newer(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    say(launch, 5, {"cmi.suspend_data": "new"}, cast)
    say(launch, 4, {"cmi.suspend_data": "old"}, cast)
    assert Attempt.objects.get().cmi == {"cmi.suspend_data": "new"}


def test_the_second_launch_ends_the_first(ready: Ready) -> None:
    cast, enrolment, package = ready
    first = opened(cast, enrolment, package)
    start(first, cast)
    second = opened(cast, enrolment, package, terminal=TerminalFactory())
    first.refresh_from_db()
    assert first.ended == Launch.Ended.ANOTHER
    # the second has read nothing yet: what the first still has to say is not lost
    assert say(first, 1, {"cmi.suspend_data": "late"}, cast) == saving.Saved(ended=True, counts=True)
    assert start(second, cast)["cmi.suspend_data"] == "late"
    # from now on the second writes; what the first proves counts, its bookmark does not
    assert say(first, 2, PASSED | {"cmi.suspend_data": "later"}, cast) == saving.Saved(ended=True, counts=False)
    assert Attempt.objects.get().cmi == {"cmi.suspend_data": "late"}
    assert Progress.objects.get().state == "PASSED"
    with pytest.raises(LaunchEnded):
        start(first, cast)


def test_a_failure_counts_once_a_launch(ready: Ready) -> None:
    cast, enrolment, package = ready
    for launches in (1, 2):
        launch = opened(cast, enrolment, package)
        start(launch, cast)
        for number in (1, 2, 3):
            say(launch, number, {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "20"}, cast)
        assert Progress.objects.get().failures == launches
    assert Progress.objects.get().state == "FAILED"


def test_several_activities_are_done_when_each_is(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast, starts=("a.html", "b.html"), edition="2004-4")
    done = {"cmi.completion_status": "completed", "cmi.score.scaled": "0.5"}
    for n, (state, fraction, score) in enumerate([("IN_PROGRESS", 0.5, None), ("COMPLETED", 1.0, 50)]):
        launch = opened(cast, enrolment, package, n)
        start(launch, cast)
        say(launch, 1, done, cast)
        progress = Progress.objects.get()
        assert (progress.state, progress.fraction, progress.score) == (state, fraction, score)


def test_a_page_to_read_is_done_when_it_was_opened(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast)
    Sco.objects.update(kind=Sco.Kind.ASSET)
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    assert Progress.objects.get().state == "COMPLETED"
    say(launch, 1, {"cmi.core.lesson_status": "not attempted"}, cast, finished=True)  # as its page says when it is left
    assert Attempt.objects.get().is_done


def test_no_more_time_is_counted_than_has_passed(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    Launch.objects.update(opened_at=timezone.now() - timedelta(minutes=5))
    say(launch, 1, {"cmi.core.session_time": "09:00:00"}, cast)
    assert 300 <= Attempt.objects.get().seconds <= 310
    say(launch, 2, {"cmi.core.session_time": "09:00:00"}, cast)
    assert Progress.objects.get().seconds == Attempt.objects.get().seconds <= 310


def test_who_may_open_what(ready: Ready) -> None:
    cast, enrolment, package = ready
    sco = package.scos.get().pk
    said: dict[str, Any] = {"origin": ORIGIN, "terminal": cast.terminal, "at": timezone.now()}
    for stranger in (cast.cell_mate, cast.tutor, cast.administrator):
        with pytest.raises(NotAllowed):
            open_activity(enrolment=enrolment.pk, sco=sco, by=stranger, **said)
    with pytest.raises(NothingToOpen):
        open_activity(enrolment=enrolment.pk, sco=sco + 1000, by=cast.prisoner, **said)
    other = studying(cast)[2]  # of another course
    with pytest.raises(NothingToOpen):
        open_activity(enrolment=enrolment.pk, sco=other.scos.get().pk, by=cast.prisoner, **said)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=Enrolment.State.LEFT)
    with pytest.raises(NoPlace):
        open_activity(enrolment=enrolment.pk, sco=sco, by=cast.prisoner, **said)
    assert not Launch.objects.exists()


def test_a_launch_is_its_persons_alone(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    for act in (begin, leave):
        with pytest.raises(NotAllowed):
            act(launch=launch.pk, by=cast.cell_mate, at=timezone.now())
    assert not Launch.objects.get().ended


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"key": "0" * 64}, saving.NoSuchLaunch),
        ({"number": 2}, Unreadable),
        ({"v": 2}, Unreadable),
        ({"seconds": -1}, Unreadable),
        ({"seconds": True}, Unreadable),
        ({"more": 1}, Unreadable),
        ({"cmi": {"cmi.core.lesson_status": "excellent"}}, StateRefused),
    ],
)
def test_what_is_not_the_launchs_own_is_refused(ready: Ready, changed: dict[str, Any], fault: type[Exception]) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    changed = dict(changed)
    with pytest.raises(fault):
        say(launch, 1, changed.pop("cmi", {}), cast, **changed)
    assert Attempt.objects.get().revision == 0


def test_a_box_is_bound_to_its_launch_number_and_terminal(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    box, at = sealed(launch, 1, {}), timezone.now()
    with pytest.raises(Unreadable):
        save(launch=launch.pk, number=2, box=box, terminal=cast.terminal, at=at)
    with pytest.raises(saving.AnotherTerminal):
        save(launch=launch.pk, number=1, box=box, terminal=TerminalFactory(), at=at)
    assert launching.key_of(launch.pk, "save") != launching.key_of(launch.pk, "host")


def test_a_score_that_comes_after_all_is_read_is_kept(ready: Ready) -> None:
    cast, enrolment, package = ready
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    say(launch, 1, {"cmi.core.lesson_status": "completed"}, cast)
    enrolment.refresh_from_db()
    assert (enrolment.state, Progress.objects.get().score) == (Enrolment.State.COMPLETED, None)
    say(launch, 2, PASSED, cast)
    assert (Progress.objects.get().state, Progress.objects.get().score) == ("PASSED", 85)


@pytest.mark.parametrize(
    ("edition", "element", "said", "seconds"),
    [
        ("1.2", "cmi.core.session_time", "00:01:05", 65),
        ("1.2", "cmi.core.session_time", "0:1:5.123", 65),
        ("2004-4", "cmi.session_time", "P0S", 0),  # without its T, as a widely used example writes it
        ("2004-4", "cmi.session_time", "PT1M5.123456S", 65),
        ("2004-4", "cmi.session_time", "P1DT5S", 600),  # no more than has passed
        ("2004-4", "cmi.session_time", "a while", 30),  # what can't be read loses nothing: the page has a clock too
    ],
)
def test_no_odd_time_loses_what_was_done(
    cast: Cast, node: object, settings: Any, tmp_path: Any, edition: str, element: str, said: str, seconds: int
) -> None:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast, edition=edition)
    launch = opened(cast, enrolment, package)
    start(launch, cast)
    Launch.objects.update(opened_at=timezone.now() - timedelta(seconds=600))
    say(launch, 1, {element: said, "cmi.suspend_data": "x"}, cast, seconds=30)
    attempt = Attempt.objects.get()
    assert attempt.cmi["cmi.suspend_data"] == "x"
    assert seconds <= attempt.seconds <= seconds + 10


def in_order(package: Any) -> None:
    """Its parts one after the other, and nobody chooses."""
    package.extra = {"sequencing": {"controlMode": {"choice": "false", "flow": "true"}}}
    package.save()


def test_a_package_with_an_order_is_opened_in_it(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast, starts=("a.html", "b.html", "c.html"), edition="2004-4")
    in_order(package)
    with pytest.raises(NotYet):
        opened(cast, enrolment, package, 1)
    first = opened(cast, enrolment, package)
    start(first, cast)
    said: dict[str, Any] = {"origin": ORIGIN, "by": cast.prisoner, "at": timezone.now()}
    second = go_on(launch=first.pk, way="continue", target="", **said)
    assert second is not None
    assert second.attempt.sco.href == "b.html"
    assert second.terminal == cast.terminal
    first.refresh_from_db()
    assert first.ended == Launch.Ended.LEFT
    back = go_on(launch=second.pk, way="choice", target="I0", **said)
    assert back is not None
    assert back.attempt.sco.href == "a.html"
    for way in ("exitAll", "suspendAll", "", "previous", "dance"):
        assert go_on(launch=back.pk, way=way, target="", **said) is None
    with pytest.raises(NotAllowed):
        go_on(launch=back.pk, way="continue", target="", origin=ORIGIN, by=cast.cell_mate, at=timezone.now())


def test_who_opened_it_elsewhere_is_not_led_on_here(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast, starts=("a.html", "b.html"), edition="2004-4")
    here = opened(cast, enrolment, package)
    there = opened(cast, enrolment, package, terminal=TerminalFactory())
    said: dict[str, Any] = {"origin": ORIGIN, "by": cast.prisoner, "at": timezone.now()}
    assert go_on(launch=here.pk, way="continue", target="", **said) is None
    there.refresh_from_db()
    assert there.ended_at is None


def test_what_an_activity_may_ask_for(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    enrolment, _unit, package = studying(cast, starts=("a.html", "b.html"), edition="2004-4")
    found = begin(launch=opened(cast, enrolment, package).pk, by=cast.prisoner, at=timezone.now())
    assert found.ways == {"continue": True, "previous": False, "choice": ["I0", "I1"]}


def test_staff_run_packages_at_no_terminal(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    _his, unit, package = studying(cast)
    said = {"state": "PLACED", "asked_at": timezone.now(), "placed_at": timezone.now(), "stood_at": timezone.now()}
    mine = Enrolment.objects.create(course=unit.course, prison_id="MDI", learner=cast.practitioner, **said)
    launch = opened(cast, mine, package, by=cast.practitioner, terminal=None)
    begin(launch=launch.pk, by=cast.practitioner, at=timezone.now())
    box = sealed(launch, 1, PASSED)
    with pytest.raises(saving.AnotherTerminal):
        save(launch=launch.pk, number=1, box=box, terminal=cast.terminal, at=timezone.now())
    save(launch=launch.pk, number=1, box=box, terminal=None, at=timezone.now())
    assert (Progress.objects.get().state, Progress.objects.get().enrolment) == ("PASSED", mine)


def test_how_much_is_done_may_decide(cast: Cast, node: object, settings: Any, tmp_path: Any) -> None:
    settings.CONTENT_FOLDER = tmp_path
    extra = {"completed_by_measure": True, "min_progress_measure": "0.8"}
    enrolment, _unit, package = studying(cast, edition="2004-4", extra=extra)
    launch = opened(cast, enrolment, package)
    assert start(launch, cast)["cmi.completion_threshold"] == "0.8"
    say(launch, 1, {"cmi.progress_measure": "0.5", "cmi.completion_status": "completed"}, cast)
    assert Attempt.objects.get().completion == "incomplete"
    assert not Progress.objects.exists()
    say(launch, 2, {"cmi.progress_measure": "0.8"}, cast)
    assert Progress.objects.get().state == "COMPLETED"
