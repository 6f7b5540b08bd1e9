"""What is taken as a photo, what is wrong with one that is not, and the states of one."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled
from directory.kernel.states import table

#: Photos of one request, and of one line of a conversation, at most.
MOST = 6
#: Bytes of one picture as it is sent.
MOST_BYTES = 20 * 2**20
#: Formats that are read, by what the file says itself; its name and type say nothing.
FORMATS = ("JPEG", "PNG", "WEBP")
#: The longest side in pixels of what is shown, and of what is shown small.
LARGE, SMALL = 2000, 320
#: How long photos wait for a form that was not sent: as long as that form can be.
WAITS = timedelta(days=7)
#: How long a picture of a text is fetched for, and a photo read whose storage is away.
TRIED = timedelta(hours=24)


class PhotoState(Labelled):
    """Where a photo is. Its row is there before its files are, and goes after them."""

    #: Its files are being written.
    WRITING = "writing", _l("being stored")
    #: It came with a text, and is still at the gateway.
    DUE = "due", _l("still at the gateway")
    STORED = "stored", _l("stored")
    #: It could not be had from the gateway, or is none that can be shown.
    FAILED = "failed", _l("not taken, or could not be fetched")
    #: Nobody sees it any more; its files are being removed.
    GONE = "gone", _l("deleted")


PHOTO = table(
    "photo", PhotoState, writing="stored gone", due="stored failed gone", stored="gone", failed="gone", gone=""
)
#: States of a photo that its page speaks of.
SHOWN = (PhotoState.STORED, PhotoState.DUE, PhotoState.FAILED)


class Flaw(Labelled):
    """Why a file was not taken, each with what to do."""

    NOT_PICTURE = "not_picture", _l("It is not a JPEG, PNG or WebP picture. Choose another one, or a screenshot of it.")
    HEIC = (
        "heic",
        _l(
            "It is in the HEIC format, which most browsers can't show. On an iPhone, choose it from Photos instead of "
            "Files, or set Camera to “Most Compatible”."
        ),
    )
    TOO_HEAVY = "too_heavy", _l("It is larger than 20 MB. Choose a smaller size, or a screenshot of it.")
    TOO_LARGE = "too_large", _l("It has too many pixels. Choose a smaller size, or a screenshot of it.")
    MOVING = "moving", _l("It is a moving picture. Choose a still one, or a screenshot of it.")
    DAMAGED = (
        "damaged",
        _l("It can't be read: it may be damaged or cut off. Take it again, or choose a screenshot of it."),
    )
    CONTACT_CARD = "contact_card", _l("It is a contact card, not a photo.")
    OTHER_FILE = "other_file", _l("It is a file of a kind that is not taken by text. Only photos are.")
    TOO_MANY = "too_many", _l("It is one too many: six photos are the most.")
    OFTEN = "often", _l("A lot of photos came from your network today. You can send this without photos.")
    NO_ROOM = (
        "no_room",
        _l("We can't store photos at this moment. You can send this without photos, or try again later."),
    )
