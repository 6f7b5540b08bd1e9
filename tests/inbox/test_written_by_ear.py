"""Texts written by ear before the table was looked at: prices, refusals, dictation, Cantonese, pinyin, Spanish.

A line is a text, who is open, and the readings that are right, then, where it names one of several, the accept digit of
that one.
"""

from datetime import date

from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from tests.support.in_one import in_one

TODAY = date(2027, 1, 12)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
LEAK = OpenLead(3, 4, "Oakton", "leak", "new")
CHEN = OpenLead(3, 4, "Fairfax", "repair", "accepted", "陈女士")
MILLER = OpenLead(5, 6, "Bethesda", "no_heat", "accepted", "John Miller")
OPEN = {"none": (), "new": (NEW,), "one": (CHEN,), "both": (NEW, CHEN), "taken": (CHEN, MILLER), "two new": (NEW, LEAK)}

TEXTS = """
你们这个号我拉黑了，再发投诉 | new | stop
一天到晚滴滴滴的，烦死了，停了吧 | new | stop
no more of these, im serious | none | stop
唔使再send嘢俾我 | new | stop
麻煩你哋以後唔好再sms我公司 | none | stop
qing bu yao zai lian xi wo | new | stop
ya no me manden nada | new | stop
quítenme de su lista por favor | new | stop remove
borre mi numero | new | stop remove
lose my number | taken | stop
how do i make these texts stop | none | stop operator
别给我发这些乱七八糟的 | both | stop
I'm retired, quit texting | new | stop
please stop sending me messages period | new | stop
wo bu xu yao ni men de xin xi | new | stop
群发短信犯法的知道吗 再发我告你 | new | stop
唔好煩我啦 | none | stop
leave me alone | new | stop
no me escriban mas gracias | one | stop
把我号码删了 | one | stop remove
1 退订 | new | stop
先别发视频，我明天过去看 | one | words
tell her not to text me pics, i'll look tomorrow | one | words unclear operator
don't message him yet, i'm still figuring price | one | words unclear operator
the unit won't stop buzzing, need model number | one | words
stop leak 不管用的，要换盘管 | one | words
no need to send the photo, i know that model | one | words
bie fa zhao pian le, wo zhi dao na ge ji zi | one | words
唔使影相喇，我聽日上嚟睇 | one | words
不用回了 | one | unclear words nothing
cancel my appointment w miss chen, part not here | one | words operator
stop valve is broken needs replacing $350 | one | quote
水止不住，总阀关不死 | one | words
别急，我二十分钟到 | one | words
ask her to stop the fan first | one | words
换压缩机两千八连工包料 | one | quote
mil quinientos con todo | one | quote
dos mil trescientos | one | quote
quinientos dólares | one | quote
七百五到八百之间 | one | quote
成个换晒四千二 | one | quote
san qian liu | one | quote
liang qian wu bao gong bao liao | one | quote
50A breaker跳了，要先看 | one | words
需要一个240V 60A的断路器 | one | words
filter is 20x25x4 model 4200 | one | words
四吨的机器 16 SEER 报六千九 | one | quote
一千二三吧 | one | quote
four and a half thousand | one | quote
twenty two hundred if she wants the 16 seer | one | quote
九点半到，三百块检查费 | one | quote words
八百，九点到 | one | quote
five fifty plus tax | one | quote
上门费89，修好不收 | one | quote words
R410A 加两磅 180 | one | quote
陈小姐 一千八 | taken | quote 3
John the heat pump is 9k installed | taken | quote 5
Fairfax 那家我接不了了 | taken | decline lost 3
Miller已经签了 | taken | won 5
the bethesda guy went with someone else | taken | lost 5
成了 | taken | which
I'll take both | two new | which
第二个我接 | two new | which accept
刚到楼下，门铃没人应 | both | words which
漏水那个我做 | two new | accept 3
tell Bob to bring the ladder | one | unclear
老婆今晚不回来吃饭 | one | unclear
王太那边我明天去 | one | unclear
call me before you come | taken | which
ni hao qing wen ni shi shei | new | who
你系边个呀 | new | who
quién es | none | who
cuánto cobran ustedes | none | cost
ok gracias | one | nothing
sí yo voy | new | accept
dale, yo lo agarro | new | accept
no trabajo por allá | new | decline
做唔切 | new | decline
太遠喇唔去 | new | decline
得，我跟 | new | accept
wo mei kong | new | decline
wo jie | new | accept
tai yuan le bu qu | new | decline
hui lai le, you huo jiao wo | none | resume
estoy de vacaciones hasta el lunes | none | pause
搞唔掂，个壳裂咗要换 | one | words
弄了一下午还是不行，得换主板 | one | words
客人自己搞定了 | one | lost decline
她自己折腾好了，不用我了 | one | lost decline
嫌贵跑了 | one | lost
算了我去吧 | new | accept unclear
得了吧我不去 | new | decline
行了行了我接 | new | accept
can you have someone call me | new | operator
今天收到第三条了，你们有完没完 | new | stop
我不做冷气了，别找我 | none | stop remove pause
我转行了 以后别发 | none | stop
公司已经关门了，不用通知了 | none | stop remove operator
this business closed in 2024, stop texting | none | stop
we dont do residential anymore so no need to send these | new | stop decline
你好，麻烦以后不要推送给我们了，谢谢 | one | stop
唔該唔好再發俾我老公 | none | stop
邊個俾電話你㗎？唔好再搵我 | none | stop
qing ting zhi fa song | none | stop
wo yi jing tui xiu le, bie fa le | new | stop
ni men bie da lai le | none | stop unclear
dejen de estar mandando esto | none | stop
ya basta con sus mensajes | none | stop
no quiero recibir mas | one | stop
sácame de tu lista | new | stop remove
stop (reply to all) | one | stop
S T O P please | taken | stop
im begging you guys, enough already | none | stop
opt this number out | none | stop
kindly cease all correspondence to this device | none | stop
unsubscribe me from whatever this is | new | stop
who is this? take me off | new | stop
1. and stop sending me the english ones | new | stop accept unclear
can you stop at 5 instead of 4? | one | words
i'll stop over after lunch | one | words
stopped by but nobody home | one | words
the noise stopped by itself | one | words
he told me to stop the work till monday | one | words unclear
取消明天的上门，改后天 | one | words
别让狗出来 | one | words
不要开暖气，等我到 | one | words
別再開冷氣，等我嚟 | one | words
unit keeps cycling, tell her to leave it off | one | words
mr miller said no thanks | taken | lost decline 5
Miller那单黄了 | taken | lost 5
陈女士签了，定金收了 | taken | won 3
chen said yes, 4800 | taken | won 3
got the bethesda job | taken | won 5
两个都没成 | taken | which unclear
both said no | taken | which unclear
Fairfax那边报2100 | taken | quote 3
给Miller报一千八到两千 | taken | quote 5
2100 | taken | which
陈女士2100，Miller 3400 | taken | which
明天下午三点到 | taken | which
在哪停车？ | taken | which
what's the gate code | taken | which
可以，几点方便？ | both | accept which words
接 | two new | which
第一个我要，第二个不要 | two new | which unclear accept
oakton one pls | two new | accept 3
the leak one i can do, the heat one no | two new | accept which
漏水的接，没暖气那个太远 | two new | accept which
不接 | two new | which
both too far | two new | which unclear
1 and 3 | two new | which
3，下午去 | two new | accept 3
Burke那个客户问好了吗 | two new | unclear which words
李先生那边我下午去 | taken | unclear which
tell mike im 10 mins out | taken | unclear which
老張，帶把鋸子過來 | one | unclear
babe pick up milk | one | unclear
order two 45/5 caps from johnstone | one | unclear words
一千三到一千五之间吧，看了再说 | one | quote
差不多要四千出头 | one | quote
人工六百，机器三千二 | one | quote
三千八，打九折 | one | quote words unclear
检查费79，修的话另算 | one | quote words
成个机换大概五千到六千蚊 | one | quote
一嚿半水 | one | quote unclear
六嚿水 | one | quote unclear
around 35 hundred | one | quote
thirty two fifty installed | one | quote
it's gonna be like eight fifty | one | quote
4k5 all in | one | quote
between 5 and 6 grand | one | quote
no more than 900 | one | quote unclear words
sobre los dos mil | one | quote
como unos 750 dólares | one | quote
le sale en tres mil doscientos con instalación | one | quote
qi bai wu | one | quote
liang qian dao liang qian wu | one | quote
yi qian er | one | quote
ba bai kuai | one | quote
jin tian xia wu san dian dao | one | words
ni jia li you ren ma | one | words
ji qi shi shen me pai zi | one | words
hey google tell them to stop texting me | none | stop
pls stop exclamation point | none | stop
tell her comma I will be there at four period | one | words
I can do it for nine hundred dollars period | one | quote
one thousand two hundred question mark no wait thirteen hundred | one | quote unclear
到了问号 没人开门 | one | words
我四点道她家 | one | words
明天上五十点可以吗 | one | words unclear
暴价一千八 | one | quote
抱价八百五 | one | quote
不解了太远 | new | decline
接把 | new | accept unclear
别在发了亲 | none | stop
别法短信了 | none | stop
请不要在给我法短息 | none | stop
推定 | none | stop
退丁 | none | stop
停指发送 | none | stop
taek me off list | none | stop remove
sotp texing me | none | stop
unsubscirbe | none | stop
no mor text plz | none | stop
dont txt me no more | new | stop
dont u text me agn | new | stop
ur texts are not welcome | none | stop
these are getting old, cut it out | none | stop
please be advised this number is not to be contacted | none | stop
我不是做冷气的，发错人了 | none | operator stop unclear
打错了，我是饭店 | none | operator unclear
wrong number but thats ok | none | operator unclear nothing
I'm not the hvac guy, this is his mom | none | operator unclear
not interested | new | decline
not interested | none | unclear nothing stop
不需要 | new | decline stop
不需要 | none | unclear stop nothing
唔需要 | new | decline
唔使啦 | new | decline
免啦 | new | decline
冇興趣 | new | decline
做緊嘢，遲啲覆 | new | unclear machine nothing which
得閒先 | new | unclear
可以嘅，幾點？ | new | accept words
好呀，俾電話我 | new | accept
我可以做呢單 | new | accept
呢單我唔做 | new | decline
太忙，排到下個月 | new | decline pause
爆晒單，過咗年先再搵我 | none | pause
放假到初八 | none | pause
下個禮拜返嚟先開工 | none | pause
唔停工㗎，照派單 | none | resume unclear nothing start
quit asking me for the serial, i sent it already | one | words unclear operator
stop the presses, i found the leak | one | words unclear
不用再来电了，电已经来了 | one | words unclear
你别再开那个开关 | one | words
别再打给我老婆，打我这个号 | one | words unclear operator
enough refrigerant now, pressure ok | one | words
end unit townhouse right? | one | words
cancel the part order, found one | one | words unclear operator
remove the old thermostat first pls | one | words
delete that last pic, wrong unit | one | words unclear
leave me the key under the mat | one | words
take me off speaker | one | unclear words
block is frozen solid, let it thaw | one | words
Out of office until Jan 20. For emergencies call 301-555-0100 | new | machine
【自动回复】您好，我正在忙 | one | machine
Estoy manejando ahora, te llamo luego | new | machine
Liked “1” | new | machine
👍 | one | nothing
👍 | new | accept
🆗 | new | accept
? | new | who unclear words
？？ | none | who unclear
1? | new | unclear accept who
回1是要钱的吗 | new | cost
多少钱一条 | new | cost who unclear
你们怎么有我号码的 | new | who
is this legit | new | who
cuánto me cuesta esto | new | cost
esto es una estafa? | new | who
他家在几楼？ | one | words
有冇得停車？ | one | words
她什么时候在家 | one | words
tell her I'm gonna need the breaker labeled | one | words
no trabajo por allá | new | decline
me queda lejos | new | decline
no voy hasta allá | new | decline
别再打我，打我老婆 | none | stop unclear
im begging you guys, enough already | none | stop
"""


@in_one("line", TEXTS.strip().splitlines())
def test_what_was_written_by_ear_is_read_right(line: str) -> None:
    text, leads, intents = line.split(" | ")
    reading = read(text, OPEN[leads], TODAY)
    words = intents.split()
    assert reading.intent in words
    if words[-1].isdecimal():
        assert reading.lead == int(words[-1])
