from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .package import Package, PackageQuerySet, Sco
from .record import Learner, Offer, PastCourse
from .study import Enrolment, EnrolmentQuerySet, Progress
from .waiting import with_learning_news

__all__ = [
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Learner",
    "Level",
    "Offer",
    "Pace",
    "Package",
    "PackageQuerySet",
    "PastCourse",
    "Prerequisite",
    "Progress",
    "Sco",
    "Subject",
    "Unit",
    "with_learning_news",
]
