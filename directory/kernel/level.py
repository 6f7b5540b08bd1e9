"""The plain form in which a text is searched for what hides in it: every character at the place where it was typed."""

import unicodedata

_CHINESE_DIGITS = str.maketrans("零〇○一幺壹二两兩贰貳三叁參四肆五伍六陆陸七柒八捌九玖", "000111222223334455666778899")


def level(text: str) -> str:
    """Full-width and other fancy letters, digits and signs as plain ones; as long as the text itself."""
    return "".join(_level(character) for character in text)


def digits(text: str) -> str:
    """The level text with digits of any script as 0 to 9, Chinese ones too: `三〇一` is `301`."""
    return level(text).translate(_CHINESE_DIGITS)


def _level(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) != 1:
        return character
    return str(unicodedata.decimal(plain, plain))
