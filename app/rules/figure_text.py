"""Finds the figures of a running text: numbers with counters, told apart from names, dates and document numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.rules import han

COUNTERS = (
    "个百分点", "平方米", "人次", "户次", "场次", "批次", "件次", "个课时", "个学时", "个小时", "课时", "学时", "小时",
    "公里", "万元", "亿元", "次", "场", "条", "项", "件", "起", "笔", "份", "套", "张", "册", "本", "篇", "户", "人",
    "名", "位", "对", "亩", "盏", "所", "处", "部", "期", "天", "夜", "元", "%", "％", "票", "株", "棵", "米", "吨",
    "支", "家", "座", "辆", "批", "个",
)  # fmt: skip
"""Words after a number that make it a figure, the longest first."""
_PLAIN_COUNTERS = {"个课时": "课时", "个学时": "学时", "个小时": "小时", "％": "%", "万元": "元", "亿元": "元"}
_FULL = str.maketrans("０１２３４５６７８９．％＋－", "0123456789.%+-")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ROUND = "百千万亿"
_BIG = {"万": 10_000, "亿": 100_000_000}
_FILLER = "□"

_NAMES = (
    r"《[^》]*》",
    r"〈[^〉]*〉",
    r"[“\"「『][^”\"」』。；]{1,14}[”\"」』]",
    r"百日(?:攻坚|会战|行动|整治)",
    r"五百活动",
    r"一教育五行动",
    r"\d+\s*\+\s*\d+",
    r"一联五",
    r"一帮一",
    r"五保",
    r"三农",
    r"[一二三四五六七八九十]+看(?![望见到了过])",
    r"四风",
    r"三严三实",
    r"两学一做",
    r"两代表一委员",
    r"五有四服务一满意",
    r"一站式",
    r"四议两公开",
    r"一事一议",
    r"一案一策",
    r"一户一策",
    r"三公",
    r"八项规定",
    r"四清四化",
    r"六项纪律",
    r"十项制度",
    r"十项任务",
    r"三张清单",
    r"一本账",
    r"一把手",
    r"一线",
    r"统一",
    r"进一步",
    r"一致",
    r"算[1一](?=户次|人次|[户人次个条件项])",
    r"一批",
    r"一些",
    r"一定",
    r"一手",
    r"一步",
    r"一是",
    r"[二三四五六七八九]是",
    r"万家灯火",
    r"千方百计",
    r"百姓",
    r"万一",
    r"十分",
    r"三级终结",
    r"双联户",
    r"十二五|十三五|十四五",
    r"123(?:45|48|15|80)(?:热线)?",
)
_DATES = (
    r"\d{4}\s*年(?:\d{1,2}\s*月(?:份|底|初|末|[上中下]旬)?(?:\d{1,2}\s*日)?)?(?:[春夏秋冬])?"
    r"(?:\s*[至到\-—~]+\s*(?:\d{4}\s*年)?(?:\d{1,2}\s*月)?\d{1,2}\s*日)?",
    r"[二〇○零一九两三四五六七八]{4}年(?:[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?)?",
    r"\d{1,2}\s*月\s*\d{1,2}\s*日(?:\s*[至到\-—~]+\s*(?:\d{1,2}\s*月)?\d{1,2}\s*日)?",
    r"\d{1,2}\s*月(?:份|底|初|末|[上中下]旬)?",
    r"\d{4}[\-./]\d{1,2}[\-./]\d{1,2}",
    r"\d{1,2}[:：]\d{2}",
    r"\d{1,2}\s*[时点](?:\d{1,2}分|半|整)?",
    r"\d{1,2}日(?=[上下前，。、至])",
    r"\d{2,4}年[来度代]?",
)
_CODES = (
    r"[〔\[（(]\s*(?:19|20)\d{2}\s*[〕\]）)]\s*\d*\s*号?",
    r"\d{17}[\dXx]",
    r"1\d{10}(?!\d)",
    r"0\d{2,3}-\d{7,8}",
    r"(?<=电话)[:：]?\s*\d{7,8}",
    r"第\s*[\d一二三四五六七八九十百]+\s*[次个期条批场章款项届号页部轮名位]?",
    r"\d+\s*号(?:文)?",
    r"(?m:^\s*\d{1,2}\s*[.、．)）](?!\d))",
    r"[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[）)]",
    r"(?m:^\s*[一二三四五六七八九十]{1,3}、)",
    r"(?<=[。；\n])\s*\d{1,2}[.、．](?!\d)",
    r"附件\s*\d+",
    r"[\u4e00-\u9fff]{2}\d+-\d+(?=\t)",  # the number of an indicator in the first cell of an annex: 学习5-2
)
_NOT_FIGURES = re.compile("|".join((*_NAMES, *_CODES, *_DATES)))

_NUMBER = (
    r"(?:\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?)"
)
_PRE = (
    r"(?<![附最远邻靠亲就相接])近", r"(?<![节预签制违集条公契解特赴])约", "大约", "超过", "超", "不少于", "至少",
    r"(?<![找摆出点])不足", r"(?<![找收见得等])不到", r"上(?=\s*(?:[百千万]|[1-9]\d?0{2,}(?![\d.])))", "百分之",
)  # fmt: skip
"""Words before a number; 节约3万元, 网上3件, 附近3户 and 查找不足3条 end with one and mean the number itself."""
_FIGURE = re.compile(
    rf"(?P<pre>{'|'.join(_PRE)})?\s*"
    rf"(?P<a>{_NUMBER})(?:\s*[-~～—–至到]+\s*(?P<b>{_NUMBER}))?"
    r"\s*(?P<p1>余|多|来)?(?P<w>[万亿]+)?(?P<p2>余|多)?\s*"
    rf"(?P<c>{'|'.join(map(re.escape, COUNTERS))})?(?P<post>以上|左右|上下|以内)?"
)
_COUNTED = re.compile(rf"{_NUMBER}\s*[余多来]?[万亿]*[余多]?\s*(?:{'|'.join(map(re.escape, COUNTERS))})")
_NOTHING = re.compile(r"未发生|没有发生|零发生")
_EVERYONE = re.compile(r"人手一(?P<c>[册本份张])")
_SENTENCE = "。；;！？!?\n"


class Sense(StrEnum):
    """How a figure means its number."""

    EXACT = "exact"
    ABOVE = "above"
    """余, 多: somewhat above the round number."""
    AT_LEAST = "at_least"
    ABOUT = "about"
    BELOW = "below"
    """近, 不足: somewhat below."""
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of a text: where it stands, its number (元 for money), what the last digit written is worth, how it is
    meant, its counter, and the words of its sentence before and after.
    """

    quote: str
    start: int
    end: int
    number: Decimal
    step: Decimal
    sense: Sense
    counter: str
    before: str
    after: str
    upper: Decimal | None = None


def figures_of(text: str) -> tuple[Said, ...]:
    """The figures of a text in their order; names, dates, document numbers, telephone numbers and headings are none."""
    plain = text.translate(_FULL)
    bare = _NOT_FIGURES.sub(lambda found: _FILLER * len(found.group()), plain)
    found = [said for match in _FIGURE.finditer(bare) if (said := _said(plain, match)) is not None]
    found += [_nothing(plain, match) for match in _NOTHING.finditer(bare)]
    found += [_everyone(plain, match) for match in _EVERYONE.finditer(plain)]
    return tuple(sorted(found, key=lambda one: one.start))


def counted_in(text: str) -> int:
    """How many things a text counts, 一件 and 一个 too, which alone are a turn of phrase."""
    bare = _NOT_FIGURES.sub(lambda found: _FILLER * len(found.group()), text.translate(_FULL))
    return len(_COUNTED.findall(bare))


def _said(text: str, match: re.Match[str]) -> Said | None:
    raw, counter, pre = match["a"], match["c"] or "", match["pre"] or ""
    is_percent = pre == "百分之"
    if not counter and not is_percent:
        return None
    if raw in ("一", "百", "千", "万", "亿", "千万", "百万", "万千") and not (match["p1"] or match["w"] or pre):
        return None  # 一个, 一项: a turn of phrase
    if raw == "十" and match["p1"] is None and not counter.strip("个"):
        return None
    try:
        number, step = parsed(raw)
        upper = parsed(match["b"])[0] if match["b"] else None
    except ValueError:
        return None
    factor = _factor(match["w"] or "", counter)
    word = "%" if is_percent else _PLAIN_COUNTERS.get(counter, counter)
    sense = Sense.RANGE if upper is not None else _sense(pre, match)
    start, end = match.start(), match.end()
    while text[start].isspace():
        start += 1
    before, after = around(text, start, end)
    return Said(
        text[start:end].strip(), start, end, number * factor, step * factor, sense, word, before, after,
        None if upper is None else upper * factor,
    )  # fmt: skip


def _factor(big: str, counter: str) -> int:
    factor = 1
    for sign in big:
        factor *= _BIG[sign]
    return factor * _BIG.get(counter[:1], 1) if counter in ("万元", "亿元") else factor


def _sense(pre: str, match: re.Match[str]) -> Sense:
    post = match["post"] or ""
    if match["p1"] or match["p2"]:
        return Sense.ABOVE
    if pre in ("超过", "超", "不少于", "至少", "上") or post == "以上":
        return Sense.AT_LEAST
    if pre in ("近", "不足", "不到") or post == "以内":
        return Sense.BELOW
    return Sense.ABOUT if pre in ("约", "大约") or post in ("左右", "上下") else Sense.EXACT


def parsed(raw: str) -> tuple[Decimal, Decimal]:
    """A number in digits or Chinese numerals, and what its last place is worth; raises ValueError for none."""
    if raw[0].isdigit():
        digits = raw.replace(",", "")
        places = len(digits.partition(".")[2])
        return Decimal(digits), _last_place(Decimal(digits), places)
    whole, _, fraction = raw.partition("点")
    number = Decimal(_chinese(whole))
    for place, char in enumerate(fraction, start=1):
        number += Decimal(_DIGITS[char]).scaleb(-place)
    return number, _last_place(number, len(fraction))


def _last_place(number: Decimal, places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def _chinese(text: str) -> int:
    """A whole number in Chinese numerals, 百 of 百余人 a hundred; raises ValueError for none, 三千五 and 三五."""
    number = han.counted(f"一{text}" if text[0] in _ROUND else text)
    if number is None:
        raise ValueError(text)
    return number


def round_step(number: Decimal) -> Decimal:
    """What the last digit that is not a zero is worth: 100 for 100 and 4200, 10 for 20."""
    whole = int(number)
    if whole != number or not whole:
        return Decimal(1)
    step = 1
    while whole % (step * 10) == 0:
        step *= 10
    return Decimal(step)


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the sentence before a place, and those after it."""
    first = max(text.rfind(sign, 0, start) for sign in _SENTENCE) + 1
    ends = [place for sign in _SENTENCE if (place := text.find(sign, end)) >= 0]
    return text[first:start], text[end : min(ends, default=len(text))]


def _nothing(text: str, match: re.Match[str]) -> Said:
    before, after = around(text, match.start(), match.end())
    where = (match.group(), match.start(), match.end())
    return Said(*where, Decimal(0), Decimal(1), Sense.EXACT, "起", before, after)


def _everyone(text: str, match: re.Match[str]) -> Said:
    before, after = around(text, match.start(), match.end())
    where = (match.group(), match.start(), match.end())
    return Said(*where, Decimal(100), Decimal(1), Sense.EXACT, "%", before, f"资料人手一册{after}")
