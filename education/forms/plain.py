"""What the cell says of courses, in words a nine-year-old reads."""

from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Cohort
from education.acts.suiting import Bar, Reason
from education.models import Attendance, Course, Enrolment, Level, Progress, Rating, Skill, Subject, Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | Promise | _StrPromise"
LEVELS: dict[str, Words] = {
    Level.ENTRY_1: gettext_lazy("Entry 1, the first step"),
    Level.ENTRY_2: gettext_lazy("Entry 2, the second step"),
    Level.ENTRY_3: gettext_lazy("Entry 3, the third step"),
    Level.LEVEL_1: gettext_lazy("Level 1, like a GCSE at 1 to 3"),
    Level.LEVEL_2: gettext_lazy("Level 2, like a GCSE at 4 to 9"),
    Level.LEVEL_3: gettext_lazy("Level 3, like A levels"),
    Level.LEVEL_4: gettext_lazy("Level 4, like the first year of a degree"),
    Level.LEVEL_5: gettext_lazy("Level 5, like two years of a degree"),
    Level.LEVEL_6: gettext_lazy("Level 6, like a whole degree"),
    Level.LEVEL_7: gettext_lazy("Level 7, more than a degree"),
    Level.LEVEL_8: gettext_lazy("Level 8, the top"),
}
SUBJECTS: dict[str, Words] = {
    Subject.ENGLISH: gettext_lazy("English"),
    Subject.MATHS: gettext_lazy("Maths"),
    Subject.ESOL: gettext_lazy("English as a new language"),
    Subject.DIGITAL: gettext_lazy("Using computers"),
    Subject.WORK: gettext_lazy("Skills for work"),
    Subject.TRADE: gettext_lazy("A trade"),
    Subject.HEALTH: gettext_lazy("Health"),
    Subject.FAMILY: gettext_lazy("Family"),
    Subject.MONEY: gettext_lazy("Money"),
    Subject.ARTS: gettext_lazy("Art and music"),
    Subject.OTHER: gettext_lazy("Other things"),
}
COHORTS: dict[str, Words] = {
    Cohort.REMAND: gettext_lazy("This is for people on remand."),
    Cohort.SENTENCED: gettext_lazy("This is for people with a sentence."),
    Cohort.YOUNG_ADULT: gettext_lazy("This is for people under 25."),
    Cohort.LEAVING_SOON: gettext_lazy("This is for people who leave soon."),
    Cohort.WOMEN: gettext_lazy("This is for women."),
}
STATES: dict[str, tuple[str, Words]] = {
    Enrolment.State.ASKED: ("wait", gettext_lazy("You have asked")),
    Enrolment.State.WAITING: ("wait", gettext_lazy("You are on the list")),
    Enrolment.State.PLACED: ("doing", gettext_lazy("You are on it")),
    Enrolment.State.DECLINED: ("stop", gettext_lazy("Not this time")),
    Enrolment.State.COMPLETED: ("done", gettext_lazy("You have done it")),
    Enrolment.State.LEFT: ("none", gettext_lazy("You are not on it now")),
    Enrolment.State.WITHDRAWN: ("none", gettext_lazy("You took it back")),
}
STEP_STATES: dict[str, tuple[str, Words]] = {
    "": ("none", gettext_lazy("Not begun yet")),
    Progress.State.IN_PROGRESS: ("doing", gettext_lazy("You have begun")),
    Progress.State.HANDED_IN: ("wait", gettext_lazy("Your tutor has it")),
    Progress.State.COMPLETED: ("done", gettext_lazy("Done")),
    Progress.State.PASSED: ("done", gettext_lazy("Passed")),
    Progress.State.FAILED: ("doing", gettext_lazy("Try again")),
}
ATTENDED: dict[str, tuple[str, Words]] = {
    Attendance.Code.ATTENDED: ("done", gettext_lazy("You were there")),
    Attendance.Code.LATE: ("done", gettext_lazy("You came late")),
    Attendance.Code.HEALTHCARE: ("none", gettext_lazy("You were at health care")),
    Attendance.Code.UNWELL: ("none", gettext_lazy("You were not well")),
    Attendance.Code.LEGAL: ("none", gettext_lazy("You were at court")),
    Attendance.Code.VISIT: ("none", gettext_lazy("You had a visit")),
    Attendance.Code.OTHER_ACTIVITY: ("none", gettext_lazy("You had to be elsewhere")),
    Attendance.Code.REGIME: ("none", gettext_lazy("You could not get there")),
    Attendance.Code.REFUSED: ("stop", gettext_lazy("You said no")),
    Attendance.Code.NO_REASON: ("stop", gettext_lazy("You were not there")),
}
KINDS: dict[str, Words] = {
    Unit.Kind.PACKAGE: gettext_lazy("On the screen"),
    Unit.Kind.LESSON: gettext_lazy("To read and hear"),
    Unit.Kind.QUIZ: gettext_lazy("Questions"),
    Unit.Kind.WORKBOOK: gettext_lazy("On paper"),
}
SKILLS: dict[str, Words] = {
    Skill.TEAMWORK: gettext_lazy("Work in a team"),
    Skill.TIMEKEEPING: gettext_lazy("Be on time"),
    Skill.COMMUNICATION: gettext_lazy("Talk and listen"),
    Skill.PLANNING: gettext_lazy("Plan my work"),
    Skill.ORGANISATION: gettext_lazy("Keep things in order"),
    Skill.PROBLEM_SOLVING: gettext_lazy("Put things right"),
    Skill.INITIATIVE: gettext_lazy("Start on my own"),
    Skill.ADAPTABILITY: gettext_lazy("Cope with change"),
    Skill.RELIABILITY: gettext_lazy("Keep my word"),
    Skill.CREATIVITY: gettext_lazy("Find new ways"),
}
SKILLS_MEAN: dict[str, Words] = {
    Skill.TEAMWORK: gettext_lazy("You work well with others."),
    Skill.TIMEKEEPING: gettext_lazy("You come on time. You end on time."),
    Skill.COMMUNICATION: gettext_lazy("You tell people things so that they get it."),
    Skill.PLANNING: gettext_lazy("You think first. Then you do the work step by step."),
    Skill.ORGANISATION: gettext_lazy("You know where your tools and papers are."),
    Skill.PROBLEM_SOLVING: gettext_lazy("You find what is wrong and fix it."),
    Skill.INITIATIVE: gettext_lazy("You see what to do. No one has to tell you."),
    Skill.ADAPTABILITY: gettext_lazy("You stay calm when plans change."),
    Skill.RELIABILITY: gettext_lazy("You do what you say you will do."),
    Skill.CREATIVITY: gettext_lazy("You think of a good way to do things."),
}
RATINGS: dict[str, Words] = {
    Rating.NOT_CONFIDENT: gettext_lazy("You want more time with this."),
    Rating.LITTLE_CONFIDENCE: gettext_lazy("You have made a start."),
    Rating.QUITE_CONFIDENT: gettext_lazy("You are good at this."),
    Rating.VERY_CONFIDENT: gettext_lazy("You are very good at this."),
}
LANGUAGES: dict[str, Words] = {
    "en": gettext_lazy("This is for people who read English."),
    "cy": gettext_lazy("This is for people who read Welsh."),
}


def title_of(thing: Course | Unit) -> tuple[str, str]:
    """The title in the page's language, and the language that it is in."""
    if (get_language() or "")[:2] == "cy" and thing.title_cy:
        return thing.title_cy, "cy"
    return thing.title, "en"


def summary_of(course: Course) -> tuple[str, str]:
    """As `title_of`."""
    if (get_language() or "")[:2] == "cy" and course.summary_cy:
        return course.summary_cy, "cy"
    return course.summary, "en"


def language_name(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def reason_words(reason: Reason) -> str:
    """Why somebody can't ask now; the courses that come first are named beside it."""
    if reason.bar is Bar.FIRST:
        return _("Do this first:")
    if reason.bar is Bar.WING:
        return _("This is for people on wing %(wings)s.") % {"wings": ", ".join(reason.about)}
    if reason.bar is Bar.COHORT:
        return " ".join(str(COHORTS[code]) for code in reason.about if code in COHORTS)
    if reason.bar is Bar.LANGUAGE:
        named = {"language": language_name(reason.about[0])}
        return str(LANGUAGES.get(reason.about[0], "")) or _("This is for people who read %(language)s.") % named
    return {
        Bar.OPEN: _("You have asked for this."),
        Bar.DONE: _("You have done this."),
        Bar.NOT_HERE: _("You can not ask for this now."),
    }[reason.bar]
