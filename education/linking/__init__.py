"""Whether somebody of a learner record, sent under another number, is on the roll. Pure: no Django, no database.

`likely` weighs with splink (Fellegi and Sunter's model, the Ministry of Justice's own library). A person decides.
"""

from .likely import LEAST, Evidence, Known, Likely, likely

__all__ = ["LEAST", "Evidence", "Known", "Likely", "likely"]
