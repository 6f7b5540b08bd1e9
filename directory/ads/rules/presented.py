"""Names of firms in running text: a sentence presents them, or they stand as a signature before a phone."""

import re

from directory.ads.rules.ad_vocabulary import squeezed_words
from directory.ads.rules.name_words import NO_NAME, is_name
from directory.ads.rules.names import PAPER, Name
from directory.kernel.text import language_of
from directory.reading.offsets import Printed

#: Before a firm's name in a sentence, and after it.
_PRESENTED = re.compile(
    r"(?:我们?是|这里是|本店(?:是|叫)?|本公司(?:是|叫)?|认准|请?找|欢迎(?:来到|光临|致电|惠顾)?|推荐|联系|叫做?|来自|关于|(?<![\u4e00-\u9fff]))\s*[:：]?\s*[【「“\"]?"
    r"([\u4e00-\u9fff]{2,10}?(?:冷暖(?:空调)?|冷气|空调|暖通|制冷|机电|暖气)(?:工程)?(?:有限)?(?:公司|行|中心|服务部)?)"
    r"(?=[\s,，。！!；;、)）】」”\"(（]|是|专|提供|竭诚|为您|为|承|$)"
)
#: 老王修冷气 is somebody who mends.
_AT_WORK = re.compile(r"[小老阿][\u4e00-\u9fff](?:专?修|维修|安装)")
_CAPITALS = re.compile(
    r"(?:[A-Z]\.)*[A-Z][\w'’+-]*(?:,? (?:(?:[A-Z]\.)*[A-Z][\w'’+/-]*|&|and(?= [A-Z])|of(?= [A-Z])|LLC|Inc\.?)){1,6}"
)
_FIRM_ENDS = frozenset(
    ("llc", "inc", "corp", "co", "company", "ltd", "hvac", "heating", "cooling", "air", "mechanical", "comfort",
     "conditioning", "refrigeration", "a/c", "ac", "bros", "brothers", "sons", "ductless", "plumbing", "drain", "sewer",
     "rooter", "doors", "boilers", "contracting", "contractors", "climate", "hydronics", "ventilation")
)  # fmt: skip


def presented(ad: Printed) -> Name | None:
    """A firm that a sentence presents: 我们是橡树冷暖, "Cold at home? Golden Leaf Heating & Air, 703-..."."""
    for match in _PRESENTED.finditer(ad.folded):
        if is_name(match[1]) and not NO_NAME.search(match[1]) and not _AT_WORK.match(match[1]):
            return Name(ad.words(match.span(1)), language_of(ad.words(match.span(1))), *match.span(1), 1)
    for match in _CAPITALS.finditer(_as_printed(ad)):
        start, end = match.start(), match.end()
        words = ad.folded[start:end].split()
        while words and (words[0] in squeezed_words("slogan") or words[0] in squeezed_words("slogan", "opening")):
            start += len(words.pop(0)) + 1
        # Up to where it ends as a firm's name does: "Chesapeake Hydronics Inc, Howard County".
        last = max((n for n, word in enumerate(words) if word.strip(".,") in _FIRM_ENDS), default=-1)
        words = words[: last + 1]
        folded = re.sub(r"[.,]+$", "", ad.folded[start : start + len(" ".join(words))])
        if (
            len(words) > 1
            and words[-1].strip(".,") in _FIRM_ENDS
            and is_name(folded, 2)
            and not (NO_NAME.search(folded) or PAPER.match(folded))
        ):
            return Name(ad.words((start, start + len(folded))), "en", start, start + len(folded), 1)
    return None


def _as_printed(ad: Printed) -> str:
    """The folded text with the capitals it was printed with."""
    return "".join(ad.text[at] if ad.text[at].lower() == c else c for c, at in zip(ad.folded, ad.at, strict=True))
