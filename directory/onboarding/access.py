"""The only door to a listing that somebody is about to hand in: the browser that began it, or who proved its phone."""

import hmac

from directory.accounts.access import browser, current
from directory.ads.models import Submission
from directory.ads.queries import submission
from directory.foundation import tokens
from directory.foundation.db import db
from directory.foundation.security import mark_private
from directory.kernel.errors import NotFound


def own_listing(listing_id: int) -> Submission:
    """What this browser, or whoever is signed in, handed in to be listed; NotFound for anything else."""
    mark_private()
    draft = submission(db.session(), listing_id)
    if draft is None or draft.origin != "contractor":
        raise NotFound(f"submission {listing_id}")
    if draft.browser_digest and hmac.compare_digest(draft.browser_digest, tokens.digest(browser())):
        return draft
    signed_in = current()
    if signed_in is None or draft.person_id != signed_in.person.id:
        raise NotFound(f"submission {listing_id}")
    return draft
