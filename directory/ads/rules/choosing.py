"""Which of the names that an ad holds is its firm's."""

import re
from collections.abc import Sequence

from directory.ads.rules.names import SURE, Name
from directory.reading.offsets import Printed

#: Half of a name in two scripts: 常青 HVAC of "EVERGREEN 常青 HVAC".
_HALF = re.compile(r"[\u4e00-\u9fff]{2,4} (?:hvac|a/?c|air)", re.IGNORECASE)
#: What a firm was called before: "Temperature Pros (formerly Ace Air)", 前身为金龙冷气.
_FORMER = re.compile(
    r"(?<![a-z])(?:formerly|previously|used to be|the old)(?: known as| called)?[: ]+(?P<en>[a-z][a-z0-9 &'’.-]{2,40})"
    r"|(?:原名|前身[为是]?|曾用名|旧名|原)[为是:：]{0,2}[ ]?[「『“\"]?(?P<zh>[\u4e00-\u9fff]{2,12})"
    r"|(?P<renamed>[\u4e00-\u9fff]{2,12})[」』”\"]?[^\n「『“\"]{0,8}[更改易]名"
)


def without_former(ad: Printed, names: Sequence[Name]) -> list[Name]:
    """The names without those that the ad says the firm had before, wherever else they stand."""
    former = [match[match.lastgroup or 0] for match in _FORMER.finditer(ad.folded)]
    return [name for name in names if not any(old.startswith(ad.folded[slice(*name.span)]) for old in former)]


def best(names: Sequence[Name], *, is_chinese: bool) -> Name | None:
    """The surest name in one script; of equals a whole one, of those the first."""
    fitting = [name for name in names if (name.language != "en") is is_chinese]
    return max(
        fitting,
        key=lambda name: (
            name.strength >= SURE,
            name.strength > 0,
            not _HALF.fullmatch(name.text),
            -name.start,
            name.strength,
        ),
        default=None,
    )
