from .award import Achievement, Award, AwardKind, AwardQuerySet, Cv, IssuerKey, Rating, Skill, Withdrawal
from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .lesson import Lesson, Media, Version
from .package import Package, PackageQuerySet, Sco
from .peers import MOST_MEMBERS, Group, Member, Post, Report
from .quiz import Quiz, QuizAttempt
from .record import Learner, Offer, PastCourse
from .study import Enrolment, EnrolmentQuerySet, Progress
from .waiting import with_learning_news
from .work import Work

__all__ = [
    "MOST_MEMBERS",
    "Achievement",
    "Award",
    "AwardKind",
    "AwardQuerySet",
    "Course",
    "CourseQuerySet",
    "Cv",
    "Enrolment",
    "EnrolmentQuerySet",
    "Group",
    "IssuerKey",
    "Learner",
    "Lesson",
    "Level",
    "Media",
    "Member",
    "Offer",
    "Pace",
    "Package",
    "PackageQuerySet",
    "PastCourse",
    "Post",
    "Prerequisite",
    "Progress",
    "Quiz",
    "QuizAttempt",
    "Rating",
    "Report",
    "Sco",
    "Skill",
    "Subject",
    "Unit",
    "Version",
    "Withdrawal",
    "Work",
    "with_learning_news",
]
