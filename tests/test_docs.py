"""The examples of the documents run, and what they name exists."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from app.figures import reference
from app.ledgers import registry
from app.rules import office_rules, rights
from app.rules.flows import FLOWS
from app.services import form_catalogue
from db import tables
from db.declare import Ledger

ROOT = Path(__file__).resolve().parents[1]
MANUAL = ROOT / "resources/manual"
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *MANUAL.rglob("*.md")])


def test_the_worked_example_of_a_ledger_is_a_ledger() -> None:
    text = (ROOT / "docs/adding-a-ledger.md").read_text("utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.S)
    scope: dict[str, object] = {}
    exec(compile(block, "adding-a-ledger.md", "exec"), scope)
    ledger = scope["LEDGER"]
    assert isinstance(ledger, Ledger)
    schema = tables.build((*registry.LEDGERS, *registry.BASE, ledger))
    assert {"finding", "lamp_count", "lamp_count_floor"} <= set(schema.table("lamp_checks").c.keys())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} → {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_the_pages_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make ([a-z]+)$", page.read_text("utf-8"), re.M):
        assert f"\n{target}:" in makefile


def test_the_project_names_no_registry_and_no_machine_path() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    registries = r"https?://[^ ]*(py" r"pi|python" r"hosted|npm" r"js|debian\.org)"
    hosts = re.compile(registries + r"|(^|[^.\w])/(wo" r"rk|ro" r"ot)/")
    for name in listed:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".sh", ".lock", ".json", ".csv", ".sql", "") and path.is_file():
            assert not hosts.search(path.read_text("utf-8", "ignore")), name


def test_the_page_of_figures_is_that_of_the_declarations() -> None:
    assert reference.page() in (ROOT / "docs/figures.md").read_text("utf-8")


def test_the_tables_of_rights_are_those_of_the_program() -> None:
    text = (ROOT / "docs/rights.md").read_text("utf-8")
    assert rights.table() in text
    for flow in FLOWS.values():
        labels = {(flow.ledger, step.action): step.label for step in flow.steps}
        assert rights.steps_table(labels) in text


def test_the_table_of_the_rules_is_that_of_their_declarations() -> None:
    assert office_rules.table() in (ROOT / "docs/office-rules.md").read_text("utf-8")


def test_every_form_is_in_the_manual_with_its_picture() -> None:
    text = (ROOT / "resources/manual/forms.md").read_text("utf-8")
    shown = re.findall(r"^## (.+)$", text, re.M)
    assert shown == [form.label for form in form_catalogue.ALL]
    for form in form_catalogue.ALL:
        assert f"](forms/{form.name}.png)" in text
        assert (ROOT / f"resources/manual/forms/{form.name}.png").stat().st_size > 1000
