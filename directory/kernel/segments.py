"""How many SMS segments a text takes: GSM 03.38 with its extension table, else UCS-2."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = set("^{}\\[~]|€\f")


def is_gsm(text: str) -> bool:
    """Whether the text fits the 7-bit alphabet (one Chinese character and it does not)."""
    return all(c in _GSM or c in _GSM_EXTENDED for c in text)


def count(text: str) -> int:
    """Segments the text is sent in: 160/153 septets, or 70/67 UTF-16 units (3GPP TS 23.038, 23.040)."""
    if is_gsm(text):
        units, single, part = sum(2 if c in _GSM_EXTENDED else 1 for c in text), 160, 153
    else:
        units, single, part = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= single else -(-units // part)
