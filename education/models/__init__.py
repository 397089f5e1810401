from .award import Achievement, Award, AwardKind, AwardQuerySet, Cv, IssuerKey, Rating, Skill, Withdrawal
from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .lesson import Lesson, Media, Version
from .package import Package, PackageQuerySet, Sco
from .quiz import Quiz, QuizAttempt
from .record import Learner, Offer, PastCourse
from .study import Enrolment, EnrolmentQuerySet, Progress
from .waiting import with_learning_news
from .work import Work

__all__ = [
    "Achievement",
    "Award",
    "AwardKind",
    "AwardQuerySet",
    "Course",
    "CourseQuerySet",
    "Cv",
    "Enrolment",
    "EnrolmentQuerySet",
    "IssuerKey",
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
    "Rating",
    "Sco",
    "Skill",
    "Subject",
    "Unit",
    "Version",
    "Withdrawal",
    "Work",
    "with_learning_news",
]
