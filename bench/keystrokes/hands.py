"""A clerk's hands on an X server of their own: every key and click is sent by xdotool and written down as a line."""

from __future__ import annotations

import os
import re
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pypinyin import lazy_pinyin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACE = 0.12
"""Seconds between two keys: a quick typist's, and enough for either program to keep up."""
PATIENCE = 25.0
"""Seconds until a wait is given up."""
FIRST_SPARE, LAST_SPARE = 130, 254
"""Key codes without a key of their own, which get the Chinese characters that will be typed."""
PHRASE = 4
"""The most characters that an input method commits at once."""
HAN = re.compile(r"[一-鿿]+")


def letters(text: str) -> int:
    """The keys a text takes: full pinyin and one to commit each phrase of up to four characters; others one each."""
    keys = 0
    for run in HAN.findall(text):
        keys += sum(map(len, lazy_pinyin(run))) + -(-len(run) // PHRASE)
    return keys + len(HAN.sub("", text))


def counted(log: list[str]) -> tuple[int, int]:
    """Keys and pointer moves of a log."""
    clicks = sum(line.startswith("pointer:") for line in log)
    texts = [line.removeprefix("text:") for line in log if line.startswith("text:")]
    return len(log) - clicks - len(texts) + sum(map(letters, texts)), clicks


class Hands:
    """Sends keys and clicks to whatever has the focus, and keeps the log."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.log: list[str] = []

    def tool(self, *words: str) -> str:
        """Run xdotool; what it prints."""
        there = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(
            ["xdotool", *words], env=there, capture_output=True, text=True, check=False
        ).stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys one after another, chords as X names them (`ctrl+s`)."""
        for key in keys:
            self.log.append(key)
            self.tool("key", key)
            time.sleep(PACE)

    def text(self, text: str) -> None:
        """Type a text: Chinese characters arrive as an input method commits them."""
        self.log.append(f"text:{text}")
        self.tool("type", "--delay", "30", text)
        time.sleep(PACE)

    def click(self, x: int, y: int) -> None:
        """One pointer move with its click."""
        self.log.append(f"pointer:click {x} {y}")
        self.tool("mousemove", str(x), str(y), "click", "1")
        time.sleep(PACE)

    def see(self, seconds: float = 1.0) -> None:
        """Wait as one does who looks at what appears."""
        time.sleep(seconds)

    def window(self, title: str) -> None:
        """Wait for a window whose title begins so, and give it the keys."""
        wait(lambda: self._focus(title), f"the window {title}")
        self.see(0.5)

    def _focus(self, title: str) -> bool:
        for one in self.tool("search", "--onlyvisible", "--name", f"^{re.escape(title)}").split():
            self.tool("windowfocus", one)
            return self.tool("getwindowfocus") == one
        return False


def wait(until: Callable[[], bool], what: str) -> None:
    """Wait until something holds; raises RuntimeError with what was waited for."""
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            message = f"waited in vain for {what}"
            raise RuntimeError(message)
        time.sleep(0.1)


@contextmanager
def screen(characters: str) -> Iterator[Hands]:
    """An X server of its own whose keyboard has these characters, and the hands on it."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                display = f":{told.readline().strip()}"
            _put_on_keyboard(display, sorted(set("".join(HAN.findall(characters)) + "，。、；：（）《》")))
            yield Hands(display)
        finally:
            server.terminate()


def _put_on_keyboard(display: str, characters: list[str]) -> None:
    """Give characters keys of their own, two a key, so that none is remapped while a program reads."""
    there = {**os.environ, "DISPLAY": display}
    dump = subprocess.run(["xkbcomp", display, "-"], env=there, capture_output=True, text=True, check=True).stdout
    spare = [*range(FIRST_SPARE, LAST_SPARE)]
    pairs = [characters[at : at + 2] for at in range(0, len(characters), 2)]
    if len(pairs) > len(spare):
        message = f"{len(characters)} characters do not fit the keyboard"
        raise RuntimeError(message)
    codes = {code: f"<H{code}>" for code in spare[: len(pairs)]}
    for code, name in codes.items():
        old = re.search(rf"^\s*(<\S+>) = {code};$", dump, re.MULTILINE)
        if old:
            gone = re.escape(old.group(1))
            dump = dump.replace(old.group(0), f"{name} = {code};")
            dump = re.sub(rf"^\s*key {gone} \{{.*?\}};$", "", dump, flags=re.MULTILINE | re.DOTALL)
            dump = re.sub(rf"^\s*alias \S+ = {gone};$", "", dump, flags=re.MULTILINE)
            dump = re.sub(rf"^\s*modifier_map .*{gone}.*$", "", dump, flags=re.MULTILINE)
        else:
            dump = re.sub(r"(minimum = 8;\s*maximum = 255;)", rf"\1\n {name} = {code};", dump, count=1)
    keys = ""
    for code, pair in zip(codes, pairs, strict=True):
        symbols = ", ".join(f"U{ord(one):04X}" for one in (pair * 2)[:2])
        keys += f'key <H{code}> {{ type= "TWO_LEVEL", symbols[Group1]= [ {symbols} ] }};\n'
    dump = re.sub(r"(xkb_symbols \"[^\"]*\" \{)", rf"\1\n{keys}", dump, count=1)
    subprocess.run(["xkbcomp", "-w0", "-", display], env=there, input=dump, text=True, check=True, capture_output=True)
