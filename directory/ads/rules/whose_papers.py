"""Whose papers an ad speaks of: its firm's, or those of whoever it works under, sends, advises or looks for."""

import re

from directory.ads.rules.ad_vocabulary import pattern
from directory.reading.offsets import Span

#: So near before a claim it is said of somebody else, or is advice.
_NEAR = 36
#: From here on an ad speaks of its own firm again.
_OWN = re.compile(r"[。!！;；?？.,，\n]|(?<![a-z])(?:we|i|we're|i'm|our own)(?![a-z])|我们|本人|本公司|本店")
#: "under Hanson's Class A license"
_UNDER = re.compile(r"(?<![a-z])under (?:[a-z.&]+ ){0,4}[a-z]+['’]s? (?:own |class [abc] |master )?\Z")
#: Who has the license, right behind the word for it, and is none of the firm: "licensed plumber friend".
_SOMEBODY = re.compile(
    r"(?: ?(?:&|and) ?insured| master)*(?: [a-z-]+(?:'s)?){0,2} (?:subs?|sub-?contractors?|partners?|friends?"
    r"|affiliates?|helpers?|engineers?|agents?|realtors?|inspectors?|adjusters?)(?![a-z])"
)
#: A firm that has a license, and what makes it another than the ad's: "through a licensed company", 由持牌公司拉证.
_THROUGH = re.compile(
    r"(?<![a-z])(?:(?:through|via|under|with|to|from) (?:an?|any|another|some)|for|to|with|through|from) \Z"
    r"|(?:由|与|跟|同|和|经|通过)(?:一家|某家?|其他)?\Z"
)
_FIRM = re.compile(
    r"[a-z]* (?:[a-z-]+ )?(?:contractors?|compan(?:y|ies)|firms?|pros)(?![a-z])"
    r"|的?(?:冷暖|专业)?(?:公司|承包商|同行|伙伴)"
)


def is_others(text: str, claim: Span) -> bool:
    """Whether a claim is about somebody else's papers, or advice: "our partner is licensed", 请认准持牌."""
    before = text[max(0, claim[0] - _NEAR) : claim[0]]
    last = max((match.end() for match in _OWN.finditer(before)), default=0)
    return bool(
        pattern("denial", "others").search(before, last)
        or _UNDER.search(before)
        or _SOMEBODY.match(text, claim[1])
        or (_THROUGH.search(before) and _FIRM.match(text, claim[1]))
    )
