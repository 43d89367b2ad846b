"""Every service function × every role, by a table written by hand; nothing that takes an operator is left out."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache

import pytest

import app.services
from app.rules import rights
from app.rules.refusal import Exit, Refused
from app.rules.rights import Mark, Right, Role
from app.services.changes import Actor
from app.services.permitted import needs, of_step, why_not

# 录 录入 · 审 审核 · 领 领导 · 管 管理 · 看 查看; then 承 and 计 for 查看 with the mark 承办 or 审计.
ALL = "录审领管看承计"
WRITERS = "录审管承"
TABLE: dict[str, str] = {
    "answers.rows": ALL,
    "answers.show": ALL,
    "answers.allowed": ALL,
    "answers.rows_in_words": ALL,
    "answers.show_in_words": ALL,
    "answers.allowed_in_words": ALL,
    "attachments.attach": WRITERS,
    "attachments.describe": WRITERS,
    "attachments.remove": WRITERS,
    "attachments.turn_back": WRITERS,
    "figures.rows_json": ALL,
    "handover.hand_over": "审领管",
    "desk_handover.as_json": ALL,
    "incidents.affected": "录审领管承",
    "incidents.find": "录审领管承",
    "incidents.listed": "录审领管承",
    "incidents.people_paper": "录审领管承",
    "incidents.print_out": "录审领管承",
    "incidents.record": WRITERS,
    "incidents.record_print": "录审领管承",
    "incidents.report": "录审领管承",
    "inspection_outlines.add_file": WRITERS,
    "inspection_outlines.drop": WRITERS,
    "inspection_outlines.keep": WRITERS,
    "inspection_outlines.keep_with_files": WRITERS,
    "inspection_outlines.start": WRITERS,
    "inspection_pack.counted": ALL,
    "inspection_pack.draw": "录审领管承",
    "inspection_pack.files_of": ALL,
    "inspection_pack.print_pack": "录审领管承",
    "inspection_pack.record_print": "录审领管承",
    "desk_handover.keep_places": WRITERS,
    "desk_handover.of": ALL,
    "desk_handover.paper": "录审领管承",
    "desk_handover.print_out": "录审领管承",
    "desk_handover.record_print": "录审领管承",
    "year_compare.paper": "录审领管承",
    "year_compare.print_out": "录审领管承",
    "year_compare.record_print": "录审领管承",
    "year_end.close": "管",
    "year_end.reopen": "管",
    "backups.backup": "录审管",
    "kept_backups.by_hand": "录审管",
    "batches.edit": WRITERS,
    "calendars.seed": "管",
    "cell_changes.same": ALL,
    "cell_changes.filled_down": ALL,
    "cell_changes.write": WRITERS,
    "cell_changes.write_cell": WRITERS,
    "paste_over.plan": ALL,
    "selection_sums.of_rows": ALL,
    "tidying.plan": ALL,
    "views.keep": ALL,
    "views.drop": ALL,
    "columns.change": "管",
    "columns.turn_back": "管",
    "deadlines.apply_holiday": "管",
    "earlier.known": ALL,
    "drafts.keep": ALL,
    "drafts.discard": ALL,
    "drafts.get": ALL,
    "drafts.of": ALL,
    "drafts.count": ALL,
    "drafts.compare": ALL,
    "exporting.export": "录审管",
    "fill_in.fill": "录审管",
    "fill_in.keep": "录审管",
    "fill_in.rematch": "录审管",
    "fill_in.remove": "录审管",
    "fill_in.replace_file": "录审管",
    "fill_in_kept.put": "录审管",
    "fill_in_kept.turn_back": "录审管",
    "report_files.give": "录审领管承",
    "report_files.record": "录审领管承",
    "report_files.refresh": "录审领管承",
    "report_skeletons.change": "管",
    "report_skeletons.set_back": "管",
    "report_words.add": WRITERS,
    "report_words.drop": WRITERS,
    "report_words.keep": WRITERS,
    "reports.compose": ALL,
    "word_papers.write": "录审领管承",
    "word_papers.write_opinions": "录审管",
    "word_papers.record": "录审领管承",
    "holiday_moves.move": "管",
    "import_batches.listed": ALL,
    "import_batches.touched_since": ALL,
    "import_files.back_up_first": WRITERS,
    "import_files.rehearse": WRITERS,
    "home.duties": ALL,
    "importing.run": WRITERS,
    "import_families.run": WRITERS,
    "import_keeping.keep": WRITERS,
    "import_raw.accept": WRITERS,
    "import_raw.accept_batch": WRITERS,
    "import_raw.of_record": ALL,
    "import_taking.run": WRITERS,
    "turning.back": WRITERS,
    "comparing.as_json": ALL,
    "comparing.compare": ALL,
    "freezing.freeze": "录审管",
    "freezing.listed": ALL,
    "frozen_paper.comparison_paper": "录审领管承",
    "frozen_paper.export_report": "录审管",
    "frozen_paper.print_comparison": "录审领管承",
    "frozen_paper.print_report": "录审领管承",
    "frozen_paper.record_print": "录审领管承",
    "dossier.paper": "录审领管承",
    "dossier.record_print": "录审领管承",
    "frozen_paper.report_paper": "录审领管承",
    "own_indicators.add": "管",
    "own_indicators.remove": "管",
    "importing.withdraw": "录审管",
    "exporting_history.export": "管计",
    "form_sets.print_set": "录审领管承",
    "form_sets.draw": "录审领管承",
    "forms.read_sheet": "录审领管承",
    "forms.record_print": "录审领管承",
    "leaving.usual_purpose": ALL,
    "leaving.allow": "录审领管承",
    "leaving.allow_export": "录审管",
    "leaving.refuse_unless_consented": "录审管",
    "watching.opened": ALL,
    "watching.record_opening": ALL,
    "staff.register": "管",
    "staff.change": "管",
    "staff.retire": "管",
    "form_sets.record_print": "录审领管承",
    "forms.print_form": "录审领管承",
    "locking.set_minutes": "管",
    "locking.unlock": ALL,
    "joining.join": "录审管",
    "joining.plan": ALL,
    "links.add": WRITERS,
    "links.remove": WRITERS,
    "links.turn_back": WRITERS,
    "office.start_campaign": "管",
    "office.hide_ledger": "管",
    "office.keep_table_layout": ALL,
    "office.pin_fields": ALL,
    "office.carry_fields": ALL,
    "office.set_first_serial": "管",
    "operators.add": "管",
    "operators.change": "管",
    "operators.retire": "管",
    "operators.record_change": "管",
    "packages.pack": "录审管",
    "others.since": ALL,
    "package_conflicts.lay_over": "审管",
    "package_conflicts.listed": "审管",
    "package_conflicts.set_voided": "审管",
    "package_conflicts.settle": "审管",
    "package_conflicts.settle_chosen": "审管",
    "package_gates.waiting": "审管",
    "package_merge.merge": "审管",
    "package_taking.preview": "审管",
    "package_taking.take": "审管",
    "package_taking.take_changes": "审管",
    "package_withdrawal.merges": ALL,
    "package_withdrawal.withdraw": "审管",
    "package_receipt.sent": ALL,
    "package_receipt.take_in": "录审管",
    "papers.issue": WRITERS,
    "papers.print_numbered": WRITERS,
    "printing.ledger_paper": "录审领管承",
    "printing.print_ledger": "录审领管承",
    "printing.record_print": "录审领管承",
    "reception.swap": WRITERS,
    "reception.create_month": WRITERS,
    "restoring.may": "管",
    "moving.to_server": "管",
    "moving.to_file": "管",
    "rechecks.draw": "审领管",
    "rechecks.settle": WRITERS,
    "recycle_bin.of": ALL,
    "recycle_bin.restore": "录审管",
    "recycle_bin.empty": "管",
    "recycle_bin.destroy": "管",
    "recycle_bin.erase_files": "管",
    "erasing.plan": "管",
    "erasing.ask_for": "管",
    "erasing.orders": "管",
    "erasing.find": "管",
    "erasing.turn_down": "管",
    "erasing.approve": "管",
    "erasing.approve_in": "管",
    "erasing.erase_signed_in": "管",
    "erasing.erase_signed": "管",
    "redacting.take_out": "管",
    "archiving.set_class": "管",
    "archiving.due": ALL,
    "archiving.file_all": WRITERS,
    "archiving.take_out": WRITERS,
    "archiving.describe": WRITERS,
    "archiving.items": ALL,
    "archiving.find": ALL,
    "appraising.expired": ALL,
    "appraising.appraise": "领管",
    "appraising.destroy": "管",
    "archive_paper.paper": "录审领管承",
    "archive_paper.stamps": "录审领管承",
    "archive_paper.print_paper": "录审领管承",
    "archive_paper.record_print": "录审领管承",
    "erasing_paper.sheet": "管",
    "erasing_paper.slip": "管",
    "erasing_paper.print_sheet": "管",
    "erasing_paper.print_slip": "管",
    "erasing_paper.record_print": "管",
    "person_slip.of": "录审领管承",
    "person_slip.look": "录审领管承",
    "person_slip.paper": "录审领管承",
    "person_slip.print_slip": "录审领管承",
    "person_slip.record_print": "录审领管承",
    "redacting.finish": ALL,
    "records.add": WRITERS,
    "records.add_many": WRITERS,
    "records.add_prepared": WRITERS,
    "records.restore_many": "录审管",
    "records.void_many": "录审管",
    "records.edit": WRITERS,
    "records.edit_many": WRITERS,
    "records.apply": WRITERS,
    "records.correct": "录审管",
    "records.void": "录审管",
    "records.restore": "录审管",
    "repeats.confirm": WRITERS,
    "self_check.run": ALL,
    "self_check.surroundings": ALL,
    "settings.change": "管",
    "signing_in.prove": ALL,
    "signing_in.recovery_sheet": "管",
    "signing_in.change_passphrase": ALL,
    "signing_in.set_passphrase": "管",
    "signing_in.withdraw_passphrase": "管",
    "signing_in.new_recovery_code": "管",
    "supervision.issue": "审领管",
    "supervision.escalate": "审领管",
    "transitions.offered": ALL,
    "transitions.lacking": ALL,
    "transitions.checklist": ALL,
    "undo.turn_step_back": "录审管",
    "undo.undo": WRITERS,
    "undo.redo": WRITERS,
    "undo.next_label": ALL,
    "undo.labels": ALL,
    "verifying.run": ALL,
    "watching.note": ALL,
    "watching.record_reading": "录审领管承",
    "watching.record_file_reading": ALL,
    "watching.record_printing": "录审领管承",
    "watching.record_export": "录审管",
    "watching.record_sign_in": ALL,
    "watching.record_sign_out": ALL,
    "watching.record_lock": ALL,
    "watching.record_unlock": ALL,
}
STEPS: dict[tuple[str, str], str] = {
    ("rectifications", "assign"): WRITERS,
    ("rectifications", "settle-now"): "审领管",
    ("rectifications", "apply-close"): WRITERS,
    ("rectifications", "check"): "审领管",
    ("rectifications", "return"): "审领管",
    ("rectifications", "sign"): "领管",
    ("rectifications", "publish"): WRITERS,
    ("rectifications", "satisfy"): WRITERS,
    ("rectifications", "close"): "审领管",
    ("rectifications", "reopen"): "审领管",
    ("rectifications", "pause"): WRITERS,
    ("rectifications", "resume"): WRITERS,
    ("petitions", "forward"): WRITERS,
    ("petitions", "return"): WRITERS,
    ("petitions", "accept"): WRITERS,
    ("petitions", "decline"): WRITERS,
    ("petitions", "assign"): WRITERS,
    ("petitions", "extend"): WRITERS,
    ("petitions", "reply"): WRITERS,
    ("petitions", "serve"): WRITERS,
    ("petitions", "review"): WRITERS,
    ("petitions", "recheck"): WRITERS,
    ("petitions", "finish"): "审领管",
    ("petitions", "archive"): WRITERS,
    ("petitions", "reopen"): "审领管",
    ("petitions", "pause"): WRITERS,
    ("petitions", "resume"): WRITERS,
}
BY_STEP = ("batches.do", "transitions.do")
"""What the step itself decides: `STEPS`."""

ACTORS = {
    "录": Actor("王录入", Role.ENTRY),
    "审": Actor("李审核", Role.CHECKING),
    "领": Actor("赵领导", Role.LEADING),
    "管": Actor("钱管理", Role.MANAGING),
    "看": Actor("孙查看", Role.VIEWING),
    "承": Actor("周承办", Role.VIEWING, (Mark.HANDLER,)),
    "计": Actor("吴审计", Role.VIEWING, (Mark.AUDITOR,)),
}


@cache
def _functions() -> dict[str, object]:
    """Every public function of the services that takes an operator, as `actor` or as the one at a `desk`."""
    found = {}
    for module in pkgutil.iter_modules(app.services.__path__):
        loaded = importlib.import_module(f"app.services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if name.startswith("_") or function.__module__ != loaded.__name__:
                continue
            takes = inspect.signature(function).parameters
            if "actor" in takes or "desk" in takes:
                found[f"{module.name}.{name}"] = function
    return found


NO_ONE_ASKED = (
    "backups.default_name",
    "backups.source",
    "demo.print_all",
    "demo.print_forms",
    "demo.print_reports",
    "desk.reading_desk",
    "founding.throw_away",
    "locking.needs_passphrase",
    "permitted.may",
    "permitted.refuse_unless",
    "permitted.why_not",
    "sample.build",
    "signing_in.tell_failures",
)
"""What the program does of itself: a file name, the sample township, the end of a scratch ledger, what happened before
the sign-in."""


def test_the_table_names_every_function_that_takes_an_operator() -> None:
    assert set(_functions()) == {*TABLE, *BY_STEP, *NO_ONE_ASKED}


def test_every_function_that_takes_an_operator_asks_for_a_right() -> None:
    bare = [name for name, function in _functions().items() if not hasattr(function, "needs")]
    assert sorted(bare) == sorted(NO_ONE_ASKED)


def test_a_function_left_without_the_question_would_be_found() -> None:
    def bare(unit: object, *, actor: Actor) -> None: ...

    assert not hasattr(bare, "needs")
    assert hasattr(needs(Right.READ)(bare), "needs")


class _Desk:
    def __init__(self, actor: Actor) -> None:
        self.actor = actor


def _call(function: object, actor: Actor, **more: object) -> None:
    """Call with nothing real: whoever is let through fails on that, whoever is not is refused before."""
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    given: dict[str, object] = {
        name: None for name, one in parameters.items() if one.default is inspect.Parameter.empty
    }
    given |= {name: value for name, value in (("actor", actor), ("desk", _Desk(actor))) if name in parameters}
    bound = inspect.signature(function).bind(**(given | more))  # type: ignore[arg-type]
    function(*bound.args, **bound.kwargs)  # type: ignore[operator]


def _is_refused(function: object, actor: Actor, **more: object) -> bool:
    try:
        _call(function, actor, **more)
    except Refused as refusal:
        return refusal.exit_code is Exit.NOT_ALLOWED and "的角色是" in refusal.sentence
    except Exception:
        return False
    return False


@pytest.mark.parametrize("sign", ACTORS)
@pytest.mark.parametrize("name", TABLE)
def test_a_function_is_open_to_just_the_roles_of_the_table(name: str, sign: str) -> None:
    assert _is_refused(_functions()[name], ACTORS[sign]) == (sign not in TABLE[name])


@pytest.mark.parametrize("sign", ACTORS)
@pytest.mark.parametrize("door", BY_STEP)
@pytest.mark.parametrize(("ledger", "action"), STEPS)
def test_a_step_is_open_to_just_the_roles_of_the_table(ledger: str, action: str, door: str, sign: str) -> None:
    refused = _is_refused(_functions()[door], ACTORS[sign], ledger=ledger, action=action, values={})
    assert refused == (sign not in STEPS[ledger, action])


def test_every_step_of_every_flow_is_in_the_table() -> None:
    from app.rules.flows import FLOWS

    assert {(flow.ledger, step.action) for flow in FLOWS.values() for step in flow.steps} == set(STEPS)
    assert {(ledger, action) for ledger, steps in rights.STEPS.items() for action in steps} == set(STEPS)


@pytest.mark.parametrize("action", ["check", "sign", "settle-now", "审核"])
def test_what_was_signed_on_paper_is_entered_by_the_clerk(action: str) -> None:
    given = {"ledger": "整改台账", "action": action, "values": {"signed_by": "赵领导"}}
    assert of_step(given)[0] is Right.HANDLE


def test_closing_is_never_entered_for_another() -> None:
    assert of_step({"ledger": "rectifications", "action": "close", "values": {"signed_by": "赵"}})[0] is Right.CLOSE


def test_the_refusal_says_who_what_and_who_may() -> None:
    sentence = why_not(ACTORS["录"], Right.OPERATORS)
    assert sentence == (
        "王录入的角色是「录入」，不能管理操作人，没有改动。能办的角色是「管理」。请由他们办理，或请管理人员调整角色。"
    )
    assert why_not(ACTORS["管"], Right.OPERATORS) == ""


def test_a_role_that_nobody_knows_may_nothing() -> None:
    assert not any(rights.may("超级", ("承办", "审计"), right) for right in Right)


def test_every_right_has_its_reason_and_is_held_by_those_who_manage() -> None:
    assert set(rights.RIGHTS) == set(Right)
    assert all(grant.reason.endswith("。") and Role.MANAGING in grant.roles for grant in rights.RIGHTS.values())


def test_what_an_allowed_action_is_made_of_is_not_asked_again() -> None:
    @needs(Right.OFFICE)
    def inner(*, actor: Actor) -> str:
        return "done"

    @needs(Right.READ)
    def outer(*, actor: Actor, by: Actor) -> str:
        return inner(actor=by)

    assert outer(actor=ACTORS["看"], by=ACTORS["看"]) == "done"
    with pytest.raises(Refused):
        outer(actor=ACTORS["看"], by=ACTORS["录"])
    with pytest.raises(Refused):
        inner(actor=ACTORS["看"])


@pytest.mark.parametrize("sign", ACTORS)
def test_old_business_is_brought_in_by_who_manages_alone(sign: str) -> None:
    for name in ("importing.run", "import_taking.run"):
        assert _is_refused(_functions()[name], ACTORS[sign], backfill="照纸质台账") == (sign != "管")
