"""A command written wrongly gets a sentence: what argparse says of it, in the words of the office."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from typing_extensions import override

from app.rules.refusal import Exit, Refused

PROGRAM = "minqing"
_SAID = (
    (r"the following arguments are required: (.+)", r"还缺 \1"),
    (r"one of the arguments (.+) is required", r"还缺 \1 中的一个"),
    (r"unrecognized arguments: (.+)", r"没有 \1 这种写法"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 不能写「\2」，可以写 \3"),
    (r"argument (.+?): invalid int value: '(.*)'", r"\1 要写整数，不能写「\2」"),
    (r"argument (.+?): expected (?:one|at least one|\d+) arguments?", r"\1 后面还缺内容"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 一起写"),
    (r"argument (.+?): ignored explicit argument '(.*)'", r"\1 后面不用写「\2」"),
    (r"ambiguous option: (.+) could match (.+)", r"「\1」可以是 \2，请写全"),
    (r"argument (.+?): (.+)", r"\1 \2"),
)
"""What argparse says, and the same in the words of the office; the last for what our own readers of words say."""


_FIRST_WORDS = re.compile(r"[^，；：（(、,\s]+")
"""What an argument is called in a sentence: the beginning of its help, without signs that argparse reads itself."""


class _Help(argparse.HelpFormatter):
    @override
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = "用法：") -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Speaks the words of the office in its help, and answers wrong usage with a sentence and exit code 2."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as argparse takes them
        super().__init__(*given, **{"formatter_class": _Help, **named, "add_help": False})
        self._positionals.title, self._optionals.title = "要写的", "选项"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    @override
    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        """As ever; an argument that takes words is called by the beginning of its help."""
        takes_words = given.get("action") in (None, "append", "extend") and not given.get("choices")
        if takes_words and "metavar" not in given and (found := _FIRST_WORDS.match(given.get("help") or "")):
            given["metavar"] = found[0]
        return super().add_argument(*names, **given)

    @override
    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        sentence = f"命令写得不对：{_told(message)}。用 {PROGRAM} --help 查看用法。"
        raise Refused(sentence, exit_code=Exit.USAGE)


def _told(message: str) -> str:
    for pattern, words in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(words).replace("', '", "、").replace(", ", "、").replace("'", "")
    return message


def year(text: str) -> int:
    """A year that a record can have, for argparse."""
    from app.rules.dates import FIRST_YEAR, LAST_YEAR  # late: no start of the window needs it

    if not (text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        message = f"要写{FIRST_YEAR}到{LAST_YEAR}的年份，不能写「{text}」"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def natural(text: str) -> int:
    """A whole number from 0 on, of at most six digits, for argparse."""
    if not (text.isdecimal() and len(text) <= 6):
        message = f"要写不小于0、不超过六位的整数，不能写「{text}」"
        raise argparse.ArgumentTypeError(message)
    return int(text)
