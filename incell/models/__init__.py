from .questionset import QuestionSet

__all__ = ["QuestionSet"]
