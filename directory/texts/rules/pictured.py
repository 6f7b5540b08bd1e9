"""What a person typed of a text that came with pictures: phones and mail programs add lines of their own."""

import re

from directory.texts.rules.table import pattern


def is_wordless(body: str) -> bool:
    """Whether a text that came with pictures says nothing beside them: what the phone added is not said.

    >>> is_wordless(""), is_wordless(" . "), is_wordless("IMG_1234.jpg"), is_wordless("这个")
    (True, True, True, False)
    """
    return not any(map(str.isalnum, typed(body)))


def typed(body: str) -> str:
    """What a person typed of a text that came with pictures, without the lines that the phone added.

    >>> typed("3\nIMG_1234.jpg"), typed("这个\nSent from my iPhone"), typed("MMS")
    ("3", "这个", "")
    """
    lines = body.splitlines()
    left = [line for line in lines if not _is_added(line.strip().strip(_BRACKETS).strip())]
    return body if len(left) == len(lines) else "\n".join(left).strip()


#: What a phone sets its own words in: `<Media omitted>`, [图片].
_BRACKETS = "<>[]()（）【】「」\"'*_-–— "


def _is_added(line: str) -> bool:
    """Whether a phone or mail program wrote a line by itself: `Sent from my iPhone`, `IMG_1234.jpg`, 彩信."""
    return any(
        re.fullmatch(pattern("added", kind).pattern, line, re.IGNORECASE) is not None
        for kind in ("line", "placeholder")
    )
