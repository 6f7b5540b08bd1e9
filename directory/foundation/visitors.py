"""Whether a page was opened by a person from outside, as far as the request's headers say so."""

import re

from flask import request

from directory.foundation.html import ORIGIN

#: What fetches pages without a person: crawlers and previews of links name themselves, tools are no browser.
_ROBOT = re.compile(r"bot\b|bot/|crawl|spider|slurp|preview|externalhit|headless|lighthouse|monitor|python|curl", re.I)


def arrived_from() -> str:
    """What the address of the page names as its origin (`?from=`), where a person came to it from outside; else empty.

    No robot, no HEAD, nothing fetched ahead or again, no step within the site.
    """
    headers, browser = request.headers, request.user_agent.string
    fetched_ahead = headers.get("Sec-Purpose", headers.get("Purpose", ""))
    is_again = bool(request.cache_control.max_age == 0 or request.cache_control.no_cache)
    is_step = headers.get("Sec-Fetch-Site") == "same-origin" or (request.referrer or "").startswith(request.host_url)
    is_person = browser.startswith("Mozilla/") and not _ROBOT.search(browser)
    is_arrival = request.method == "GET" and is_person and not (fetched_ahead or is_again or is_step)
    return request.args.get(ORIGIN, "") if is_arrival else ""
