"""What has to be ready on the day of release, as rules: who needs what, and by which day. No database, no clock."""

from .rules import Item, Person, Rules, days_of, read_rules, wanted

__all__ = ["Item", "Person", "Rules", "days_of", "read_rules", "wanted"]
