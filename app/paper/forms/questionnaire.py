"""调查问卷: the questions with a box before every option, lines for open answers, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.sheet import DATE_BY_HAND, FormContent, Sheet, baseline

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter, Pen

TITLE = "调查问卷"
LINE = 9 * MM
OPEN_LINES = 5
EMPTY_QUESTIONS = 6
BOX = 3.6 * MM
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ADDRESS = (
    "您好！为改进工作，请按实际情况在所选的□内打√。单选题只选一项，多选的按无效处理；标明“可多选”的可选"
    "几项。本问卷不署名，只作汇总。谢谢您的支持！"
)
OPEN_QUESTION = "您还有什么意见和建议？"
BLANK_OPTIONS = ("＿" * 6,) * 4


@dataclass(frozen=True, slots=True)
class Question:
    """A question, whether several options may be ticked, and the options."""

    text: str = ""
    is_multiple: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire(FormContent):
    """The survey; without questions there are lines to write some on."""

    title: str = ""
    organisation: str = ""
    issued_on: str = ""
    questions: tuple[Question, ...] = ()


def title_of(content: Questionnaire) -> str:
    """What the survey is called."""
    return content.title or f"{content.office}{TITLE}"


def head_of(content: Questionnaire) -> tuple[str, str]:
    """What stands at the left and at the right under the title."""
    return f"问卷编号：{content.number}", f"发放日期：{content.issued_on or DATE_BY_HAND}"


def questions_of(content: Questionnaire) -> tuple[Question, ...]:
    """The questions, or lines to write some on."""
    return content.questions or (Question(),) * EMPTY_QUESTIONS


def question_words(place: int, question: Question) -> str:
    """A question with its number, and a word where several options may be ticked."""
    many = "（可多选）" if question.is_multiple and "多选" not in question.text else ""
    return f"{place}．{question.text or '＿' * 30}{many}"


def lettered(options: tuple[str, ...]) -> list[str]:
    """The options, or blanks for some, with their letters as far as the alphabet goes."""
    given = options or BLANK_OPTIONS
    named = [f"{letter}．{option}" for letter, option in zip(LETTERS, given, strict=False)]
    return [*named, *given[len(LETTERS) :]]


def foot_of(content: Questionnaire) -> str:
    """Who takes the sheets back."""
    return f"问卷由{content.organisation or '________________'}收回汇总。"


def draw(content: Questionnaire, writer: PageWriter) -> None:
    """Draw the title, the address to the reader, each question whole, and the open question last."""
    sheet = Sheet(writer, content, TITLE)
    sheet.title(title_of(content), after=2 * MM)
    sheet.info(*head_of(content))
    sheet.note(f"　　{ADDRESS}", role=Role.KAI, size=12.0)
    sheet.top -= 2 * MM
    sheet.writer.rules(1.0, [(sheet.left, sheet.top, sheet.right, sheet.top)])
    sheet.top -= 3 * MM
    questions = questions_of(content)
    for place, question in enumerate(questions, start=1):
        _draw_question(sheet, place, question)
    _draw_open(sheet, len(questions) + 1)
    sheet.note(foot_of(content))
    sheet.finish()


def _draw_question(sheet: Sheet, place: int, question: Question) -> None:
    head, body = sheet.pen(Role.HEI, 12.0), sheet.pen(Role.FANG, 12.0)
    words = head.lines(head.tidy(question_words(place, question)), sheet.width)
    rows = _laid(body, question.options, sheet.width - 6 * MM)
    if sheet.room < min(len(words) * head.leading + len(rows) * LINE, sheet.writer.height / 2):
        sheet.turn()
    _put(sheet, head, words)
    for row in rows:
        if sheet.room < LINE:
            sheet.turn()
        for x, option in row:
            _draw_option(sheet, body, sheet.left + 6 * MM + x, option)
        sheet.top -= LINE
    sheet.top -= 3 * MM


def _put(sheet: Sheet, pen: Pen, lines: list[str]) -> None:
    for line in lines:
        if sheet.room < pen.leading:
            sheet.turn()
        sheet.put(pen, [line])


def _laid(pen: Pen, options: tuple[str, ...], width: float) -> list[list[tuple[float, list[str]]]]:
    """The options in rows of equal columns, as many columns as the longest option leaves; a long one has its row."""
    tidy = [pen.tidy(option) for option in lettered(options)]
    widest = max(map(pen.width, tidy)) + BOX + 8 * MM
    columns = max(1, min(4, int(width / widest)))
    # Even rows: four options that would stand as three and one stand as two and two.
    columns = -(-len(tidy) // -(-len(tidy) // columns))
    if columns > 1 or widest <= width:
        lines = [[text] for text in tidy]
        return [
            [(index * width / columns, line) for index, line in enumerate(lines[start : start + columns])]
            for start in range(0, len(lines), columns)
        ]
    rows: list[list[tuple[float, list[str]]]] = []
    for text in tidy:
        broken = pen.lines(text, width - BOX - 2 * MM)
        rows += [[(0.0, [line] if place == 0 else ["", line])] for place, line in enumerate(broken)]
    return rows


def _draw_option(sheet: Sheet, pen: Pen, x: float, option: list[str]) -> None:
    """The box to tick and the option; a line that only goes on has no box."""
    y = baseline(pen, sheet.top - (LINE - pen.leading) / 2)
    if len(option) == 1:
        sheet.writer.box(0.8, x, y - 0.6 * MM, BOX, BOX)
    sheet.writer.write(pen, [(x + BOX + 2 * MM, y, option[-1])])


def _draw_open(sheet: Sheet, place: int) -> None:
    head = sheet.pen(Role.HEI, 12.0)
    if sheet.room < head.leading + OPEN_LINES * LINE + 8 * MM:
        sheet.turn()
    sheet.put(head, [f"{place}．{OPEN_QUESTION}"])
    for _ in range(OPEN_LINES):
        sheet.top -= LINE
        sheet.writer.rules(0.5, [(sheet.left, sheet.top, sheet.right, sheet.top)])
    sheet.top -= 4 * MM
