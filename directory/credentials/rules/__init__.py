"""Pure decisions about licenses: what may be said, how a registry's list reads, which row is whose."""

from directory.credentials.rules.standing import (
    OF_A_CHECK,
    STANDINGS,
    LicenseStanding,
    as_of,
    as_stated,
    insured_here,
    is_over,
    lowered,
    standing,
)

__all__ = [
    "OF_A_CHECK",
    "STANDINGS",
    "LicenseStanding",
    "as_of",
    "as_stated",
    "insured_here",
    "is_over",
    "lowered",
    "standing",
]
