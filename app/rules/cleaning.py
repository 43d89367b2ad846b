"""Clean-up of text pasted from the web or read by a scanner: what was changed is listed, what is damaged is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from app.rules import traditional
from app.rules.width import is_invisible, is_lone_surrogate, plain_lines

SIMPLIFIED, SIMPLIFIED_TOO, WITHOUT_PINYIN = "繁体改简体", "疑似繁体改简体", "去掉夹带的拼音"
_PINYIN = "a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ"
_NOISE = re.compile(
    rf"([\u3400-\u9fff])[ \u3000]?[(（][ \u3000]?([{_PINYIN}]{{1,6}})[ \u3000]?[)）](?:[ \u3000](?=[\u3400-\u9fff]))?"
)
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
DOUBTFUL = "可能是繁体字，也可能没有错，请核对"
_MARK = re.compile(r"(?<![\d第.．])(\d{1,2})[、.．](?!\d)")
_BEFORE_ITEM = "：:。；;，,！？!? \u3000"
SHORTEST_ITEM = 3
"""Characters between two marks below which 1、2、 counts things and begins no item."""
_SUSPECT = re.compile(
    rf"[\n０-９Ａ-Ｚａ-ｚ\ufffd]|[（(][ \u3000]?[{_PINYIN}]{{1,6}}[ \u3000]?[)）]|\d[、.．].*\d[、.．]|"
    r"\?\?|锟斤拷|烫烫烫|屯屯屯"
)
_ZHU_WORDS = re.compile("著[名作者称述录]|[显专论编巨原土执卓合名遗译]著")
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


def cleaned(text: str, *, doubtful: bool = False) -> Cleaned:
    """Clean a text without guessing: pinyin noise, broken lines, items run together, page marks, full-width digits,
    traditional characters, invisible signs. Characters that may be right as they are become simple only with
    `doubtful`, else they are spots to look at.

    Half characters become the damage mark; nothing is dropped that carries meaning. Cleaning twice changes nothing.
    """
    changes: list[Change] = []
    result = _visible(text, changes)
    result = _WIDE.sub(lambda match: _narrow(match, changes), result)
    result = _NOISE.sub(lambda match: _without_noise(match, changes), result)
    result = _simplified(result, changes)
    result = _joined(result, changes)
    result = "\n".join(part for line in result.split("\n") for part in _items(line, changes))
    was_traditional = any(change.what in (SIMPLIFIED, WITHOUT_PINYIN) for change in changes)
    spots = _doubtful(result, was_traditional=was_traditional)
    if doubtful and spots:
        result, spots = _made_simple(result, spots, changes), {}
    return Cleaned(result, tuple(changes), _damaged(result, spots))


def found_in(text: str) -> Cleaned | None:
    """What cleaning changes or shows in a text, None when there is nothing: most are known at a glance."""
    forms = traditional.forms()
    plain = text.isprintable() and _SUSPECT.search(text) is None
    if plain and forms.certain.keys().isdisjoint(text) and forms.doubtful.keys().isdisjoint(text):
        return None
    result = cleaned(text)
    return result if result.text != text or result.damaged else None


def is_untidy(text: str) -> bool:
    """Whether cleaning would change a text."""
    found = found_in(text)
    return found is not None and found.text != text


def _visible(text: str, changes: list[Change]) -> str:
    lines = plain_lines(text)
    kept = "".join("\ufffd" if is_lone_surrogate(char) else char for char in lines if not is_invisible(char))
    if len(kept) < len(lines):
        changes.append(Change("去掉看不见的符号", f"{len(lines) - len(kept)}个", ""))
    return kept


def _without_noise(match: re.Match[str], changes: list[Change]) -> str:
    simple = traditional.forms().certain.get(match[1])
    if simple is None:
        return match[0]
    changes.append(Change(WITHOUT_PINYIN, match[0], simple))
    return simple


def _simplified(text: str, changes: list[Change]) -> str:
    """The text with every traditional character simple of which that is certain; each word is told once."""
    certain = traditional.forms().certain
    if certain.keys().isdisjoint(text):
        return text
    result = "".join(certain.get(char, char) for char in text)
    told: dict[str, str] = {}
    start = None
    for place in range(len(text) + 1):
        differs = place < len(text) and text[place] != result[place]
        if differs and start is None:
            start = place
        elif not differs and start is not None:
            told.setdefault(text[start:place], result[start:place])
            start = None
    changes += [Change(SIMPLIFIED, before, after) for before, after in told.items()]
    return result


def _doubtful(text: str, *, was_traditional: bool) -> dict[int, str]:
    """By position, what a character may be meant for that is right in other words."""
    forms = traditional.forms().doubtful
    if forms.keys().isdisjoint(text):
        return {}
    by_words = traditional.converted(text)
    if len(by_words) != len(text):
        by_words = text
    right = {place for match in _ZHU_WORDS.finditer(text) for place in range(match.start(), match.end())}
    return {
        place: forms[char]
        for place, char in enumerate(text)
        if char in forms
        and (was_traditional and place not in right if char == traditional.ZHU else by_words[place] != char)
    }


def _made_simple(text: str, spots: dict[int, str], changes: list[Change]) -> str:
    told = dict.fromkeys((text[place], form) for place, form in spots.items())
    changes += [Change(SIMPLIFIED_TOO, before, after) for before, after in told]
    return "".join(spots.get(place, char) for place, char in enumerate(text))


def _narrow(match: re.Match[str], changes: list[Change]) -> str:
    after = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
    changes.append(Change("全角改半角", match[0], after))
    return after


def _joined(text: str, changes: list[Change]) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        if "\n" in text and _PAGE_MARK.fullmatch(line):
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


def _items(line: str, changes: list[Change]) -> list[str]:
    """A line of items run together (1、…2、…) as a line each; any other line as it is."""
    places = _marks(line)
    if not places:
        return [line]
    pieces = [line[start:end].strip() for start, end in pairwise([0, *places, len(line)])]
    changes.append(Change("分条另起一行", "…".join(line[place : place + 2] for place in places), f"{len(places)}条"))
    # A piece by itself may end in what was no mark while digits followed it.
    return [part for piece in pieces if piece for part in _items(piece, changes)]


def _marks(line: str) -> list[int]:
    """Where the items of a line begin that are counted from 1 and hold some words each; none for fewer than two."""
    found: list[int] = []
    run: list[int] = []
    for match in (*_MARK.finditer(line), None):
        number = int(match[1]) if match else 0
        if match and run and number == len(run) + 1 and match.start() - run[-1] >= SHORTEST_ITEM + 2:
            run.append(match.start())
            continue
        if match and run and number != 1:
            continue
        if len(run) > 1:
            found += run
        run = [match.start()] if match and number == 1 and _may_begin(line, match.start()) else []
    return found


def _may_begin(line: str, place: int) -> bool:
    return not line[:place].strip() or line[place - 1] in _BEFORE_ITEM


def _damaged(text: str, doubtful: dict[int, str]) -> tuple[Spot, ...]:
    spots = [
        Spot(match.start(), text[max(0, match.start() - AROUND) : match.end() + AROUND], reason)
        for pattern, reason in _DAMAGE
        for match in pattern.finditer(text)
    ]
    spots += [
        Spot(at, text[max(0, at - AROUND) : at + 1 + AROUND], f"{DOUBTFUL}（{form}）") for at, form in doubtful.items()
    ]
    return tuple(sorted(spots, key=lambda spot: spot.position))
