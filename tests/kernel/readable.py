"""Figures and words of the trade that look like a phone or an address to a machine, and are none."""

READABLE = """\
installed 2019-05-12
budget 1200-1500
serial number 1234567890
S/N 4415A12345
model 58MVC080-F-10120
序列号 3015550142
型号：GSX140361
序號 2345678901
2 台空调，1998 年装的
R410A, 3.5 ton
20850
1500 sq ft, 2 floors
TRANE XR14
budget 800-1200
$500-1000
预算 3000-5000
100000 BTU furnace
80,000 BTU
2,400 sq ft
400/800/1200 CFM
400 800 1200 cfm
208/230V-1ph-60Hz
24 V 3-wire thermostat
16x25x1 filter
20x20x4
installed 05/12/2019
2019/05/12 到 2020/03/04
2019年5月12日装的
周一到周五 9:00-17:00
8am-5pm
Mon-Fri 9-5
drain line: clogged
refrigerant line: 3/8
condensate line 3/4 inch
upstairs is 78 degrees, downstairs 68
3号下午可以去看
5号之前都行
12月3号
不知道12号能不能来
电路2号跳闸
线路12号断了
2号线路板坏了
2 story house
3 bedroom 2 bath townhouse
unit 2 years old
the unit is 10 years old
outdoor unit 2 is noisy
AC unit 2
zone #2
error code 33
error #12
filter #3
part #12345
2 hours drive
3 ton unit on the roof
4 vents in the living room
2 units run all day
20 years old and way too loud
15 amp breaker trips
240 v circuit
two story house
one of two furnaces
one unit runs, one does not
we have three floors
it stopped 2 days ago
heat on Main Street 2 days off
3 way valve
2 stage furnace
2 speed drive
5 hp variable drive
70年代的房子
3房2厅
两室一厅
4室2卫
2栋房子
1栋楼两台机
二楼三间房
3楼很热
住2楼
2层独栋
100平米
80度以上
R-22
R-454B
13 SEER
MSZ-FS12NA
MUZ-FS18NA2
30 60 90
2019 2021 2023 replaced parts
about 1200 2000 dollars
$4,750 w/ 10 yr parts
3k8全包
quote was 3200 and 4100
between 900-1300
500-5000 sq ft
微信联系
请发短信
Line set is old
gas line
20 vents way in back
1 room is hot
room 2 is cold
5 minutes walk
3 people live here
25 ft run of duct
100 foot line set run
50 gallon
12 x 20 room
2 condensers in back yard
1978 house with radiators
built 1965, remodeled 2001
filter 20x25x5
MERV 13
10年保修
3台分体机
1个月前修过
一直不热
一二三楼都不热
三十年的老房子
电话打不通
下水道堵了2次
3号线断了
管路2根
气路5号阀
2.5 tons, 14 SEER2
BTU 36000
model number 24ACC636A003
price was 12,500
12,500-14,000
I can pay 5000 to 6000
$8000 - $9000
reading 410-420 psi
setpoint 68-72
every 5 or 6 minutes
Carrier 2012 model works
2 Carrier heat pumps
3 Goodman units
60k btu
240/1/60
pressure 118/380
4 am
the thermostat on floor 3
7 rooms, 2 baths
apt building
unit heater
HOA fee 300
one way ticket
Saturday 10 to 2
12/3 or 12/4
2027-01-12 09:30
ac drips 3 drops a minute
1/4 turn valve
1/2 inch
made in 2005 by Trane
serial 0605123456
SN: 2205123456
product no. 9876543210
order 7654321
invoice number 5551234
30155 is wrong zip
Furnace from 2007, Goodman GMV95, 80k BTU, 96% AFUE
Lennox XC14-036 with 410A, 3 ton, installed June 2014
budget is $7,000-9,500
quoted 6800 by one and 7450 by another
预算八千到一万
2019年装的，10年保修
二零一九年装的
一百平方米
三室两厅两卫
temp 72 at night 68
thermostat reads 64 set 70
fan code 2-1-3
flashes 3 times then 2
part no 0131M00008PS
model FV4CNF002 serial 4718A81234
SN 1906234567 (Goodman)
our HOA requires 3 bids
breaker 20 A 2 pole
1998 2 story colonial 2400 sqft
4 tons 60000 BTU 2 zones
call after 5 pm
text before 9
12 windows, 3 doors
two units, one dead
the 3rd floor is hot
2nd floor 85F
1st unit 2015, 2nd unit 2018
weekdays 10:30-14:00
dates 11/28, 11/30, 12/2
7 days a week
house number of people 4
80 percent furnace
20 amp fuse
10 x 12 shed
ducts 6 inch and 8 inch
static pressure 0.8
450 cfm
2-3 days
5-6 pm
between 3 and 4
500 gal oil tank
3 years ago we replaced a capacitor
R410a 6 lbs 4 oz
220/240 V
1/2 hp motor
45/5 MFD capacitor
capacitor 45+5 uf 440v
家里3台空调2台坏了
12匹 外机
第2台
楼上3间不冷
换过2次压缩机
开到78度
2小时就跳一次
下午3点以后
周六10点到2点
11月28号下午
这个月15号以前
路由器旁边
马路边有停车位
管道2米
20尺管
不知道多少钱
三楼5个房间
水路3处漏
一共100多平
型号 CA-5024 序列 8812345
we live on a quiet street
street parking only
near Rockville Pike
off Georgia Avenue
on Main Street
across from the park
two blocks from Main Street
1 block from Georgia Ave
2 dogs, 1 cat
unit is on the roof
unit 1 is fine, unit 2 leaks
filter 16 25 1
setting #3
"""
