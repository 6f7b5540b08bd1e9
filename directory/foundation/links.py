"""Links of this site in what one side types for the other: refused where it is written, covered where it is shown."""

from flask import current_app
from flask_babel import gettext as _

from directory.kernel import links
from directory.kernel.errors import Invalid


def carries_link(text: str | None) -> bool:
    """Whether the text holds a link of this site, or the secret of one."""
    return bool(text) and links.carries_link(text or "", _base_url())


def refuse_link(field: str, text: str | None) -> None:
    """Raises Invalid(field) for words that would hand a link of this site to the other side."""
    if carries_link(text):
        raise Invalid(field, _("Please leave out links to this site: a private one would open your page to others."))


def unlinked(text: str) -> str:
    """The text without links of this site, however long ago it was written."""
    return links.without_links(text, _base_url())


def _base_url() -> str:
    return str(current_app.config["BASE_URL"])
