"""Pinyin as people type it: which letters are syllables, and a Chinese word written in them, read both ways."""

import re
from functools import lru_cache
from itertools import islice, product

from directory.kernel.pinyin import sounds, syllables

#: Every syllable of Mandarin without tones; `lü` and `nü` are typed lu, nu (lv, nv are brought to that).
SYLLABLES = frozenset(
    """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha
    chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun
    cuo da dai dan dang dao de deng di dian diao die ding diu dong dou du duan dui dun duo e en er fa fan fang fei fen
    feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao
    he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan
    jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng
    li lia lian liang liao lie lin ling liu long lou lu luan lue lun luo ma mai man mang mao me mei men meng mi mian
    miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nu nuan
    nue nuo ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing
    qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng
    sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan
    sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen
    weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu
    yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua
    zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
    """.split()  # noqa: SIM905  (a page of words reads better than a page of quotes)
)
_LONGEST = 6
#: Sounds of one character, and readings of one name, that are tried.
_MOST_SOUNDS, _MOST_READINGS = 3, 24
#: A letter and a figure are A1, E4: no syllable with its tone.
_LETTER_AND_FIGURE = 2
_TONED_SYLLABLE = re.compile(r"([a-z]+)[1-5]")
#: What many who learned Mandarin as a second language do not tell apart, brought to one.
_ALIKE = (
    *(("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n")),
    *(("hui", "fei"), ("hua", "fa"), ("huo", "fo"), ("huen", "fen"), ("huan", "fan"), ("hun", "fen"), ("hu", "fu")),
)


def is_toned(word: str) -> bool:
    """Whether a word is syllables with their tones as numbers: `kong1tiao2`."""
    return len(word) > _LETTER_AND_FIGURE and all(part in SYLLABLES for part in _TONED_SYLLABLE.findall(word))


@lru_cache(4096)
def is_pinyin(word: str) -> bool:
    """Whether all of a word can be cut into syllables."""
    word = without_umlaut(word)
    if len(word) > 60:
        return False
    reached = {0}
    for at in range(len(word)):
        if at in reached:
            reached.update(at + n for n in range(1, _LONGEST + 1) if word[at : at + n] in SYLLABLES)
    return len(word) in reached


def without_umlaut(word: str) -> str:
    """`lv` and `nv`, typed for lü and nü, as `lu` and `nu`."""
    return word.replace("lv", "lu").replace("nv", "nu") if "v" in word else word


@lru_cache(65536)
def spelled(chinese: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of a Chinese word (Simplified): as the phrase is read (空调 kong tiao), then one by one."""
    phrase = tuple(syllables(chinese))
    single = tuple(syllable for character in chinese for syllable in syllables(character))
    return tuple(dict.fromkeys((phrase, single)))


@lru_cache(4096)
def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read a name whose characters have several sounds (重, 长, 乐): nobody can know which is meant."""
    every = islice(product(*(likeliest[:_MOST_SOUNDS] for likeliest in sounds(name))), _MOST_READINGS)
    return tuple(dict.fromkeys((*spelled(name), *every)))


def keys(chinese: str, *, every: bool = False) -> list[str]:
    """A Chinese word as it is typed in pinyin without blanks; Latin letters and digits in it stay.

    With `every`, in every reading its characters have.
    """
    spellings = []
    for reading in (readings if every else spelled)("".join(c for c in chinese if not c.isascii())):
        at = iter(reading)
        latin = "".join(c if c.isascii() else next(at, "") for c in chinese)
        spellings.append(without_umlaut(latin.replace("u:", "u")))
    return list(dict.fromkeys(key for key in spellings if key))


def initials(chinese: str, *, every: bool = False) -> list[str]:
    """The first letters of the syllables: 华府冷暖 is hfln. With `every`, in every reading."""
    pronunciations = (readings if every else spelled)(chinese)
    return list(dict.fromkeys("".join(s[0] for s in reading if s) for reading in pronunciations))


@lru_cache(16384)
def alike(pinyin: str) -> str:
    """Pinyin with sounds that many do not tell apart made one: `resuiqi` and `reshuiqi` are equal."""
    for sound, same in _ALIKE:
        pinyin = pinyin.replace(sound, same)
    return pinyin
