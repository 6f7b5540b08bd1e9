"""Texts nobody types by accident: what they get is an ordinary answer, at an ordinary price."""

TEXTS = (
    "空" * 10_000,
    "冷暖气热" * 2_500,
    "kongtiaoweixiu" * 700,
    "zhuangzhuang" * 800,
    "a " * 2_000,
    "ac repair rockville " * 500,
    "9 " * 2_000,
    "10年零件" * 1_000,
    "1-" * 5_000,
    "马里兰州蒙郡" * 500,
    "( " * 4_000,
    "\u202e\u200b" * 500,
    "e\u0301" * 3_000,
    "\x00" * 500 + "空调",
    "\ud800" * 500,
    "'; DROP TABLE businesses; --",
    "(a+)+$" * 500,
    "%_" * 1_000,
    "，。！？" * 1_000,
    " ".join(f"word{n}" for n in range(2_000)),
)
