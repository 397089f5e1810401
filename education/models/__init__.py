from .attempt import Attempt, Launch, LaunchQuerySet
from .award import Achievement, Award, AwardKind, AwardQuerySet, Cv, IssuerKey, Rating, Skill, Withdrawal
from .course import Course, CourseQuerySet, Level, Pace, Prerequisite, Subject, Unit
from .feedback import Feedback, FeedbackQuerySet
from .judgement import Judgement
from .lesson import Lesson, Media, Version
from .needs import AdditionalNeed, Assessment
from .package import Package, PackageQuerySet, Sco
from .peers import MOST_MEMBERS, Group, Member, Post, Report
from .plan import Goal, LearningPlan, PlanEvent, Step
from .quiz import Quiz, QuizAttempt
from .record import Learner, Offer, PastCourse
from .review import Review
from .study import Enrolment, EnrolmentQuerySet, Progress
from .timetable import PRESENT, UNACCEPTABLE, Attendance, Session, SessionQuerySet, with_next_session
from .waiting import with_learning_news
from .work import Work

__all__ = [
    "MOST_MEMBERS",
    "PRESENT",
    "UNACCEPTABLE",
    "Achievement",
    "AdditionalNeed",
    "Assessment",
    "Attempt",
    "Attendance",
    "Award",
    "AwardKind",
    "AwardQuerySet",
    "Course",
    "CourseQuerySet",
    "Cv",
    "Enrolment",
    "EnrolmentQuerySet",
    "Feedback",
    "FeedbackQuerySet",
    "Goal",
    "Group",
    "IssuerKey",
    "Judgement",
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
    "Session",
    "SessionQuerySet",
    "Skill",
    "Step",
    "Subject",
    "Unit",
    "Version",
    "Withdrawal",
    "Work",
    "with_learning_news",
    "with_next_session",
]
