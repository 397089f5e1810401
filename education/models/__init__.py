from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .lesson import Lesson, Media, Version
from .package import Package, PackageQuerySet, Sco
from .quiz import Quiz, QuizAttempt
from .record import Learner, Offer, PastCourse
from .study import Enrolment, EnrolmentQuerySet, Progress
from .waiting import with_learning_news
from .work import Work

__all__ = [
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "Learner",
    "Lesson",
    "Level",
    "Media",
    "Offer",
    "Pace",
    "Package",
    "PackageQuerySet",
    "PastCourse",
    "Prerequisite",
    "Progress",
    "Quiz",
    "QuizAttempt",
    "Sco",
    "Subject",
    "Unit",
    "Version",
    "Work",
    "with_learning_news",
]
