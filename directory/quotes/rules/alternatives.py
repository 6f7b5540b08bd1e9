"""Several prices in one text to choose from: `3200 for the 14 seer, 4100 for the 16`, 普通的3200，好的4100."""

import re
from collections.abc import Sequence
from functools import cache

from directory.kernel.text import fold
from directory.quotes.rules.offer import Equipment, Option, Tier
from directory.texts.rules.amounts import Amount, amount
from directory.texts.rules.text import plain
from directory.trades import vocabulary

#: As many as a quote may hold.
_MOST = 3
#: The dearest of them costs at most so many times the cheapest: more is a price and what is added to it.
_WIDEST = 5
_PRICE = re.compile(
    r"(?<![A-Za-z0-9.$])(?<!\d,)\$? ?"
    r"(?:\d{1,3}(?:,\d{3})+|\d{3,6}|\d{1,2}(?:\.\d)?k\d?)(?!\d|[A-Za-z]|\.\d|,\d{3}(?!\d))"
    r"(?: ?(?:块钱?|元|刀|美[金元]|usd\b|dollars?\b|bucks?\b))?"
    r"|[一二两三四五六七八九][百千万][零一二两三四五六七八九十百千]*(?:块钱?|元|刀|美[金元])?"
)
#: Grades, from the plainest: `good` and `top` only of what is offered.
_GRADES = {
    Tier.GOOD: r"普通|标准|一般|基本|经济|便宜|入门|低配|低端"
    r"|\b(?:basic|standard|regular|economy|budget|cheap(?:er)?|entry)\b",
    Tier.BETTER: r"中[端档等配]|好一?点|好的|好些|\b(?:better|mid(?:dle)?|upgraded?)\b",
    Tier.BEST: r"高[端档级配]|最好|顶[级配]"
    r"|\b(?:best|premium|high[ -]end|deluxe|top(?=$|[ -](?:one|model|end|line|tier|of)))\b",
}
#: In what one way to do the work differs from another. Those of a choice all differ in one of these.
_KINDS = {
    "grade": "|".join(_GRADES.values()) + r"|贵|\bgood(?=$| (?:one|unit|model|option))",
    "option": r"\b(?:option|plan|choice)\b|方案|选项|第?[一二三][种个款]",
    "stage": r"\b(?:[12] ?stage|(?:single|two)[ -]stage|variable|inverter)\b|单级|两级|双级|变频|定频",
    "make": "进口|国产",
    "seer": r"\d\d(?:\.\d)? ?seer",
    "share": r"\d\d ?%",
    "tons": r"\d(?:\.5)? ?(?:吨|tons?\b)",
    "gallons": r"\d\d ?(?:加仑|gal(?:lon)?s?\b)",
}
#: `for the 16`, behind a 14 seer: the number alone.
_NUMBER_ALONE, _NUMBERED = re.compile(r"(?:for )?(?:the )?\d\d?(?: ones?)?"), {"seer", "share", "tons", "gallons"}
#: Machines: prices of two of them are two jobs, or the parts of one.
_MACHINES = re.compile(
    r"\b(?:a/?c|furnace|heater|boiler|coil|condenser|handler|heat pump|ducts?|thermostat|compressor)\b"
    r"|空调|冷气|暖气|炉|热水器|锅炉|热泵|外机|内机|主机|盘管|风管|冷凝|压缩机"
)
#: A figure that is no whole price of its own: what is paid first, added, taken off, or a part of the sum.
_OTHER = re.compile(
    r"定金|订金|押金|首付|月付|每月|许可|另[外加收算]|额外|加收|加装|退税|返|减|优惠|打折|检查|上门|诊断|税|人工|工[费钱时]|零件|配件|材料"
    r"|一共|总共|合计|总价|从前|以前|本来|原价|别人|人家|服务费|出诊|如果|要是|不是|楼上|楼下|上层|下层|地下室|阁楼|保修|保固"
    r"|\b(?:deposit|down|per|month(?:ly)?|permits?|extra|plus|off|rebate|discount|tax|fees?|trip|visit|diagnos\w*|labou?r"
    r"|parts?|materials?|total|altogether|was|instead|add(?:s|ed|itional)?|more|less|save|not|if|unless"
    r"|upstairs|downstairs|basement|attic|floor|zones?|warranty|install\w*|call)\b"
)
_SCOPE = r"(?:the|all|and|labou?r|parts|permits?|install\w*|tax|warranty|materials?)"
#: What every price includes comes on top of none: 都含许可证和安装, `both with permit and labor`, `permit included`.
_INCLUDED = re.compile(
    r"[都全均]?(?<!不)[包含](?:括|含|了)?[许可证安装人工材料配件税费保修旧机清运和及、]{2,14}"
    rf"|\b(?:both |all )?(?:installed|(?:incl\w*|with)(?: {_SCOPE}\b)+)"
    rf"|\b{_SCOPE}(?: {_SCOPE})*(?: (?:is|are))? included\b"
)
_JOINT = re.compile(r"[\s,;.、/]*(?:或者?|还是|or|and|vs)?[\s,;.、/]*")


def alternatives(words: str) -> tuple[Option, ...]:
    """The prices of a text to choose from, in its order, two or three; none where it names one price or a range.

    Before or behind every price stands what it is for, and all of these differ in the same: the grade, the brand, the
    tons. A figure that is a part of a price, comes on top of one, or is for another machine makes it no choice.

    >>> [(one.amount_min, one.tier) for one in alternatives("普通的3200，好的4100")]
    [(3200, "good"), (4100, "better")]
    >>> alternatives("3200-4100"), alternatives("14 seer 3200, deposit 500")
    ((), ())
    """
    text = _INCLUDED.sub("", plain(words))
    matches = [(match, price) for match in _PRICE.finditer(text) if (price := amount(match[0], is_price=True))]
    prices = [price for _match, price in matches]
    if not 2 <= len(set(prices)) == len(prices) <= _MOST or max(prices)[1] > _WIDEST * min(prices)[0]:
        return ()
    ends = [0, *(match.end() for match, _price in matches)]
    starts = [*(match.start() for match, _price in matches), len(text)]
    pieces = [_JOINT.sub("", text[end:start], count=1).strip(" ,.;") for end, start in zip(ends, starts, strict=True)]
    # What stands before the prices, or behind them where only that says in what they differ.
    labels = next((labels for labels in (pieces[:-1], pieces[1:]) if _differ(labels)), None)
    if labels is None or _OTHER.search(text):
        return ()
    tiers = _tiers(prices, labels)
    return tuple(
        Option(*price, tier=tier, equipment=Equipment(brand=_brand(label)))
        for price, label, tier in zip(prices, labels, tiers, strict=True)
    )


def _differ(labels: Sequence[str]) -> bool:
    """Whether all labels say the same kind of thing of one machine: `14 seer`, `for the 16`."""
    machines = {frozenset(_MACHINES.findall(label)) for label in labels}
    return len(machines) == 1 and bool(set.intersection(*map(_kinds, labels)))


def _kinds(label: str) -> set[str]:
    kinds = {kind for kind, words in _KINDS.items() if re.search(words, label)}
    if _NUMBER_ALONE.fullmatch(label):
        kinds |= _NUMBERED
    return kinds | {"brand"} if _brand(label) else kinds


def _brand(label: str) -> str | None:
    """The code of the one brand that a label names; None for none and for several."""
    names = {
        term.code
        for name, term in _brands().items()
        if (re.search(rf"\b{re.escape(name)}\b", label) if name.isascii() else name in label)
    }
    return names.pop() if len(names) == 1 else None


@cache
def _brands() -> dict[str, vocabulary.Term]:
    """Every brand by each of its names, folded."""
    brands = vocabulary.terms("brand")
    return {fold(name): term for term in brands for name in (term.code, term.labels.en, *term.synonyms)}


def _tiers(prices: Sequence[Amount], labels: Sequence[str]) -> list[Tier | None]:
    """The grade of each price by its label; none at all where two share one, or a dearer price has a lower one."""
    tiers = [
        next((tier for tier, words in reversed(_GRADES.items()) if re.search(words, label)), None) for label in labels
    ]
    ranks = [
        list(Tier).index(tier)
        for _price, tier in sorted(zip(prices, tiers, strict=True), key=lambda pair: pair[0])
        if tier
    ]
    is_graded = len(ranks) == len(tiers) and ranks == sorted(set(ranks))
    return tiers if is_graded else [None] * len(tiers)
