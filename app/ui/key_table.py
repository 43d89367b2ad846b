"""Every key of the program, declared once: shortcuts are bound from here, the manual's page is drawn from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeySequence


class Where(Enum):
    """Where a key works, in the clerk's words and with the place around it, whose keys work there too."""

    WINDOW = ("各处", "")
    PAGE = ("台账", "WINDOW")
    TABLE = ("表格", "PAGE")
    FIND = ("查找框和筛选行", "PAGE")
    FORM = ("登记表", "PAGE")
    FIELD = ("登记表的一格", "FORM")
    DATE = ("日期格", "FIELD")
    LOOKUP = ("有选择列表的格", "FIELD")
    CHILD = ("登记表下面的小表", "FORM")
    FILES = ("附件", "FORM")
    LINKS = ("关联", "FORM")
    CHAIN = ("链条", "FORM")
    PAGES = ("报表各页", "WINDOW")
    REPORT = ("报告", "WINDOW")
    ANYTHING = ("到处找", "")
    PAPER = ("打印预览", "")
    COLUMNS = ("列设置", "")
    FILL_IN = ("套表对照", "")
    MANUAL = ("使用手册", "")
    TASKS = ("练习任务", "WINDOW")
    STEP = ("办理一步", "")
    FOUNDING = ("新建台账", "")

    def __init__(self, label: str, around: str) -> None:
        self.label, self._around = label, around

    @property
    def around(self) -> Where | None:
        """The place this one lies in; None for a window of its own."""
        return Where[self._around] if self._around else None

    def chain(self) -> Iterator[Where]:
        """This place and all around it."""
        here: Where | None = self
        while here is not None:
            yield here
            here = here.around


@dataclass(frozen=True, slots=True)
class Key:
    """What some keys do in a place.

    `keys` are Qt's portable names. `by_hand` are the modules that look for the key themselves instead of binding a
    shortcut: what it does depends on what is being typed. `shown` stands for the keys where a list of them would not
    be read.
    """

    where: Where
    name: str
    keys: tuple[str, ...]
    words: str
    by_hand: tuple[str, ...] = ()
    shown: str = ""


_W = Where
KEYS: tuple[Key, ...] = (
    Key(_W.WINDOW, "help", ("F1",), "打开使用手册里讲这一处的那一页；快捷键表也在手册里"),
    Key(_W.WINDOW, "find_anything", ("Ctrl+K",), "到处找：记录、人、户、村、编号、台账、命令，输几个字或拼音首字母"),
    Key(_W.WINDOW, "next_pane", ("F6",), "换到下一块：台账名、查找、表格、登记表、登记表下半部分"),
    Key(_W.WINDOW, "previous_pane", ("Shift+F6",), "换到上一块"),
    Key(
        _W.WINDOW,
        "tab",
        tuple(f"{held}+{place}" for held in ("Ctrl", "Alt") for place in range(1, 10)),
        "换到首页、学习教育 … 报表",
        shown="Ctrl+1 … Ctrl+9，或 Alt+1 … Alt+9",
    ),
    Key(_W.WINDOW, "tasks", ("F7",), "在示例里：显示或收起练习任务"),
    Key(_W.WINDOW, "lock", ("Ctrl+L",), "锁定；离开几分钟也会自动锁定，正在填的内容都留着", ("idle",)),
    Key(_W.WINDOW, "quit", ("Alt+F4",), "退出"),
    Key(_W.PAGE, "undo", ("Ctrl+Z",), "撤销当天的操作，编辑菜单里写着是哪一步；正在填的格里先退回打的字"),
    Key(_W.PAGE, "redo", ("Ctrl+Y",), "重做"),
    Key(_W.PAGE, "new", ("Ctrl+N",), "新建一条"),
    Key(_W.PAGE, "duplicate", ("Ctrl+Shift+D",), "复制整条（不带姓名、证件号和原话）"),
    Key(_W.PAGE, "find", ("Ctrl+F",), "查找"),
    Key(_W.PAGE, "next_match", ("F3",), "到下一条查到的；还没有查找时到查找框"),
    Key(_W.PAGE, "previous_match", ("Shift+F3",), "到上一条查到的"),
    Key(_W.PAGE, "number", ("Ctrl+G",), "按编号查找"),
    Key(_W.PAGE, "next_record", ("Ctrl+PgDown",), "下一条；登记表开着时打开下一条"),
    Key(_W.PAGE, "previous_record", ("Ctrl+PgUp",), "上一条"),
    Key(_W.PAGE, "next_step", ("F8",), "办理下一步（交办、申请销号、审核、销号 …），从列表或登记表里都行"),
    Key(_W.PAGE, "type", ("Ctrl+Shift+N",), "到表格末尾的空行登记新的一条：Tab 往右，Enter 或离开这一行就存"),
    Key(_W.PAGE, "print", ("Ctrl+P",), "打印预览"),
    Key(_W.PAGE, "print_forms", ("Ctrl+Shift+P",), "成套打印表单"),
    Key(_W.PAGE, "export", ("F12",), "导出表格"),
    Key(_W.PAGE, "refresh", ("F5",), "刷新"),
    Key(_W.PAGE, "filter_row", ("Ctrl+Shift+L",), "打开或收起表头上面的筛选行"),
    Key(_W.PAGE, "views", ("Ctrl+Shift+G",), "保存的视图"),
    Key(_W.TABLE, "open", ("Return", "Enter"), "打开所选的记录（双击也可以）"),
    Key(_W.TABLE, "peek", ("Space",), "在旁边看一眼这一条，不打开；再按收起", ("record_view",)),
    Key(_W.TABLE, "edit", ("F2",), "改这一格；直接打字也可以。Enter 存下往下走，Tab 往右", shown="F2 或直接打字"),
    Key(_W.TABLE, "edit_list", ("F4", "Alt+Down"), "改这一格，并打开可选的内容", ("record_view",)),
    Key(
        _W.TABLE,
        "cell_line",
        ("Alt+Return", "Alt+Enter"),
        "正在改的长文字里换行",
        ("grid_entry", "child_grid"),
    ),
    Key(
        _W.TABLE,
        "cell_next",
        ("Tab", "Shift+Tab"),
        "正在改时存下并到右边（左边）一格；没有在改时离开表格",
        ("grid_entry",),
    ),
    Key(_W.TABLE, "cell_back", ("Esc",), "不要这一格刚打的字；在末尾的空行是不要这一行", ("record_view",)),
    Key(_W.TABLE, "first_last", ("Ctrl+Home", "Ctrl+End"), "第一条、最后一条", ("record_view",)),
    Key(_W.TABLE, "copy", ("Ctrl+C",), "复制选中的格"),
    Key(_W.TABLE, "copy_heads", ("Ctrl+Shift+C",), "连同表头复制"),
    Key(_W.TABLE, "paste", ("Ctrl+V",), "把表格软件里复制的内容粘贴到选中的格（先预览），超出末尾的问增加几行"),
    Key(_W.TABLE, "paste_new", ("Ctrl+Alt+V",), "全部粘贴为新记录"),
    Key(_W.TABLE, "only_this", ("Ctrl+Q",), "只看与这一格相同的"),
    Key(_W.TABLE, "fill_down", ("Ctrl+D",), "向下填充"),
    Key(_W.TABLE, "ditto", ("Ctrl+'",), "填上一条这一栏的内容"),
    Key(_W.TABLE, "blank", ("Ctrl+B",), "纸上这一栏是空白的：记进备注，再按取消"),
    Key(_W.TABLE, "unreadable", ("Ctrl+U",), "纸上这一栏字迹不清：记进备注，再按取消"),
    Key(_W.TABLE, "void", ("Del",), "作废（要写原因，编号保留）"),
    Key(_W.TABLE, "freeze", ("Ctrl+Shift+I",), "这一列和左边的列不动，再按取消"),
    Key(
        _W.FIND,
        "leave",
        ("Return", "Enter", "Down"),
        "查找，到表格里去",
        ("filter_bar", "filter_row"),
    ),
    Key(_W.FIND, "clear", ("Esc",), "清空；已经空了就回到表格", ("filter_bar", "filter_row")),
    Key(_W.FORM, "save", ("Ctrl+S",), "保存"),
    Key(_W.FORM, "save_and_new", ("Ctrl+Shift+S",), "保存并新建"),
    Key(_W.FORM, "close", ("Ctrl+W",), "关闭登记表"),
    Key(_W.FORM, "check", ("F9",), "检查这一条：哪里读不出、还缺什么"),
    Key(_W.FORM, "first_record", ("Ctrl+Home",), "第一条（长文字里是到开头）"),
    Key(_W.FORM, "last_record", ("Ctrl+End",), "最后一条（长文字里是到末尾）"),
    Key(_W.FORM, "next_tab", ("Ctrl+Tab",), "下面的各页（签到、资金、附件 …）依次换"),
    Key(_W.FORM, "previous_tab", ("Ctrl+Shift+Tab",), "往回换"),
    Key(
        _W.FORM,
        "roster",
        ("Ctrl+Shift+H",),
        "照上一次的名单：全体记为“到”，再改不一样的几个人；资金、节点是照抄来源和节点",
    ),
    Key(_W.FORM, "same", ("Ctrl+'", "Ctrl+D"), "填上一条这一栏的内容；小表里是上面一格的"),
    Key(_W.FORM, "today", ("Ctrl+;",), "日期格里填今天"),
    Key(_W.FORM, "blank", ("Ctrl+B",), "纸上这一栏是空白的：记进备注，再按取消"),
    Key(_W.FORM, "unreadable", ("Ctrl+U",), "纸上这一栏字迹不清：记进备注，再按取消"),
    Key(_W.FORM, "carry", ("Ctrl+Shift+Y",), "下一条沿用这一栏（图钉），再按取消"),
    Key(_W.FORM, "pin", ("Ctrl+Shift+X",), "设为常用：一打开就显示，再按取消"),
    Key(_W.FORM, "clean", ("Ctrl+Shift+T",), "清理文字：先看要改哪些地方（粘贴夹带的拼音、断行、全角数字、繁体字）"),
    Key(
        _W.FIELD,
        "next",
        ("Return", "Enter", "Tab"),
        "到下一格；最后一格是保存并新建（可以关掉）",
        ("keys", "plain_dialog"),
        shown="Enter 或 Tab",
    ),
    Key(
        _W.FIELD,
        "back",
        ("Shift+Return", "Shift+Enter", "Shift+Tab"),
        "回上一格",
        ("keys",),
        shown="Shift+Enter 或 Shift+Tab",
    ),
    Key(_W.FIELD, "next_long", ("Ctrl+Return", "Ctrl+Enter"), "从长文字到下一格（长文字里 Enter 是换行）", ("keys",)),
    Key(
        _W.FIELD,
        "escape",
        ("Esc",),
        "一次退一层：收起列表，退回这一格打的字，离开登记表",
        ("keys", "form", "picker", "child_grid"),
    ),
    Key(_W.DATE, "today", ("T",), "填今天；写“今天”也可以", ("editors",)),
    Key(_W.DATE, "day_on", ("+", "-"), "后一天、前一天", ("editors",), shown="+ 和 -"),
    Key(_W.DATE, "calendar", ("F4", "Alt+Down"), "打开日历", ("editors",)),
    Key(_W.LOOKUP, "open", ("F4", "Alt+Down"), "打开可选的内容；输几个字、全拼或拼音首字母缩小范围", ("picker",)),
    Key(_W.LOOKUP, "move", ("Up", "Down"), "在列表里上下", ("picker", "child_grid")),
    Key(_W.LOOKUP, "take", ("Return", "Enter", "Tab"), "选中这一个，到下一格；列表还没出来就按也一样", ("picker",)),
    Key(_W.CHILD, "next", ("Return", "Enter", "Tab"), "到下一格；最后一行再按就出来", ("child_grid",)),
    Key(_W.CHILD, "back", ("Shift+Return", "Shift+Enter", "Shift+Tab"), "回上一格；第一格再按就出来", ("child_grid",)),
    Key(_W.CHILD, "end", ("Ctrl+Down",), "到最后的空行；在名单里打已有的人，就到他那一行", ("child_grid",)),
    Key(_W.CHILD, "remove", ("Del",), "删去选中的行", ("child_grid",)),
    Key(_W.CHILD, "block", ("Ctrl+C", "Ctrl+V", "Ctrl+Z"), "复制、粘贴一块，退回一步", ("child_grid",)),
    Key(_W.FILES, "add", ("Ctrl+Shift+A",), "添加附件"),
    Key(_W.FILES, "paste", ("Ctrl+Shift+V",), "粘贴为附件"),
    Key(_W.FILES, "open", ("Ctrl+Shift+O",), "打开附件"),
    Key(_W.FILES, "rotate", ("Ctrl+Shift+R",), "旋转"),
    Key(_W.FILES, "remove", ("Ctrl+Shift+Del",), "移除附件"),
    Key(_W.LINKS, "add", ("Ctrl+Shift+J",), "添加关联"),
    Key(_W.CHAIN, "move", ("Left", "Right", "Up", "Down"), "到相邻的一格", ("chain_panel",)),
    Key(_W.CHAIN, "open", ("Return", "Enter"), "打开这一格的记录", ("chain_panel",)),
    Key(_W.PAGES, "refresh", ("F5",), "重新读一遍"),
    Key(_W.REPORT, "refresh", ("F5",), "重新生成"),
    Key(_W.REPORT, "save", ("Ctrl+S",), "存为文字文件"),
    Key(_W.REPORT, "print", ("Ctrl+P",), "打印"),
    Key(_W.REPORT, "edit", ("F2",), "改这一段"),
    Key(
        _W.ANYTHING,
        "move",
        ("Up", "Down", "PgUp", "PgDown"),
        "上下选一条，翻一页",
        ("find_anything",),
    ),
    Key(_W.ANYTHING, "open", ("Return", "Enter"), "打开选中的一条", ("find_anything",)),
    Key(_W.PAPER, "print", ("Ctrl+P",), "打印"),
    Key(_W.PAPER, "save", ("Ctrl+S",), "存为文件"),
    Key(_W.PAPER, "find", ("Ctrl+F",), "在预览里查找"),
    Key(_W.PAPER, "next_match", ("F3",), "下一处"),
    Key(_W.COLUMNS, "up", ("Alt+Up",), "上移"),
    Key(_W.COLUMNS, "down", ("Alt+Down",), "下移"),
    Key(_W.COLUMNS, "rename", ("F2",), "改名"),
    Key(_W.COLUMNS, "add", ("Ctrl+N",), "增加一列"),
    Key(_W.COLUMNS, "change", ("Ctrl+E",), "修改这一列"),
    Key(_W.COLUMNS, "remove", ("Del",), "停用这一列"),
    Key(_W.MANUAL, "back", ("Alt+Left",), "后退"),
    Key(_W.MANUAL, "forward", ("Alt+Right",), "前进"),
    Key(_W.MANUAL, "find", ("Ctrl+F",), "在这一页里查找"),
    Key(_W.MANUAL, "next_match", ("F3",), "下一处"),
    Key(_W.MANUAL, "print", ("Ctrl+P",), "整本存成一个文件，可以打印"),
    Key(_W.FILL_IN, "choose", ("Return", "Enter", "F2"), "给这一格选内容", ("fill_in_grid",)),
    Key(_W.FILL_IN, "clear", ("Del",), "这一格不填", ("fill_in_grid",)),
    Key(_W.TASKS, "go", ("Return", "Enter"), "打开做这一题的那一页", ("task_panel",)),
    Key(_W.TASKS, "leave", ("Esc",), "回到台账", ("task_panel",)),
    Key(_W.STEP, "same", ("Ctrl+'",), "填上一次办这一步时这一格的内容（签字人、经办人 …）"),
    Key(_W.STEP, "save", ("Ctrl+S",), "办理，和点按钮一样；还缺的列在下面"),
    Key(
        _W.FOUNDING,
        "next",
        ("Return", "Enter"),
        "到下一格；从最后一格、小表的空行到下一步",
        ("keys", "new_ledger", "short_table"),
    ),
    Key(_W.FOUNDING, "back", ("Shift+Return", "Shift+Enter"), "回上一格", ("keys",)),
    Key(_W.FOUNDING, "clear", ("Del",), "清空小表里选中的格", ("short_table",)),
)

RESERVED: dict[str, str] = {
    "Ctrl+Space": "切换中英文",
    "Shift+Space": "切换全角半角",
    "Ctrl+Shift+Space": "切换输入法",
    "Ctrl+.": "切换中英文标点",
    "Ctrl+,": "输入法设置",
    "Ctrl+Shift+F": "切换简体繁体",
    "Ctrl+Shift+B": "表情和符号",
    "Ctrl+Shift+E": "输入法的词典和工具箱",
    "Ctrl+Shift+K": "软键盘",
    "Ctrl+Shift+M": "隐藏输入法的状态栏",
    "Ctrl+Shift+U": "按编码输入",
    "Ctrl+Shift+Z": "特殊符号",
    "Ctrl+`": "输入法的方案",
    "Ctrl+Alt+B": "软键盘",
    "Ctrl+Alt+H": "输入法的提示",
    "Ctrl+Alt+P": "输入法的预览",
}
"""Keys that Chinese input methods take as they come (微软拼音, 搜狗, 小狼毫, fcitx, ibus): never bound."""
SHARED: dict[str, str] = {"F4": "小狼毫的方案", "Ctrl+;": "fcitx 的剪贴板", "Ctrl+5": "fcitx 重新读取设置"}
"""Keys that some input method takes, which clerks expect all the same: bound only where another key does the same."""
_NAMES = {
    "Return": "Enter",
    "Down": "↓",
    "Up": "↑",
    "Left": "←",
    "Right": "→",
    "PgDown": "PgDn",
    "Space": "空格",
}


def find(where: Where, name: str) -> Key:
    """The declared key; raises KeyError."""
    for key in KEYS:
        if (key.where, key.name) == (where, name):
            return key
    raise KeyError((where, name))


def sequences(where: Where, name: str) -> list[QKeySequence]:
    """The sequences to bind; empty when nothing of that name is declared there."""
    from PySide6.QtGui import QKeySequence

    return [QKeySequence(one) for key in KEYS if (key.where, key.name) == (where, name) for one in key.keys]


def shown(key: Key) -> str:
    """The keys as F1's list and the manual write them."""
    if key.shown:
        return key.shown
    return " / ".join(dict.fromkeys(show(one) for one in key.keys))


def show(sequence: str) -> str:
    """One sequence as it stands on the keyboard."""
    held, _plus, last = sequence.rpartition("+") if len(sequence) > 1 else ("", "", sequence)
    return f"{held}+{_NAMES.get(last, last)}" if held else _NAMES.get(last, last)


def hint(where: Where, name: str) -> str:
    """The first key for a tool tip; empty when there is none."""
    found = next((key for key in KEYS if (key.where, key.name) == (where, name)), None)
    return show(found.keys[0]) if found is not None else ""


def page() -> str:
    """The manual's page of keys in Markdown."""
    parts = [_HEAD]
    for where in Where:
        here = [key for key in KEYS if key.where is where]
        if here:
            rows = "\n".join(f"| {shown(key)} | {key.words} |" for key in here)
            parts.append(f"## {where.label}\n\n| 键 | 做什么 |\n|---|---|\n{rows}\n")
    taken = "、".join(f"{show(one)}（{what}）" for one, what in RESERVED.items())
    parts.append(
        f"## 留给输入法的键\n\n本软件不占用这些键：{taken}；单独的 Shift、Ctrl+Shift、Alt+Shift 也都不占用。\n"
    )
    return "\n".join(parts)


_HEAD = """# 快捷键

键盘就能做完所有的事。里层的键管里层：在登记表里，“登记表”“台账”“各处”的键都管用。
输入法正在打字（候选还在）时，Enter、Esc、空格都归输入法，不会跳格、不会保存、不会关窗口。
全角的数字和字母照打，离开这一格时变成半角；正在打的时候不动。
"""
