"""The one place where a service asks whether its operator may: `@needs(Right.X)` on every function that takes one."""

from __future__ import annotations

import functools
import inspect
from contextlib import nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from app.rules import rights
from app.rules.flows import FLOWS
from app.rules.rights import Right

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.services.changes import Actor

    Chosen = Callable[[Mapping[str, Any]], tuple[Right, str]]
    """From the arguments of a call to the right it needs, and what it is called."""

P = ParamSpec("P")
R = TypeVar("R")

_acting: ContextVar[str | None] = ContextVar("acting", default=None)
"""Whose action is under way: what it is made of was allowed with it."""


def may(actor: Actor, right: Right) -> bool:
    """Whether the operator has a right."""
    return rights.may(actor.role, actor.marks, right)


def refuse_unless(actor: Actor, right: Right, *, doing: str = "") -> None:
    """Raise Refused (exit 3) naming who may, for an operator without the right."""
    if not may(actor, right):
        raise rights.refusal(actor.name, actor.role, right, doing=doing)


def why_not(actor: Actor, right: Right, *, doing: str = "") -> str:
    """The sentence an operator without the right would be refused with; empty for one who has it."""
    return "" if may(actor, right) else rights.refusal(actor.name, actor.role, right, doing=doing).sentence


def needs(right: Right | Chosen) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a service function be called only for an operator who has the right, given or chosen from the arguments.

    The operator is the argument `actor`, or that of the `desk`. Only the action itself is asked about, not the
    functions of the same operator that it is made of. No operator at all (None) is the program itself.
    """

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        takes_file = "desk" in signature.parameters and any(
            "Path" in str(one.annotation) for one in signature.parameters.values()
        )

        @functools.wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs).arguments
            actor: Actor | None = given["actor"] if "actor" in given else getattr(given.get("desk"), "actor", None)
            if actor is None or _acting.get() == actor.name:
                return function(*args, **kwargs)
            needed, doing = (right, "") if isinstance(right, Right) else right(given)
            refuse_unless(actor, needed, doing=doing)
            token = _acting.set(actor.name)
            try:
                # What left must be written in the history: nobody else takes the file of the ledger meanwhile.
                with given["desk"].giving_out() if takes_file and needed in _LEAVING else nullcontext():
                    return function(*args, **kwargs)
            finally:
                _acting.reset(token)

        asked.needs = right  # type: ignore[attr-defined]
        return asked

    return guard


_LEAVING = (Right.PRINT, Right.EXPORT, Right.HISTORY, Right.ERASE)
"""With these a function of a desk that is given a file writes it outside the ledger."""


def of_step(given: Mapping[str, Any]) -> tuple[Right, str]:
    """The right of a step of a record's life, and the step's own name."""
    from app.ledgers import registry

    ledger, action = registry.find(given["ledger"]).name, str(given["action"])
    has_sheet = bool((given.get("values") or {}).get("signed_by"))
    steps = FLOWS[ledger].steps if ledger in FLOWS else ()
    step = next((step for step in steps if action in (step.action, step.label)), None)
    if step is None:
        return Right.HANDLE, ""
    return rights.step_right(ledger, step.action, has_sheet=has_sheet), step.label
