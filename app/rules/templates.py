"""Sentences with fields, as an office may write them: read once, checked, and filled with what the ledgers say.

`{{L1}}` is a field, words after a space only explain it (`{{L1 集中学习}}`). `~` rounds a count (100余条), `!` lets a
zero stand. `[[…||…]]` is written only when all its fields have something to say, else what follows `||`, else nothing.
`{{?R6}}`, `{{?R6=0}}`, `{{?R6>3}}`, `{{?R6<R1}}` say nothing themselves and decide whether their brackets are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from app.rules.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 8_000
"""Characters of one paragraph."""
_TOKEN = re.compile(r"(\{\{|\}\}|\[\[|\]\]|\|\|)")
_FIELD = re.compile(r"(?P<name>[^\s?!~=<>{}|]+?)(?P<about>~?)(?P<zero>!?)")
_ASKED = re.compile(r"\?(?P<not>!?)(?P<name>[^\s?!~=<>{}|]+)(?:(?P<op>[=<>])(?P<than>[^\s{}|]+))?")
SOFT_ENDS, HARD_STARTS = "，、；：", "，、；。"


@dataclass(frozen=True, slots=True)
class Field:
    """A place where a figure or a list of names stands."""

    name: str
    is_about: bool = False
    may_be_zero: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that decides whether the brackets around it are written; `op` is empty for: is there anything."""

    name: str
    op: str = ""
    than: str = ""
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Brackets: the first way whose fields all have something to say."""

    ways: tuple[tuple[Node, ...], ...]


Node: TypeAlias = str | Field | Asked | Choice


@dataclass(slots=True)
class Filled:
    """What came out: words and the answers to fields in their order, and the fields that had nothing to say."""

    parts: list[object] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)


# ---- reading ---------------------------------------------------------------------------------------------------------


def parse(text: str) -> tuple[Node, ...]:
    """The nodes of a text; raises Refused for brackets that do not close and fields that cannot be read."""
    if len(text) > LONGEST:
        sentence = f"这一段有{len(text)}字，最多{LONGEST}字，没有保存。请分成几段。"
        raise Refused(sentence, field="text")
    reader = _Reader(text)
    (nodes,) = reader.ways(inside=False)
    return nodes


class _Reader:
    """Reads a text from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [token for token in _TOKEN.split(text) if token]
        self._at = 0

    def ways(self, *, inside: bool) -> list[tuple[Node, ...]]:
        """The ways up to the closing bracket, or to the text's end."""
        found: list[list[Node]] = [[]]
        while self._at < len(self._tokens):
            mark = self._next()
            if mark == "]]" and inside:
                return [tuple(way) for way in found]
            if mark == "||" and inside:
                found.append([])
            elif mark in ("]]", "}}", "||"):
                raise self._broken(mark)
            elif mark == "[[":
                found[-1].append(Choice(tuple(self.ways(inside=True))))
            elif mark == "{{":
                found[-1].append(self._field())
            else:
                found[-1].append(mark)
        if inside:
            raise self._broken("[[")
        return [tuple(way) for way in found]

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _field(self) -> Field | Asked:
        words = self._tokens[self._at : self._at + 2]
        if len(words) < 2 or words[1] != "}}":
            raise self._broken("{{")
        self._at += 2
        name = words[0].strip().split()[0] if words[0].strip() else ""
        if asked := _ASKED.fullmatch(name):
            return Asked(asked["name"], asked["op"] or "", asked["than"] or "", bool(asked["not"]))
        if found := _FIELD.fullmatch(name):
            return Field(found["name"], bool(found["about"]), bool(found["zero"]))
        sentence = f"「{{{{{words[0][:20]}}}}}」看不懂，没有保存。数据要写成 {{{{L1}}}} 这样，从“插入数据”里选最稳妥。"
        raise Refused(sentence, field="text")

    def _broken(self, token: str) -> Refused:
        other = {"{{": "}}", "}}": "{{", "[[": "]]", "]]": "[[", "||": "[[ ]]"}[token]
        near = "".join(self._tokens[max(0, self._at - 2) : self._at])[-16:]
        sentence = f"「{near}」附近的 {token} 没有和 {other} 配成对，没有保存。请补全后再保存。"
        return Refused(sentence, field="text")


def names(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The names of all fields and questions, in order."""
    for node in nodes:
        match node:
            case Field(name=name):
                yield name
            case Asked(name=name, op=op, than=than):
                yield name
                if op and not _is_plain(than):
                    yield than
            case Choice(ways=ways):
                for way in ways:
                    yield from names(way)


def _is_plain(than: str) -> bool:
    """Whether what is compared with is a number or a word, and no field: fields of rows begin with a dot."""
    return not re.match(r"[A-Z]\d|\.", than)


# ---- filling ---------------------------------------------------------------------------------------------------------


def fill(nodes: tuple[Node, ...], answer: Callable[[Field], object | None], ask: Callable[[Asked], bool]) -> Filled:
    """Fill the fields: `answer` gives what stands for one, None for nothing; `ask` decides a question."""
    filled = Filled()
    for node in nodes:
        match node:
            case str():
                filled.parts.append(node)
            case Field():
                found = answer(node)
                if found is None:
                    filled.lacking.append(node.name)
                else:
                    filled.parts.append(found)
            case Asked():
                if not ask(node):
                    filled.lacking.append(node.name)
            case Choice(ways=ways):
                filled.parts += _chosen(ways, answer, ask)
    return filled


def _chosen(
    ways: tuple[tuple[Node, ...], ...], answer: Callable[[Field], object | None], ask: Callable[[Asked], bool]
) -> list[object]:
    for way in ways:
        filled = fill(way, answer, ask)
        if not filled.lacking:
            return filled.parts
    return []


def joint(before: str, after: str) -> tuple[str, str]:
    """Two neighbouring pieces of a sentence without the doubled mark that a part left out leaves: 「，。」."""
    while before and after and before[-1] in SOFT_ENDS and after[0] in HARD_STARTS:
        before = before[:-1]
    if after and before[-1:] == "。" and after[0] in HARD_STARTS:
        after = after[1:]
    return before, after
