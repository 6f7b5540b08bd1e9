"""The operator's pages. One blueprint; each module brings its own pages to it."""

from directory.doors.admin import (
    audit,
    businesses,
    claims,
    leads,
    licenses,
    merge,
    messages,
    people,
    reports,
    today,
)
from directory.doors.admin.door import bp

__all__ = [
    "audit",
    "bp",
    "businesses",
    "claims",
    "leads",
    "licenses",
    "merge",
    "messages",
    "people",
    "reports",
    "today",
]
