from .attempt import Attempt, Launch, LaunchQuerySet
from .award import Achievement, Award, AwardKind, AwardQuerySet, Cv, IssuerKey, Rating, Skill, Withdrawal
from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .lesson import Lesson, Media, Version
from .needs import AdditionalNeed, Assessment
from .package import Package, PackageQuerySet, Sco
from .peers import MOST_MEMBERS, Group, Member, Post, Report
from .plan import Goal, LearningPlan, PlanEvent, Step
from .quiz import Quiz, QuizAttempt
from .record import Learner, Offer, PastCourse
from .review import Review
from .study import Enrolment, EnrolmentQuerySet, Progress
from .waiting import with_learning_news
from .work import Work

__all__ = [
    "MOST_MEMBERS",
    "Achievement",
    "AdditionalNeed",
    "Assessment",
    "Attempt",
    "Award",
    "AwardKind",
    "AwardQuerySet",
    "Course",
    "CourseQuerySet",
    "Cv",
    "Enrolment",
    "EnrolmentQuerySet",
    "Goal",
    "Group",
    "IssuerKey",
    "Launch",
    "LaunchQuerySet",
    "Learner",
    "LearningPlan",
    "Lesson",
    "Level",
    "Media",
    "Member",
    "Offer",
    "Pace",
    "Package",
    "PackageQuerySet",
    "PastCourse",
    "PlanEvent",
    "Post",
    "Prerequisite",
    "Progress",
    "Quiz",
    "QuizAttempt",
    "Rating",
    "Report",
    "Review",
    "Sco",
    "Skill",
    "Step",
    "Subject",
    "Unit",
    "Version",
    "Withdrawal",
    "Work",
    "with_learning_news",
]
