"""新建台账: the pages of the wizard, each holding what was typed in it; nothing of it is written anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ledgers import presets, registry
from app.rules.refusal import Refused
from app.services import founding
from app.services.founding import LEVELS, Sheet
from app.services.operators import FIRST
from app.ui.keys import ENTER
from app.ui.passphrase_fields import NewPassphrase
from app.ui.plain import Words
from app.ui.short_table import ShortTable

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

SUFFIX = ".minqing"
FILE_KINDS = "民情台账 (*.minqing)"
IN_FILE = "单位名称一定要写；口令要设一个，或者说明不加密。其余都可以先空着，以后在程序里随时补。"
AT_SERVER = (
    "本单位在县级服务器上还没有台账，一步一步建好就能用。只有单位名称一定要写，其余都可以先空着，以后随时补。"
    "本机已经有台账的，请按“取消”，打开那份台账，用“工具 → 搬到县级服务器”搬过去。"
)
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_NAME = Qt.ItemDataRole.UserRole


class Page(QWidget):
    """One step: its title, what it is for, and the fields Enter walks through."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        said = Words(words, self, wordWrap=True)
        said.setProperty("role", "faint")
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(10)
        self.lines.addWidget(said)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """The fields in their order; from the last one Enter goes on to the next page."""
        return ()

    def fault(self) -> str:
        """Why the page cannot be left as it is, as a sentence; empty when it can."""
        return ""

    @property
    def wrong(self) -> QWidget | None:
        """The field that was found wrong last; the first one where none is known to be."""
        return next(iter(self.fields), None)


class OfficePage(Page):
    """The office, what kind it is, who works, the campaign, and where a file lies; `level_chosen(name)`."""

    level_chosen = Signal(str)

    def __init__(self, place: Path | None, parent: QWidget | None = None) -> None:
        super().__init__("单位", AT_SERVER if place is None else IN_FILE, parent)
        self._in_file, self._wrong = place is not None, "office"
        self.office = QLineEdit(self, placeholderText="例如：清河镇人民政府")
        self.office.setAccessibleName("单位名称")
        self.level = QComboBox(self)
        self.level.setAccessibleName("单位类别")
        self.level.addItems(list(LEVELS))
        self.operator = QLineEdit(self, placeholderText=f"您的姓名；不填就叫“{FIRST}”")
        self.operator.setAccessibleName("操作人")
        self.campaign = QComboBox(self)
        self.campaign.setAccessibleName("正在开展的活动")
        self.campaign.addItem("暂不设定", "")
        for name in presets.PRESETS:
            self.campaign.addItem(presets.preset(name).label, name)
        self.place = QLineEdit(str(place or ""), self)
        self.place.setAccessibleName("保存位置")
        browse = QPushButton("选择…", self)
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("单位名称 ★", self.office)
        form.addRow("单位类别", self.level)
        form.addRow("操作人", self.operator)
        form.addRow("正在开展的活动", self.campaign)
        form.addRow("保存位置", where)
        form.setRowVisible(where, self._in_file)
        self.lines.addLayout(form)
        self.lines.addStretch(1)
        self.level.currentTextChanged.connect(self.level_chosen)

    @property
    @override
    def fields(self) -> tuple[QWidget, ...]:
        fields = (self.office, self.level, self.operator, self.campaign)
        return (*fields, self.place) if self._in_file else fields

    @property
    def path(self) -> Path:
        """Where the file is to lie, with its ending."""
        path = Path(self.place.text().strip())
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    @override
    def fault(self) -> str:
        self._wrong = "office"
        if not self.office.text().strip():
            return "请写明单位名称，它会印在每一份台账上。"
        if self._in_file and not Path(self.place.text().strip()).name:
            self._wrong = "place"
            return "请写明台账存在哪里，或按“选择…”。"
        try:
            founding.check(
                office_name=self.office.text(),
                operator=self.operator.text(),
                place=self.path if self._in_file else None,
            )
        except Refused as refusal:
            self._wrong = refusal.field
            return refusal.sentence
        return ""

    @property
    @override
    def wrong(self) -> QWidget:
        return {"name": self.operator, "place": self.place}.get(self._wrong, self.office)

    def _browse(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "新建台账", self.place.text(), FILE_KINDS)
        if name:
            self.place.setText(name)


class LedgersTree(QTreeWidget):
    """All ledgers under their tabs, each to be ticked; the space bar ticks, a tab ticks all of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("要记的台账")
        self.setColumnCount(2)
        self.setHeaderLabels(["台账", "记什么"])
        self.setTabKeyNavigation(False)
        for tab, label in registry.TABS:
            ledgers = [ledger for ledger in registry.LEDGERS if ledger.tab == tab]
            if ledgers:
                group = QTreeWidgetItem(self, [label])
                group.setFlags(group.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
                for ledger in ledgers:
                    item = QTreeWidgetItem(group, [ledger.label, ledger.intro])
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setData(0, _NAME, ledger.name)
                    item.setCheckState(0, CHECKED)
                    item.setToolTip(1, ledger.intro)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.expandAll()
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setCurrentIndex(self.model().index(0, 0))

    def items(self) -> list[QTreeWidgetItem]:
        """The lines of the ledgers, in their order."""
        walk, found = QTreeWidgetItemIterator(self), []
        while walk.value() is not None:
            if walk.value().data(0, _NAME):
                found.append(walk.value())
            walk += 1
        return found

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.ignore()  # the wizard's
        else:
            super().keyPressEvent(event)


class LedgersPage(Page):
    """Which ledgers the office keeps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = (
            "不用的去掉勾（按空格），左边就不列出来；只是隐藏，以后在台账名上点右键随时找回来。"
            "按空格也能一次勾上或去掉一整类。"
        )
        super().__init__("要记哪些台账", words, parent)
        self.tree = LedgersTree(self)
        self.count = QLabel(self)
        self.is_own = False
        """Whether the clerk has ticked for herself: then the kind of office changes nothing any more."""
        self._all = QPushButton("全部勾上", self)
        self._all.clicked.connect(self.tick_all)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        foot.addWidget(self._all)
        self.lines.addWidget(self.tree, 1)
        self.lines.addLayout(foot)
        self.tree.itemChanged.connect(self._ticked)
        self._tell()

    @property
    @override
    def fields(self) -> tuple[QWidget, ...]:
        return (self.tree,)

    @property
    def hidden(self) -> frozenset[str]:
        """The ledgers without a tick."""
        return frozenset(str(one.data(0, _NAME)) for one in self.tree.items() if one.checkState(0) is UNCHECKED)

    def follow(self, level: str) -> None:
        """Tick what such an office keeps, unless the clerk has ticked for herself."""
        if not self.is_own:
            self._tick(LEVELS[level])

    def tick_all(self) -> None:
        """Tick every ledger."""
        self._tick(frozenset())
        self.is_own = True

    def _tick(self, hidden: frozenset[str]) -> None:
        self.tree.blockSignals(True)
        for one in self.tree.items():
            one.setCheckState(0, UNCHECKED if one.data(0, _NAME) in hidden else CHECKED)
        self.tree.blockSignals(False)
        self._tell()

    def _ticked(self) -> None:
        self.is_own = True
        self._tell()

    def _tell(self) -> None:
        kept = len(registry.LEDGERS) - len(self.hidden)
        self.count.setText(f"勾上 {kept} 本，不用的 {len(self.hidden)} 本")


class RegisterPage(Page):
    """A register that comes from a sheet, is typed, or comes later; `sheet_wanted()` asks for a sheet."""

    sheet_wanted = Signal()
    LATER, SHEET, TYPED = range(3)

    def __init__(
        self,
        title: str,
        words: str,
        later: str,
        heads: tuple[str, ...],
        parent: QWidget | None = None,
        *,
        is_unique: bool = False,
    ) -> None:
        super().__init__(title, words, parent)
        self.sheet: Sheet | None = None
        self._head, self._is_unique = heads[0], is_unique
        self.choice = QButtonGroup(self)
        self.table = ShortTable(title, heads, self)
        self.sheet_button, self.sheet_words = QPushButton("选择表格…", self), Words(self, wordWrap=True)
        self.stack = QStackedWidget(self)
        for place, text in enumerate(("以后再登记", "从表格带进来", "现在打几行")):
            button = QRadioButton(text, self)
            self.choice.addButton(button, place)
            self.lines.addWidget(button)
        self.choice.button(self.LATER).setChecked(True)
        for page in (self._later(later), self._from_sheet(), self.table):
            self.stack.addWidget(page)
        self.lines.addWidget(self.stack, 1)
        self.choice.idToggled.connect(lambda place, on: self.stack.setCurrentIndex(place) if on else None)
        self.table.typed.connect(lambda: self.choice.button(self.TYPED).setChecked(True))
        self.sheet_button.clicked.connect(self.sheet_wanted)

    def _later(self, words: str) -> QWidget:
        page = QWidget(self)
        lines = QVBoxLayout(page)
        lines.addWidget(Words(words, page, wordWrap=True))
        lines.addStretch(1)
        return page

    def _from_sheet(self) -> QWidget:
        page = QWidget(self)
        line = QHBoxLayout()
        line.addWidget(self.sheet_button)
        line.addStretch(1)
        lines = QVBoxLayout(page)
        lines.addLayout(line)
        lines.addWidget(self.sheet_words)
        lines.addStretch(1)
        self.sheet_words.setText("选好以后先看列对得对不对、有没有问题，再带上；完成新建时才写进台账。")
        return page

    def take(self, sheet: Sheet) -> None:
        """A sheet was looked at and is to be taken in."""
        self.sheet = sheet
        label = registry.importable(sheet.plan.ledger).label
        self.sheet_words.setText(f"带上「{sheet.file_name}」，登记到{label}。完成新建时写进台账；要换，再选一次。")

    @property
    @override
    def fields(self) -> tuple[QWidget, ...]:
        second = (self.choice.checkedButton(), self.sheet_button, self.table)[self.choice.checkedId()]
        return (second,)

    @property
    def chosen_sheet(self) -> Sheet | None:
        """The sheet to be taken in, when that is the choice."""
        return self.sheet if self.choice.checkedId() == self.SHEET else None

    @property
    def typed(self) -> list[tuple[str, ...]]:
        """The rows that were typed, when that is the choice."""
        return self.table.rows() if self.choice.checkedId() == self.TYPED else []

    @override
    def fault(self) -> str:
        nameless = next((row for row in self.typed if not row[0]), None)
        if nameless is not None:
            return f"有一行只写了“{''.join(nameless)}”，没有写{self._head}。请补上，或删掉这一行。"
        names = [row[0] for row in self.typed]
        twice = next((name for name in names if names.count(name) > 1), "") if self._is_unique else ""
        if twice:
            return f"“{twice}”写了两次。请删掉一行。"
        if self.choice.checkedId() == self.SHEET and self.sheet is None:
            return "还没有选表格。请按“选择表格…”，或选“以后再登记”。"
        return ""


class PassphrasePage(Page):
    """The passphrase of the ledger, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = (
            "台账里有群众的姓名、电话和反映的问题。设了口令，文件丢了别人也打不开；建好以后给一张恢复码，请打印收好。"
        )
        super().__init__("口令", words, parent)
        self.new = NewPassphrase(self, may_be_plain=True)
        self.lines.addWidget(self.new)
        self.lines.addStretch(1)

    @property
    @override
    def fields(self) -> tuple[QWidget, ...]:
        return () if self.new.plain.isChecked() else (self.new.first.line, self.new.again.line)

    @override
    def fault(self) -> str:
        return self.new.fault()


class BackupPage(Page):
    """Where copies of the backups go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = (
            "关闭台账时、每隔四小时自动备份一份在本机。电脑坏了，只在本机的备份也会一起丢，"
            "所以最好再拷一份到U盘或另一块硬盘上。现在没有U盘，可以以后到“工具 → 备份设置”里设。"
        )
        super().__init__("备份放哪里", words, parent)
        self.second = QLineEdit(self, placeholderText="U盘或另一块硬盘上的文件夹；不填就以后再设")
        self.second.setAccessibleName("第二备份位置")
        browse = QPushButton("选择…", self)
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(QLabel("第二备份位置", self))
        where.addWidget(self.second, 1)
        where.addWidget(browse)
        self.lines.addLayout(where)
        self.lines.addStretch(1)

    @property
    @override
    def fields(self) -> tuple[QWidget, ...]:
        return (self.second,)

    @property
    def place(self) -> Path | None:
        """The folder, None for later."""
        typed = self.second.text().strip()
        return Path(typed) if typed else None

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "第二备份位置", self.second.text() or str(Path.home()))
        if name:
            self.second.setText(name)
