from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .study import Enrolment, EnrolmentQuerySet, Progress

__all__ = [
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Level",
    "Pace",
    "Prerequisite",
    "Progress",
    "Subject",
    "Unit",
]
