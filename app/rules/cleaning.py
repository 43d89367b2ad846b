"""Clean-up of text pasted from the web or read by a scanner: what was changed is listed, what is damaged is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.rules.width import is_invisible, is_lone_surrogate, plain_lines

_TRADITIONAL = (
    "進發會來過這為國個們時說動開關還後間問題門見現實點長樂業務農鎮區縣機構員幹辦導領組織習學變應該對於體質協調總"
    "結經濟設備廣場環歷處據報紙號書記錄認識議論證責車輛運輸轉達選擇遠違築綠電網線維護樓臺觀覽親單雙難離雲頭顯風飛"
    "館養餘魚鳥麥黃齊龍東兩嚴喪豐臨舉義烏買亂爭虧產畝億僅從倉儀價眾優傷倫偽側偵債傾償儲兒黨蘭興獸岡冊寫軍馮決況凍"
    "淨涼減鳳憑凱擊劃劉則剛創刪別劑劍劇勸勁勞勢徵羣範蓋隊辭訪談評諾積級聽滿糧貧殘療醫險賬錢額項塊鄉莊戶幫聯繫絡職"
    "屆紀潔儉費氣熱愛燈溝灣橋樹種穩隱災"
)
_SIMPLIFIED = (
    "进发会来过这为国个们时说动开关还后间问题门见现实点长乐业务农镇区县机构员干办导领组织习学变应该对于体质协调总"
    "结经济设备广场环历处据报纸号书记录认识议论证责车辆运输转达选择远违筑绿电网线维护楼台观览亲单双难离云头显风飞"
    "馆养余鱼鸟麦黄齐龙东两严丧丰临举义乌买乱争亏产亩亿仅从仓仪价众优伤伦伪侧侦债倾偿储儿党兰兴兽冈册写军冯决况冻"
    "净凉减凤凭凯击划刘则刚创删别剂剑剧劝劲劳势征群范盖队辞访谈评诺积级听满粮贫残疗医险账钱额项块乡庄户帮联系络职"
    "届纪洁俭费气热爱灯沟湾桥树种稳隐灾"
)
_SIMPLE = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
_PINYIN = "a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ"
_NOISE = re.compile(rf"([\u3400-\u9fff])[(（]([{_PINYIN}]{{1,6}})[)）]")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_PAGE_MARK = re.compile(r"\s*(?:[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页(?:\s*[,，]?\s*共\s*\d{1,4}\s*页)?)\s*")
_NEW_ITEM = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、]|第[一二三四五六七八九十]+)"
)
_DAMAGE = (
    (re.compile("\ufffd+"), "有乱码"),
    (re.compile("锟斤拷|烫烫烫|屯屯屯"), "有乱码"),
    (re.compile(r"(?<=[\u4e00-\u9fff])\?{2,}|\?{2,}(?=[\u4e00-\u9fff])"), "有丢失的字"),
    (re.compile("[\ue000-\uf8ff]+"), "有显示不出的字"),
    (_NOISE, "像是注音，请核对这个字"),
)
SENTENCE_END = "。！？：；…!?:;」”）)"
FULL_LINE = 15
AROUND = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One thing the cleaner did: what it was about, the text before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A damaged place that is left as it is: its character position in the cleaned text, words around it, and why."""

    position: int
    excerpt: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text, what was changed in order, and the spots the clerk must look at."""

    text: str
    changes: tuple[Change, ...]
    damaged: tuple[Spot, ...]


def cleaned(text: str) -> Cleaned:
    """Clean a text without guessing: pinyin noise, broken lines, page marks, full-width digits, invisible signs.

    Half characters become the damage mark; nothing is dropped that carries meaning. Cleaning twice changes nothing.
    """
    changes: list[Change] = []
    result = _visible(text, changes)
    result = _WIDE.sub(lambda match: _narrow(match, changes), result)
    result = _NOISE.sub(lambda match: _without_noise(match, changes), result)
    result = _joined(result, changes)
    return Cleaned(result, tuple(changes), _damaged(result))


def _visible(text: str, changes: list[Change]) -> str:
    lines = plain_lines(text)
    kept = "".join("\ufffd" if is_lone_surrogate(char) else char for char in lines if not is_invisible(char))
    if len(kept) < len(lines):
        changes.append(Change("去掉看不见的符号", f"{len(lines) - len(kept)}个", ""))
    return kept


def _without_noise(match: re.Match[str], changes: list[Change]) -> str:
    simple = _SIMPLE.get(match[1])
    if simple is None:
        return match[0]
    changes.append(Change("去掉夹带的拼音", match[0], simple))
    return simple


def _narrow(match: re.Match[str], changes: list[Change]) -> str:
    after = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
    changes.append(Change("全角改半角", match[0], after))
    return after


def _joined(text: str, changes: list[Change]) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        if _PAGE_MARK.fullmatch(line):
            changes.append(Change("去掉页码", line.strip(), ""))
        elif lines and _is_broken(lines[-1], line):
            changes.append(
                Change(
                    "接上断行", f"{lines[-1][-AROUND:]}⏎{line[:AROUND]}", lines[-1][-AROUND:] + line.lstrip()[:AROUND]
                )
            )
            lines[-1] += line.lstrip()
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_broken(before: str, after: str) -> bool:
    """Whether a line goes on in the next: it is a full line that ends in no sentence, and no new item begins."""
    is_open = len(before.strip()) >= FULL_LINE and before.rstrip()[-1] not in SENTENCE_END
    return is_open and bool(after.strip()) and not _NEW_ITEM.match(after)


def _damaged(text: str) -> tuple[Spot, ...]:
    spots = [
        Spot(match.start(), text[max(0, match.start() - AROUND) : match.end() + AROUND], reason)
        for pattern, reason in _DAMAGE
        for match in pattern.finditer(text)
    ]
    return tuple(sorted(spots, key=lambda spot: spot.position))
