"""Early sight of need: plain rules over a few facts, each with its reason. Pure: no database, no score of anybody."""

from .rules import FACTS, Facts, Found, Rule, Rules, judge, read_rules

__all__ = ["FACTS", "Facts", "Found", "Rule", "Rules", "judge", "read_rules"]
