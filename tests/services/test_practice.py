"""试用示例 and 恢复原样: whole or not at all, never over a real ledger; and the mark on all that is printed from it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from docx import Document

from app.rules.refusal import Refused
from app.services import forms, freezing, frozen_paper, learning, office, practice, printing, report_files, sample
from app.services.desk import new_desk, open_desk
from app.services.listing import count
from db.ask import Ask
from db.places import data_folder
from tests import factories
from tests.services.killing import kill_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.services.desk import Desk

pytestmark = [pytest.mark.timeout(400), pytest.mark.usefixtures("fresh_data_folder")]

STEPS = """
import shutil, sys, time
from pathlib import Path
from app.services import practice

def telling(step, work):
    def told(*given):
        answer = work(*given)
        print(step, flush=True)
        time.sleep(2)
        return answer
    return told

shutil.copyfile = telling("copied", shutil.copyfile)
practice.copies.settle = telling("settled", practice.copies.settle)
practice.seen.forget = telling("forgotten", practice.seen.forget)
practice.sqlite.sync_folder = telling("replaced", practice.sqlite.sync_folder)
practice.make(Path(sys.argv[1]))
"""


@pytest.fixture
def kept(sample_file: Path, fresh_data_folder: Path) -> Path:
    """The sample as this program makes it, built before."""
    place = data_folder() / "sample" / f"{practice._edition()}.minqing"
    place.parent.mkdir(parents=True)
    shutil.copy(sample_file, place)
    return place


def spoilt(path: Path) -> int:
    """Practise on a sample: one more petition, still in its log; how many there are then."""
    with closing(open_desk(path)) as desk:
        factories.add(desk, "petitions", "信访人姓名=周桂兰")
        return petitions(desk)


def petitions(desk: Desk) -> int:
    return desk.read(lambda unit: count(unit, ask=Ask("petitions")))


def test_it_is_built_once_and_copied_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def build(desk: Desk, *, progress: Callable[[int, int], None] | None = None) -> None:
        built.append(desk.path)

    monkeypatch.setattr(sample, "build", build)
    first, second = tmp_path / "甲" / "样例.minqing", tmp_path / "乙.minqing"
    practice.make(first)
    practice.make(second)
    assert len(built) == 1
    assert [file.name for file in (data_folder() / "sample").iterdir()] == [f"{practice._edition()}.minqing"]
    for path in (first, second):
        with closing(open_desk(path)) as desk:
            assert desk.read(office.is_sample)


def test_other_rows_make_another_sample_and_the_old_one_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "build", lambda _desk, *, progress: None)
    monkeypatch.setattr(practice, "_edition", lambda: "old")
    practice.make(tmp_path / "样例.minqing")
    monkeypatch.setattr(practice, "_edition", lambda: "new")
    practice.make(tmp_path / "样例.minqing")
    assert [file.name for file in (data_folder() / "sample").iterdir()] == ["new.minqing"]


def test_a_damaged_kept_copy_is_built_anew(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write_bytes(kept.read_bytes()[:200_000])
    monkeypatch.setattr(sample, "build", lambda _desk, *, progress: None)
    practice.make(tmp_path / "样例.minqing")
    with closing(open_desk(tmp_path / "样例.minqing")) as desk:
        assert petitions(desk) == 0


def test_what_was_practised_is_gone_and_nothing_is_said_of_lost_rows(tmp_path: Path, kept: Path) -> None:
    path = practice.make(tmp_path / "样例.minqing")
    with closing(open_desk(path)) as desk:
        before = petitions(desk)
        desk.write(lambda unit: learning.once_more(unit, task="visit"))
    assert spoilt(path) == before + 1
    practice.make(path)
    with closing(open_desk(path)) as desk:
        assert petitions(desk) == before
        assert desk.warnings == ()
        assert not any(one.is_done for one in desk.write(learning.look))
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".minqing"] == [path.name]


def test_a_real_ledger_is_not_touched(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "清河镇.minqing"
    new_desk(path, office_name="清河镇").close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="正式台账"):
        practice.make(path)
    assert path.read_bytes() == before


def test_a_sample_in_use_is_not_touched(tmp_path: Path, kept: Path) -> None:
    path = practice.make(tmp_path / "样例.minqing")
    with closing(open_desk(path)) as desk:
        desk.hold()
        with pytest.raises(Refused):
            practice.make(path)
        assert petitions(desk) > 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    with pytest.raises(Refused, match="写不进去"):
        practice.make(tmp_path / "文件" / "样例.minqing")


@pytest.mark.parametrize("step", ["copied", "settled", "forgotten", "replaced"])
def test_killed_at_any_step_it_leaves_the_old_sample_or_the_new_one(tmp_path: Path, kept: Path, step: str) -> None:
    path = practice.make(tmp_path / "样例.minqing")
    with closing(open_desk(path)) as desk:
        fresh = petitions(desk)
    practised = spoilt(path)
    assert kill_at(step, STEPS, str(path))[-1] == step
    with closing(open_desk(path)) as desk:
        assert petitions(desk) == (fresh if step == "replaced" else practised)
        assert desk.read(office.is_sample)
        assert desk.warnings == ()
    practice.make(path)
    with closing(open_desk(path)) as desk:
        assert petitions(desk) == fresh


# ---- the mark --------------------------------------------------------------------------------------------------------


def words(pdf: Path) -> list[str]:
    """The words of each page."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


def is_marked(page: str) -> bool:
    return any("练习" in line.split() for line in page.splitlines())


def test_every_page_of_a_printed_ledger_and_report_says_that_it_is_practice(sample_desk: Desk, tmp_path: Path) -> None:
    printing.print_ledger(sample_desk, out=tmp_path / "ledger.pdf", ask=Ask("rectifications"))
    report_files.give(sample_desk, report="self_check", out=tmp_path / "report.pdf")
    for name in ("ledger.pdf", "report.pdf"):
        pages = words(tmp_path / name)
        assert len(pages) > 1
        assert all(is_marked(page) for page in pages)
    report_files.give(sample_desk, report="self_check", out=tmp_path / "report.docx")
    assert Document(str(tmp_path / "report.docx")).paragraphs[0].text == "【练习】"


def test_frozen_figures_of_a_sample_and_their_comparison_bear_the_mark_and_say_the_base_in_words(
    sample_desk: Desk, tmp_path: Path
) -> None:
    actor = sample_desk.actor
    sample_desk.write(lambda unit: freezing.freeze(unit, actor=actor, name="三月上报"))
    made = (
        sample_desk.read(lambda unit: frozen_paper.report_paper(unit, actor=actor, name="三月上报")),
        sample_desk.read(lambda unit: frozen_paper.comparison_paper(unit, actor=actor, name="三月上报")),
    )
    pages = []
    for paper in made:
        printing.write_pdf(paper, tmp_path / "frozen.pdf")
        pages += words(tmp_path / "frozen.pdf")
    assert all(is_marked(page) for page in pages)
    assert "100%（基数36人）" in "".join(pages).replace(" ", "")


@pytest.mark.parametrize("form", forms.FORMS)
def test_every_form_of_a_sample_bears_the_mark(form: str, desk: Desk, tmp_path: Path) -> None:
    desk.write(lambda unit: office.make_sample(unit, today=date(2014, 3, 31)))
    out = tmp_path / "form.pdf"
    forms.print_form(desk, form=form, number="", out=out, blank=True)
    assert any(is_marked(page) for page in words(out))


def test_the_paper_of_a_real_ledger_bears_no_mark(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    printing.print_ledger(desk, out=tmp_path / "ledger.pdf", ask=Ask("rectifications"))
    forms.print_form(desk, form="close_out_request", number="", out=tmp_path / "form.pdf", blank=True)
    report_files.give(desk, report="self_check", out=tmp_path / "report.pdf")
    for name in ("ledger.pdf", "form.pdf", "report.pdf"):
        assert not any("练习" in page for page in words(tmp_path / name))
