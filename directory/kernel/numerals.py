"""The words of numbers, English and Chinese: one table for all who read texts, ads and searches."""

#: 零 to 九, and what else means one of them.
CHINESE_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", *(f"{ten}teen" for ten in ("thir", "four", "fif", "six", "seven", "eigh", "nine")))
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: zero to nine.
ENGLISH_DIGITS = {word: n for n, word in enumerate(_DIGITS)}
#: zero to nineteen.
ENGLISH_ONES = {word: n for n, word in enumerate((*_DIGITS, *_TEENS))}
#: twenty to ninety.
ENGLISH_TENS = {word: 10 * n for n, word in enumerate(_TENS, start=2)}


def chinese_number(text: str) -> int | None:
    """A number below a hundred in Chinese: `"二十三"` -> 23, `"十"` -> 10, `"两"` -> 2; None for anything else."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return CHINESE_DIGITS.get(text)
    if not {tens, ones} <= {"", *CHINESE_DIGITS}:
        return None
    return 10 * CHINESE_DIGITS.get(tens, 1) + CHINESE_DIGITS.get(ones, 0)
