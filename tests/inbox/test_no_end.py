"""What sounds like an end and is none: others tried at the machine in vain; a no is taken back in the same breath."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
CHEN = OpenLead(3, 4, "Fairfax", "repair", "accepted", "陈女士")


@pytest.mark.parametrize(
    "text",
    [
        *("自己捣鼓了半天没好", "自己鼓捣半天还没弄好", "他自己弄了半天弄不好", "客户自己换了电池还是不行"),
        *(
            "她自己修了一下午，更糟了",
            "屋主自己裝的溫控，線接錯了",
            "客人自己搞了兩日都唔得",
            "老公自己换的电容，装反了",
        ),
        *("房东找人修过，没修好", "之前别家装的，风管没接好", "佢自己整咗成日都整唔好"),
        *("she tried to fix it herself, no luck", "homeowner tried diy and made it worse"),
        *("handyman did it wrong, i need to redo the drain", "her brother in law fixed it wrong last year"),
    ],
)
def test_what_others_tried_in_vain_ends_no_job(text):
    assert read(text, (CHEN,), TODAY).intent in (Intent.WORDS, Intent.UNCLEAR)


@pytest.mark.parametrize(
    "text",
    [
        "客户自己弄好了",
        "她老公自己装了",
        "客人自己搞定了",
        "客户说不用了，自己搞定",
        "he fixed it himself",
        "自己找人修好了",
    ],
)
def test_what_others_did_ends_it(text):
    assert read(text, (CHEN,), TODAY).intent in (Intent.LOST, Intent.DECLINE)


@pytest.mark.parametrize(
    "text",
    [
        *("拉倒吧 我去", "拉倒吧，我接", "算了 我接了", "不行，还是我去", "太远，不过我去", "唔得閒…都係我去啦"),
        *("不去了 哦不对 我去", "没空，算了我去一趟", "no. yes i'll do it", "no puedo. bueno si, yo voy"),
        *("nah, ok i'll take it", "bit far but ill go"),
    ],
)
def test_a_no_that_is_taken_back_is_none(text):
    assert read(text, (NEW,), TODAY).intent in (Intent.ACCEPT, Intent.UNCLEAR)


@pytest.mark.parametrize(
    "text",
    [
        *("拉倒吧 我不去", "算了，我不接了", "不行，我去不了", "no, i cant take it", "拉倒吧，我去不了那么远"),
        *("太遠了，不去", "no, but thanks", "nope but ty", "no pero gracias", "不了但谢谢", "不了，好的谢谢"),
    ],
)
def test_a_no_stays_one(text):
    assert read(text, (NEW,), TODAY).intent is Intent.DECLINE
