"""另存为 Word: the buttons of the previews whose papers are also Word documents."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from app.services import form_opinions, word_papers
from app.ui import saving

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.word_papers import WordPaper
    from app.ui.form_preview import FormPreview
    from app.ui.paper_dialog import PaperDialog
    from app.ui.preview import PreviewDialog

KINDS = "Word 文档 (*.docx)"


def offer(preview: FormPreview, number: str) -> dict[str, QPushButton]:
    """Add a button for each paper in Word that the form's record has; the buttons by the papers' names."""
    buttons = {}
    for paper in word_papers.of_form(preview.form.name, number):
        button = _button(preview, paper, partial(_save_form, preview, paper, number))
        preview.choices.addRow(button)
        buttons[paper.name] = button
    return buttons


def offer_list(preview: PreviewDialog) -> None:
    """Let a list of opinions be saved as 意见汇总表."""
    if preview.ledger.name == form_opinions.OPINIONS:
        preview.choices.addRow(_button(preview, word_papers.OF_A_LIST, lambda: _save_list(preview)))


def _button(parent: PaperDialog, paper: WordPaper, run: Callable[[], None]) -> QPushButton:
    button = QPushButton(f"{paper.label}存为 Word…", parent)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: run())
    return button


def _save_form(preview: FormPreview, paper: WordPaper, record: str) -> None:
    is_blank = preview.is_blank and paper.empty is not None
    number = "" if is_blank else record
    profile, looked = str(preview.profile.currentData()), preview.looked.isChecked()
    desk = preview.operation.desk
    path = saving.ask_place(preview, "存为 Word", f"{paper.label} {number}".strip() + ".docx", KINDS, ".docx")
    if path is not None:
        preview.operation.call(
            lambda: word_papers.write(
                desk, paper=paper.name, number=number, out=path, profile=profile, blank=is_blank, looked=looked
            ),
            lambda _title: preview.message.say(f"已存为「{path.name}」，可以用 WPS 或 Word 修改。"),
            owner=preview,
            failed=lambda refusal: preview.message.say(refusal.sentence),
        )


def _save_list(preview: PreviewDialog) -> None:
    if reason := preview.may_leave():
        preview.message.say(reason)
        return
    desk, ask, options = preview.operation.desk, preview.ask, preview.options
    path = saving.ask_place(preview, "存为 Word", f"{word_papers.OF_A_LIST.label}.docx", KINDS, ".docx")
    if path is not None:
        preview.operation.call(
            lambda: word_papers.write_opinions(
                desk, ask=ask, out=path, profile=options.profile, purpose=options.purpose, looked=options.looked
            ),
            lambda _title: preview.message.say(f"已存为「{path.name}」，可以用 WPS 或 Word 修改。"),
            owner=preview,
            failed=lambda refusal: preview.message.say(refusal.sentence),
        )
