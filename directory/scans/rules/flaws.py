"""Why a picture or PDF is not read, each with what to do."""

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled

#: Bytes of one file at most.
MOST_BYTES = 20 * 2**20


class ScanFlaw(Labelled):
    """Why there is no text of a file."""

    NOT_PICTURE = "not_picture", _l("It is not a JPEG, PNG, WebP or HEIC picture and not a PDF.")
    TOO_HEAVY = "too_heavy", _l("It is larger than 20 MB. Choose a smaller size.")
    TOO_LARGE = "too_large", _l("It has more than 60 million pixels. Choose a smaller size.")
    TOO_MANY_PAGES = "too_many_pages", _l("It has more than 12 pages. Send only the pages with ads.")
    LOCKED = "locked", _l("It is locked with a password. Send one without.")
    DAMAGED = "damaged", _l("It can't be read: it may be damaged or cut off. Take the picture again.")
    TOO_SLOW = "too_slow", _l("It took too long or too much memory to read. Send one page at a time.")
    BLANK = "blank", _l("No text was seen in it. Take the picture in better light, with the page filling it.")
    NO_READER = "no_reader", _l("This site was installed without its reader of photographs. Type the ad instead.")
