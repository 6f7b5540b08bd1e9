"""E-mail addresses: whole, in one form, or not at all; and nothing of one is left where contacts are hidden."""

import pytest

from directory.kernel import mail
from directory.kernel.masks import mask_contacts
from tests.support.in_one import in_one


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("O'Brien@Example.com", "o'brien@example.com"),
        ("o’brien@example.com", "o'brien@example.com"),
        (" ｅａｓｔ＠example.com ", "east@example.com"),
        ("a+b/c=d@example.com", "a+b/c=d@example.com"),
        ("\u200bchen@example.com", "chen@example.com"),
        ("chen＠example.com", "chen@example.com"),
        ("\ufeffchen@example.com\u2060", "chen@example.com"),
        ("<chen@example.com>", "chen@example.com"),
        ("mailto:chen@example.com,", "chen@example.com"),
        ("chen@example.com。", "chen@example.com"),
        ("chen@例子.公司", "chen@xn--fsqu00a.xn--55qx5d"),
        ("Chen@EXÄMPLE.com", "chen@xn--exmple-cua.com"),
        ("chen@例子。公司", "chen@xn--fsqu00a.xn--55qx5d"),
    ],
)
def test_an_address_is_kept_whole(typed: str, stored: str) -> None:
    assert mail.parse(typed) == stored
    assert mail.read(typed).lower() == stored


@pytest.mark.parametrize("typed", ["", "east", "a..b@example.com", "a@b@example.com", "josé@example.com", "x@example"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        mail.parse(typed)


@pytest.mark.parametrize(
    "typed", ["o'brien@example.com", "o’brien＠example.com", "a/b&c@example.com", "x{y}@example.com"]
)
def test_nothing_of_a_hidden_address_can_be_read(typed: str) -> None:
    assert mask_contacts(f"write to {typed}.") in ("write to •••.", "write to •••")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chen@gmail.con", "chen@gmail.com"),
        ("Chen.Li@GMIAL.com", "Chen.Li@gmail.com"),
        ("chen@gamil.com", "chen@gmail.com"),
        ("chen@gmaill.com", "chen@gmail.com"),
        ("chen@gmail.co", "chen@gmail.com"),
        ("chen@hotmial.com", "chen@hotmail.com"),
        ("chen@yaho.com", "chen@yahoo.com"),
        ("chen@outlok.com", "chen@outlook.com"),
        ("chen@icloud.cmo", "chen@icloud.com"),
        ("chen@qq.con", "chen@qq.com"),
        ("chen@163.cm", "chen@163.com"),
    ],
)
def test_a_slip_in_a_common_ending_is_seen(typed: str, meant: str) -> None:
    assert mail.meant(typed) == meant


@in_one(
    "typed",
    [
        *(f"chen@{domain}" for domain in mail.domains().common),
        "chen@mail.com", "chen@ymail.com", "chen@gmx.com", "chen@139.com", "chen@128.com", "chen@gq.com", "chen@me.com",
        "chen@umd.edu", "chen@example.com", "chen@gmail-services.com", "chen@yahoo.ca", "chen@hotmail.co.uk",
        "chen@xn--fsqu00a.xn--55qx5d", "chen", "@gmail.con",
    ],
)  # fmt: skip
def test_an_ending_that_is_somebodys_is_left_alone(typed: str) -> None:
    assert mail.meant(typed) is None
