"""What each kind of step can come to, and what follows from it.

A code list: one row for each button under "Wat gaf het?". Days are working days until the next
step, when the person chooses none.
"""

from typing import NamedTuple

from leads.models import Interaction
from leads.stages import NextAction, Stage

Kind, Outcome = Interaction.Kind, Interaction.Outcome


class Result(NamedTuple):
    """One outcome of one kind of step."""

    kind: str
    outcome: str
    days: int
    next_action: str = ""  # proposed; "" keeps the planned one, see `next_action_after`
    stage: str = ""  # an open lead moves forward to this stage, never back
    is_answer: bool = True  # somebody at the employer was reached

    @property
    def label(self) -> str:
        return Outcome(self.outcome).label


RESULTS = [
    Result(Kind.CALL, Outcome.REACHED, 5, stage=Stage.CONTACTED),
    Result(Kind.CALL, Outcome.NOT_REACHED, 1, is_answer=False),
    Result(Kind.CALL, Outcome.VOICEMAIL, 2, is_answer=False),
    Result(Kind.MAIL, Outcome.MAIL_SENT, 3, stage=Stage.CONTACTED),
    Result(Kind.MAIL, Outcome.MAIL_ANSWERED, 5, stage=Stage.CONTACTED),
    Result(Kind.VISIT, Outcome.VISITED, 5, NextAction.CALL, Stage.TALK),
    Result(Kind.VISIT, Outcome.NOT_VISITED, 1, NextAction.CALL, is_answer=False),
    Result(Kind.JOB_ANALYSIS, Outcome.ANALYSED, 5, NextAction.QUOTE, Stage.TALK),
    Result(Kind.JOB_ANALYSIS, Outcome.NOT_ANALYSED, 1, NextAction.CALL, is_answer=False),
    Result(Kind.QUOTE, Outcome.QUOTE_SENT, 5, NextAction.CALL, Stage.PROPOSAL),
    Result(Kind.QUOTE, Outcome.QUOTE_ACCEPTED, 3, NextAction.AGREEMENT, Stage.PROPOSAL),
    Result(Kind.QUOTE, Outcome.QUOTE_DECLINED, 5, NextAction.CALL, Stage.PROPOSAL),
    Result(Kind.AGREEMENT, Outcome.SIGNED, 20, NextAction.EVALUATION, Stage.COOPERATION),
    Result(Kind.AGREEMENT, Outcome.DISCUSSED, 5, NextAction.AGREEMENT, Stage.PROPOSAL),
    Result(Kind.AGREEMENT, Outcome.NOT_SIGNED, 5, NextAction.CALL, Stage.PROPOSAL),
    Result(Kind.EVALUATION, Outcome.GOES_WELL, 60, NextAction.EVALUATION),
    Result(Kind.EVALUATION, Outcome.TO_ADJUST, 5, NextAction.EVALUATION),
    Result(Kind.EVALUATION, Outcome.STOPS, 5, NextAction.CALL),
    Result(Kind.OTHER, Outcome.DONE, 5, NextAction.CALL, is_answer=False),
    Result(Kind.OTHER, Outcome.NOT_DONE, 1, is_answer=False),
]
BY_OUTCOME = {result.outcome: result for result in RESULTS}

# The kind of step that a planned action becomes once it is done.
KIND_OF_ACTION: dict[str, str] = {
    NextAction.CALL: Kind.CALL,
    NextAction.MAIL: Kind.MAIL,
    NextAction.VISIT: Kind.VISIT,
    NextAction.JOB_ANALYSIS: Kind.JOB_ANALYSIS,
    NextAction.QUOTE: Kind.QUOTE,
    NextAction.AGREEMENT: Kind.AGREEMENT,
    NextAction.EVALUATION: Kind.EVALUATION,
    NextAction.OTHER: Kind.OTHER,
}
CHOICES = [(result.outcome, result.label) for result in RESULTS]


class Group(NamedTuple):
    """The buttons of one kind of step."""

    kind: str
    label: str
    results: tuple[Result, ...]


GROUPS: list[Group] = [
    Group(kind, "Iets anders" if kind == Kind.OTHER else Kind(kind).label, results)
    for kind in dict.fromkeys(result.kind for result in RESULTS)
    for results in [tuple(result for result in RESULTS if result.kind == kind)]
]


def groups_for(next_action: str) -> list[Group]:
    """All groups, that of the planned step first; without a plan, the call."""
    first = KIND_OF_ACTION.get(next_action, Kind.CALL)
    return sorted(GROUPS, key=lambda group: group.kind != first)


def next_action_after(result: Result, planned: str) -> str:
    """What is planned next, unless the person says otherwise."""
    if result.next_action:
        return result.next_action
    if result.kind == Kind.MAIL and planned == NextAction.MAIL:
        return NextAction.CALL
    return planned or NextAction.CALL
