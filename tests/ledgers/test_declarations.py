from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.ledgers.presets import VOCABULARIES
from db.declare import CARRIED, ChangedBy, Kind, Mask
from db.tables import physical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.declare import Column, Ledger

ALL = registry.LEDGERS + registry.BASE
each_ledger = pytest.mark.parametrize("ledger", ALL, ids=lambda ledger: ledger.name)

OWN_COLUMNS = {
    "id", "uuid", "number", "year", "serial", "version", "created_at", "created_by", "updated_at", "updated_by",
    "voided_at", "voided_by", "void_reason", "missing_count", "extra",
}  # fmt: skip
"""What the store itself keeps in the table of a ledger."""

CHILD_COLUMNS = {"id", "uuid", "parent_id", "position"}


def groups(ledger: Ledger) -> list[tuple[Column, ...]]:
    return [ledger.columns, *(child.columns for child in ledger.children)]


def repeated(words: Iterable[str]) -> list[str]:
    return [word for word, times in Counter(words).items() if times > 1]


@each_ledger
def test_a_form_opens_with_at_most_twelve_fields(ledger: Ledger) -> None:
    assert 1 <= sum(column.primary for column in ledger.columns) <= 12


@pytest.mark.parametrize("ledger", registry.LEDGERS, ids=lambda ledger: ledger.name)
def test_a_table_shows_six_to_nine_columns(ledger: Ledger) -> None:
    assert 6 <= sum(column.in_table for column in ledger.columns) <= 9


@each_ledger
def test_printed_columns_fill_a_landscape_page_beside_the_row_and_the_number(ledger: Ledger) -> None:
    assert 195 <= sum(column.width for column in ledger.printed()) <= 218


@pytest.mark.parametrize("ledger", registry.LEDGERS, ids=lambda ledger: ledger.name)
def test_a_printed_ledger_has_enough_columns_and_not_too_many(ledger: Ledger) -> None:
    most = 17 if ledger.name == "appraisals" else 14
    assert 8 <= len(ledger.printed()) <= most


@each_ledger
def test_labels_and_synonyms_of_a_ledger_name_one_column_each(ledger: Ledger) -> None:
    for columns in groups(ledger):
        assert repeated(name for column in columns for name in {column.label, *column.synonyms}) == []


@each_ledger
def test_columns_do_not_meet_in_the_table(ledger: Ledger) -> None:
    for columns, own in zip(groups(ledger), [OWN_COLUMNS, *[CHILD_COLUMNS] * len(ledger.children)], strict=True):
        assert repeated([*(part.name for column in columns for part in physical(column)), *own]) == []


@each_ledger
def test_children_are_named_once_and_printed_in_a_column_that_exists(ledger: Ledger) -> None:
    assert repeated(child.name for child in ledger.children) == []
    assert repeated(child.label for child in ledger.children) == []
    for child in ledger.children:
        assert not child.printed_in or ledger.column(child.printed_in)


@each_ledger
def test_choices_have_words_and_open_where_a_campaign_has_its_own(ledger: Ledger) -> None:
    for column in (column for columns in groups(ledger) for column in columns):
        assert bool(column.choices) == (column.kind is Kind.CHOICE)
        assert not column.vocabulary or (column.vocabulary in VOCABULARIES and column.open_choice)
        assert not (column.default and column.choices) or column.default in column.choices


@each_ledger
def test_counts_and_numbers_have_a_counter(ledger: Ledger) -> None:
    for column in (column for columns in groups(ledger) for column in columns):
        if column.kind in (Kind.COUNT, Kind.NUMBER) and (ledger.name, column.key) != ("unit_reports", "value"):
            assert column.counter


@each_ledger
def test_what_the_program_fills_in_is_computed_a_rolled_deadline_or_the_year_carried_into(ledger: Ledger) -> None:
    rolled = ledger.deadline.rolled if ledger.deadline else ""
    for column in ledger.columns:
        if column.changed_by is ChangedBy.SYSTEM:
            assert column.computed is not None or column.key in (rolled, CARRIED)


@each_ledger
def test_identity_and_bank_numbers_are_sensitive_and_masked(ledger: Ledger) -> None:
    for column in (column for columns in groups(ledger) for column in columns):
        if "身份证" in column.label or "银行" in column.label:
            assert column.sensitive
            assert column.mask is not Mask.NONE


@pytest.mark.parametrize("ledger", [each for each in ALL if each.deadline], ids=lambda ledger: ledger.name)
def test_a_deadline_names_date_columns(ledger: Ledger) -> None:
    assert ledger.deadline
    for key in (ledger.deadline.due, ledger.deadline.rolled, ledger.deadline.finished):
        assert ledger.column(key).kind is Kind.DATE
    rolled = ledger.column(ledger.deadline.rolled)
    assert (rolled.label, rolled.width, rolled.changed_by) == ("顺延后时限", 0, ChangedBy.SYSTEM)


@pytest.mark.parametrize(
    "name",
    [
        "rectifications", "petitions", "backlog_cases", "projects", "demands", "agency_services", "commitments",
        "documents", "opinions", "issued_papers",
    ],
)  # fmt: skip
def test_what_falls_due_has_a_deadline(name: str) -> None:
    assert registry.find(name).deadline


@pytest.mark.parametrize("ledger", registry.LEDGERS, ids=lambda ledger: ledger.name)
def test_a_record_begins_with_the_date_of_today(ledger: Ledger) -> None:
    main = ledger.column(ledger.main_date)
    assert main.kind in (Kind.DATE, Kind.FUZZY_DATE)
    assert main.default == "今天"
    assert main.primary


@each_ledger
def test_the_matter_is_searched_and_among_the_first_fields(ledger: Ledger) -> None:
    matter = ledger.column(ledger.matter)
    assert matter.searchable
    assert matter.primary
    assert matter.in_table


@each_ledger
def test_a_ledger_says_what_it_is_for(ledger: Ledger) -> None:
    assert ledger.title
    assert ledger.intro.endswith("。")


def test_excuses_name_columns_of_the_ledger() -> None:
    for ledger in ALL:
        for column in ledger.columns:
            for key in (*column.excused_by, *(column.excused_when or ())[:1]):
                assert ledger.column(key)


def test_rectification_states_are_those_of_the_office() -> None:
    flow = registry.find("rectifications").flow
    assert flow
    assert [state for state, _ in flow.states] == [
        "open", "in_progress", "applied", "checked", "signed", "published", "closed", "reopened",
    ]  # fmt: skip
    assert flow.initial == "open"
    assert flow.finished == ("closed",)
    assert flow.label("applied") == "已申请销号"


def test_petition_states_are_those_of_the_regulation() -> None:
    flow = registry.find("petitions").flow
    assert flow
    assert [state for state, _ in flow.states] == [
        "registered", "forwarded", "returned_to_upper", "accepted", "not_accepted", "handling", "replied", "review",
        "reviewed", "recheck", "rechecked", "closed", "archived", "reopened",
    ]  # fmt: skip
    assert flow.initial == "registered"


@pytest.mark.parametrize(
    ("ledger", "key"),
    [
        ("rectifications", "status"), ("rectifications", "completed_on"), ("rectifications", "closed_on"),
        ("rectifications", "close_out_no"), ("rectifications", "close_out_approver"), ("rectifications", "signed_by"),
        ("petitions", "status"), ("petitions", "accepted_on"), ("petitions", "replied_on"),
        ("petitions", "reply_served_on"), ("petitions", "finished_on"), ("petitions", "extension_reason"),
    ],
)  # fmt: skip
def test_a_step_of_the_flow_is_written_only_by_its_action(ledger: str, key: str) -> None:
    assert registry.find(ledger).column(key).changed_by is ChangedBy.ACTION


def test_words_as_spoken_are_given_once() -> None:
    assert registry.find("opinions").column("verbatim_text").changed_by is ChangedBy.ONCE
    assert registry.find("opinions").column("consolidated_text").changed_by is ChangedBy.FORM


def test_a_petition_needs_a_name_or_the_anonymous_mark() -> None:
    assert registry.find("petitions").needs == ("petitioner_name", "is_anonymous")


def test_accusations_are_the_restricted_class() -> None:
    assert registry.find("petitions").restricted_when == ("petition_category", "检举控告")
