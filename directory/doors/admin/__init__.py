"""The operator's pages. One blueprint; each module brings its own pages to it."""

from directory.doors.admin import (
    ads,
    ads_new,
    audit,
    businesses,
    claims,
    leads,
    licenses,
    list_calls,
    merge,
    messages,
    people,
    reports,
    today,
)
from directory.doors.admin.door import bp

__all__ = [
    "ads",
    "ads_new",
    "audit",
    "bp",
    "businesses",
    "claims",
    "leads",
    "licenses",
    "list_calls",
    "merge",
    "messages",
    "people",
    "reports",
    "today",
]
