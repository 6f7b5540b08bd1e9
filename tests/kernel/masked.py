"""What people type: addresses and contacts to be covered, and what a technician must still read."""

#: One a line, then the parts of it that nobody may read before the business says yes.
ADDRESSES = """\
123 Main St|123
12 Oak Street Apt 4B|12 Oak|4B
4500-A Georgia Ave NW|4500|Georgia
P.O. Box 12|12
PO Box 4411|4411
Unit 5|5
#302|302
罗克维尔大街123号|123|罗克维尔大街
123号Main街|123|Main
住在1234 Hungerford Dr|1234|Hungerford
#12 公寓|12
3栋2单元501|501|3栋
門牌 12 號 3 樓|12
one twenty three Main Street|twenty|Main
twelve oak lane|twelve
1600 Pennsylvania Ave NW, Washington|1600|Pennsylvania
1200 K St NW|1200|K St
123 n main st|123
5 St Johns Ct|5 St|Johns
14 Piccadilly Rd. #3|14 |#3
10 14th St NE apt 203|14th|203
77 O'Brien Way|77
1234 Route 50|1234
8 Old Georgetown Road|8 Old
11100 Rockville Pike Suite 200|11100|200
12-34 Bell Blvd|12-34
123 1/2 Elm St|Elm
9 Meadow Hall Drive|9 Meadow
Hungerford Dr 1234|1234
Main Street no. 12|12
Main Street #12|12
apt 4B|4B
apartment 12|12
Apt. #1203|1203
suite 300|300
bldg 7|7
20850-1234|20850-1234
中正路一段12號3樓|12號|中正
忠孝東路四段 100 巷 5 弄 3 號|100|忠孝
12巷5弄3號|5弄
幸福街88号|88
洛克維爾大道1500號|1500
１２３ Main Street|１２３
123號Georgia大道|123
4500 Georgia大道|4500
1600宾夕法尼亚大道|1600
二十三号Main街|二十三
501室|501
302房|302
公寓 1203|1203
公寓#5B|5B
2号楼3单元402室|402
5幢602|602
12號之3|12號
門牌號碼：88號|88
地址是 5612|5612
郵政信箱 12 號|12
9801 Fields Road|9801
7 Park Place|7 Park
4815 Cordell Ave|4815
6 Whispering Pines Ct|6 Wh
123 MAIN STREET|123
123 main street apt b|123
8201 greensboro dr|8201
15 Old Mill Run|15 Old
2200 Wilson Boulevard|2200
1234 Viers Mill Rd, Rockville MD 20850|1234|Viers
123 E Diamond Ave|Diamond
45 W. Montgomery Ave.|45
301 N Washington Street|301
100 Maryland Avenue, Suite 205|100|205
3 Bethesda Metro Center|3 Beth
12345 Twinbrook Parkway|12345
888 Quince Orchard Blvd|888
14 Tiger Lily Ter|14 T
901 7th Street SW|901
five oak tree court|five
八十八号幸福街|八十八
新北市板橋區文化路二段88號5樓之3|88|文化路
文化路2段88號|88
住址：罗克维尔 Main St 123号|123
house number 123 on Main St|123
my house is 123, Main Street|123
number 12, Oak Lane|12
2601-B Calvert Street|2601
Rm 1203|1203
#4B|4B
unit 12B|12B
unit #7|7
lives at 7 Elm St.|7 Elm
7号楼1203|1203
A座1203|1203
1203室|1203
3号门 502|502
幸福小区3号楼502室|502
14907 Dufief Mill Rd|14907
611 Rockville Pike Ste. 100B|611|100B
we are at 18 Redland Ct, back door|18
my address: 4 Lakeside Overlook|4 Lake
address 9112 Fairhaven Avenue Unit C|9112|Unit C
come to 2311 Connecticut Avenue Northwest apt 704|2311|704
1010 Massachusetts Ave N.W. #1204|1010|1204
P O Box 8832 Gaithersburg|8832
POB 8832|8832
po box no. 77|77
三百二十号枫叶路|三百二十
枫叶路三百二十号|三百二十
楓葉路320號5樓|320
我家在枫叶大道320号|320
家在Shady Grove Rd 15800号|15800
15800 Shady Grove路|15800
15800号Shady Grove Road|15800
地址：15800 Shady Grove Rd|15800
住 7 栋 301 室|301
A栋1502|1502
11棟5樓之2|11棟
公寓门牌 2207|2207
房号 2207|2207
#2207 公寓|2207
apt#22|22
Apt-5C|5C
Unit: 5|Unit: 5
unit no 5|5
five hundred twelve Maple Avenue|hundred
twenty-two Birch Lane|twenty
ten ten Vermont Avenue|ten ten
1 Tower Bridge Ln|1 Tower
22 Turnham Lane|22
17 Apple Blossom Way|17
100 Canal Walk|100
6000 Executive Blvd, 3rd floor|6000
1776 I Street|1776
1776 Eye St NW|1776
"""
CONTACTS = """\
301-555-0142|0142
三〇一五五五〇一四二|三〇一
加v chen_hvac88|chen
(301) 555 0142|0142
301.555.0142|0142
+1 301 555 0142|0142
1-301-555-0142|0142
3015550142|3015550142
３０１－５５５－０１４２|０１４２
3 0 1 5 5 5 0 1 4 2|0 1 4 2
30155 50142|50142
301 5550142|5550142
3O1-555-O142|O142
555-0142|0142
电话5550142|5550142
三零一 五五五 零一四二|零一四二
三〇一－五五五－〇一四二|〇一四二
301五五五0142|0142
+86 138 0013 8000|8000
13800138000|8000
0912-345-678|678
three zero one five five five zero one four two|zero
chen@example.com|chen
chen＠example.com|chen
chen @ example . com|chen
chen (at) example (dot) com|chen
chen at gmail dot com|chen
chen at gmail.com|chen
https://x.y/z|x.y
example.com/me|example
www.foo.bar|foo
微信：chen_0142|chen
微信chenlaoda|chenlaoda
微信号是 chen88|chen
WeChat id: chen0142|chen
wechat: chenlaoda|chenlaoda
VX: abc12345|abc
加我微信 wxid_abc123|abc
v：chen_hvac88|chen
QQ 12345678|12345678
QQ号：123456|123456
LINE ID chen.88|chen
加LINE chen88|chen
@chen_hvac|chen
微信同号 chen_88|chen
telegram: @chen88|chen
加微 chenlaoda8|chen
add me on wechat chen_88|chen
wx: chen-hvac|chen
240.636.8420|8420
（240）636－8420|8420
240 6368420|6368420
240–636–8420|8420
二四零六三六八四二零|二四零
二四〇-六三六-八四二〇|六三六
贰肆零陆叁陆捌肆贰零|贰肆
電話：二四零 636 8420|8420
call 636-8420|8420
2 4 0 - 6 3 6 - 8 4 2 0|8 4 2 0
(240)636-8420 ext. 12|8420
240/636/8420|8420
two four zero six three six eight four two zero|two four
chen.li+hvac@gmail.com|chen.li
chen.li[at]gmail[dot]com|chen.li
chen点li@qq.com|qq.com
chen艾特qq.com|chen
weixin: chen_li|chen_li
薇信 chenli888|chenli
我微信是chenli888|chenli
v信chenli888|chenli
加Vx：chenli888|chenli
加V:chenli888|chenli
＋V chenli888|chenli
line id: chenli.8|chenli
whatsapp: +1 240 636 8420|8420
fb.com/chenli|chenli
https：//fb.com/chenli|chenli
t.me/chenli|chenli
"""
