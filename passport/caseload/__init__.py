"""A caseload as a dashboard sees it: rows of codes and days, narrowed, counted and sorted. No database, no clock."""

from .rows import (
    AGREEMENTS,
    FILTERS,
    OPTIONS,
    OWNERS,
    REPORTS,
    SORTS,
    STATUSES,
    WEEKS,
    Row,
    counts,
    in_order,
    narrowed,
    read_filters,
)

__all__ = [
    "AGREEMENTS",
    "FILTERS",
    "OPTIONS",
    "OWNERS",
    "REPORTS",
    "SORTS",
    "STATUSES",
    "WEEKS",
    "Row",
    "counts",
    "in_order",
    "narrowed",
    "read_filters",
]
