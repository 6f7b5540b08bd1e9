"""Writing reviews: a decision on an ad, a fact told by phone, what was read of a scanned page."""

from directory.review.actions.deciding import (
    add_fact_by_phone,
    merge,
    merge_differences,
    publish,
    reject,
    reopen,
    unmerge,
)
from directory.review.actions.pages import add_page, decide_missing

__all__ = [
    "add_fact_by_phone",
    "add_page",
    "decide_missing",
    "merge",
    "merge_differences",
    "publish",
    "reject",
    "reopen",
    "unmerge",
]
