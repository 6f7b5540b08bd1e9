"""What shall not be sent, done or feared is no refusal of texts; how to get rid of them is one."""

from datetime import date

import pytest

from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from directory.texts.rules.text import Text

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
CHEN = OpenLead(3, 4, "Fairfax", "repair", "accepted", "陈女士")


@pytest.mark.parametrize("leads", [(), (CHEN,)])
@pytest.mark.parametrize(
    "text",
    [
        *("bie ji le", "bie cui le", "bu yao ji", "bie pao le", "bie sheng qi le", "bie dan xin", "bie fa pi qi"),
        *("bu yao fa piao", "别发票了", "不要發票", "别开发票了", "唔使發票", "別發火", "别发愁"),
        *("don't text me the price, call", "dont text me the quote just call me", "don't text the invoice, email it"),
        *(
            "please dont text me prices, lets talk on the phone",
            "no need to text me the total",
            "不要把价钱发短信，打电话讲",
        ),
        *("价格别短信发我，打给我", "照片不用再发了，够了", "地址不用发了，我知道", "no me mande fotos, mejor llámeme"),
        *(
            "短信别太晚发",
            "no calls pls text only",
            "text me please, no calls",
        ),
        *("take me off speaker", "别再打给我老婆，打我这个号"),
        *("no me mandes el precio por texto, llámame", "no me mande la direccion, ya la tengo"),
    ],
)
def test_what_shall_not_be_sent_or_done_refuses_no_texts(text, leads):
    assert read(text, leads, TODAY).intent in (Intent.WORDS, Intent.UNCLEAR, Intent.OPERATOR, Intent.NOTHING)


@pytest.mark.parametrize("leads", [(), (NEW,), (CHEN,)])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "bie fa le",
            "bu yao fa lo",
            "bie zai fa le lah",
            "bie lao shi fa duan xin",
            "bie lao fan wo",
            "bie zai lai le",
        ),
        *("bie fa luan qi ba zao de dong xi", "bie zai fa guang gao le", "wo bu xiang shou dao ni men de duan xin"),
        *(
            "别给我发价格短信了，烦死了",
            "别再发广告给我",
            "don't text me prices ever again",
            "stop texting me the price",
        ),
        *("dont send me customers by text anymore", "no me manden mas fotos ni mensajes", "how do i stop these texts"),
        *("每天收到这种真的很烦", "不勝其煩", "没授权你们发短信", "did not consent", "im done with you people"),
        *("我没同意你们发短信", "i never consented to be texted", "im begging you guys, enough already"),
        *("how can i turn off the messages", "怎么退订", "點先可以唔收呢啲短訊", "como paro estos mensajes"),
    ],
)
def test_a_refusal_beside_such_words_is_one(text, leads):
    assert read(text, leads, TODAY).intent is Intent.STOP


@pytest.mark.parametrize(
    "text", ["没同意你发的那个价", "她没同意你们发的报价", "didn't consent to the price", "客户没同意"]
)
def test_a_price_that_nobody_agreed_to_refuses_no_texts(text):
    assert {read(text, leads, TODAY).intent for leads in ((), (CHEN,))}.isdisjoint({Intent.STOP})


def test_what_is_not_known_of_pinyin_is_no_order_by_itself():
    assert Text("bie lao le").plain == "别某了"
    assert Text("bie lao fa le").plain == "别发了"
