"""Campaign presets: stages, vocabularies and words of a campaign, kept as data in `resources/presets`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "presets"

PRESETS = ("mass_line_2013", "study_check_change")
"""Machine names of the presets that come with the program."""
LABELS = ("党的群众路线教育实践活动", "学查改")
"""What the office calls them, in that order, as their files say."""

VOCABULARIES = (
    "issue_categories",
    "opinion_topics",
    "rectification_sources",
    "subject_kinds",
    "speaker_kinds",
    "petition_topics",
    "learning_forms",
    "consultation_methods",
    "grades",
    "appraisal_items",
    "assessor_groups",
    "special_action_names",
    "team_kinds",
    "checklist_standards",
    "look_back_questions",
)
"""The lists a preset may give; a list it leaves out is the declaration's own."""

WORDS = ("short_name", "office", "supervision_team", "projects", "report_title", "report_skeleton", "statistics_title")
"""The words every preset gives: what the campaign calls its office, its projects, its report."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage (环节) of a campaign: its name and what is done in it."""

    name: str
    tasks: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A campaign's vocabulary; `statuses` label the states of a rectification item, `slogan` is its 总要求."""

    name: str
    label: str
    slogan: str
    stages: tuple[Stage, ...]
    vocabularies: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]
    statuses: Mapping[str, str]

    def vocabulary(self, name: str, otherwise: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The list of that name, or the declaration's own choices."""
        return self.vocabularies.get(name, otherwise)


def parse(name: str, data: Mapping[str, Any]) -> Preset:
    """A preset from its file; raises ValueError for a list or word that is unknown, missing, empty or repeated."""
    vocabularies = {key: tuple(words) for key, words in data["vocabularies"].items()}
    for key, words in vocabularies.items():
        if key not in VOCABULARIES or not words or len(set(words)) != len(words):
            message = f"preset {name}: vocabulary {key} is unknown, empty or repeats a word"
            raise ValueError(message)
    if set(data["words"]) != set(WORDS):
        message = f"preset {name}: words must be {', '.join(WORDS)}"
        raise ValueError(message)
    return Preset(
        name=name,
        label=data["label"],
        slogan=data["slogan"],
        stages=tuple(Stage(stage["name"], stage["tasks"]) for stage in data["stages"]),
        vocabularies=MappingProxyType(vocabularies),
        words=MappingProxyType(dict(data["words"])),
        statuses=MappingProxyType(dict(data["statuses"])),
    )


@cache
def preset(name: str) -> Preset:
    """The preset of that machine name or label; raises Refused (usage) for one that does not exist."""
    for known in PRESETS:
        found = _load(known)
        if name in (known, found.label):
            return found
    labels = "、".join(f"{_load(known).label}（{known}）" for known in PRESETS)
    sentence = f"没有叫「{name}」的活动预设。现有的预设是：{labels}。"
    raise Refused(sentence, exit_code=Exit.USAGE)


@cache
def _load(name: str) -> Preset:
    return parse(name, json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
