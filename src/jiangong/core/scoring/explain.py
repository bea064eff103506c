"""Why this place? The pipeline's own steps, filtered to one entry, with the numbers put in."""

from __future__ import annotations

from collections.abc import Callable

from jiangong.core.problems import Text
from jiangong.core.rulebook.following import key_title, only_where, said_award, said_going_on
from jiangong.core.rulebook.values import Award, Rulebook
from jiangong.core.rulebook.wording import COMMA, filled, formula_words, joined
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.explanation import Cell, ExplainedStep, Explanation, cell, same
from jiangong.core.scoring.outcome import Outcome
from jiangong.core.scoring.pipeline import settle
from jiangong.core.scoring.working import Working

Row = dict[str, str]


def explain(
    rulebook: Rulebook, evidence: Evidence, entry: str, *, event: str = "", stage: str | None = None
) -> Explanation:
    """Settle and explain one entry. LookupError where it does not stand in that event and stage."""
    assert evidence.rulebook is rulebook or evidence.rulebook.name == rulebook.name
    return explain_outcome(settle(evidence), entry, event=event, stage=stage)


def explain_outcome(outcome: Outcome, entry: str, *, event: str = "", stage: str | None = None) -> Explanation:
    """Explain one entry of a settled competition; without `stage`, the last one in which it stands.

    LookupError where it stands in none; its message is the entry's code.
    """
    rows = outcome.rows()
    own = [row for row in rows if row["entry"] == entry and (not event or row["event"] == event)]
    own = [row for row in own if stage is None or row["stage"] == stage]
    if not own:
        raise LookupError(entry)
    last = max(own, key=lambda row: _position(outcome, row["stage"]))
    working = Working(outcome.frames_of(last["stage"]), outcome.evidence, last["event"], entry)
    there = [row for row in rows if (row["event"], row["stage"]) == (last["event"], last["stage"])]
    field = [row for row in there if working.is_beside(row["entry"])]
    steps = [*working.steps(), *_ordering(working, last, field), *_given(outcome, working, last, field)]
    numbered = tuple(_numbered(n, step) for n, step in enumerate(steps, 1))
    answer, alone = (_answer(outcome, working, last, field, decided) for decided in (_decision, _decision_alone))
    return Explanation(
        entry, last["event"], last["stage"], last["place"], last["score"], last["state"], answer, numbered, alone
    )


def _position(outcome: Outcome, stage: str) -> int:
    return [known.id for known in outcome.rulebook.stages].index(stage)


def _numbered(number: int, step: ExplainedStep) -> ExplainedStep:
    return ExplainedStep(
        str(number), step.title, step.rule, step.head, step.rows, step.arithmetic, step.result, step.kind
    )


def _answer(outcome: Outcome, working: Working, row: Row, field: list[Row], decided: Decided) -> Text:
    """One or two sentences to read aloud."""
    stage = working.stage
    state = outcome.rulebook.states.get(row["state"])
    if not row["place"]:
        if state is not None and state.code == stage.unranked and not working.is_marked_as(state.code):
            return filled(Text("状态为{}。{}", "The state is {}. {}"), state.title, _unranked(working))
        if state is not None:
            said = filled(Text("状态为{}，没有名次。", "The state is {}, so there is no place."), state.title)
            return joined(filter(None, [said, working.why_nothing()]), Text("", " "))
        return _unranked(working)
    score = filled(Text("{} {}", "{} {}"), stage.value_of(stage.shown).title, same(row["score"] or "–"))
    pattern = Text("{}，第 {} 名{}。", "{}: place {}{}.")
    if working.division.zh:
        pattern = Text("{0}，在“{3}”中第 {1} 名{2}。", "{0}: place {1}{2} within {3}.")
    shared = [other for other in field if other["place"] == row["place"] and other["entry"] != row["entry"]]
    together = Text("（并列）", " (shared)") if shared else Text()
    place = filled(pattern, score, same(row["place"]), together, working.division)
    return joined(filter(None, [place, decided(working, row, field)]), Text("", " "))


def _unranked(working: Working) -> Text:
    """Which condition it does not meet."""
    ranked = working.stage.ranked
    assert ranked is not None  # without a state and without such a condition everybody has a place
    rule = Text("按规则不参加排名：只有 {} 的排名次。", "By the rules it is not ranked: only entries with {} are.")
    return filled(rule, formula_words(ranked, working.titles))


def _decision(working: Working, row: Row, field: list[Row]) -> Text:
    """The tie-break that decided, and against whom."""
    stage = working.stage
    if not row["decided_by"]:
        return _before_shown(working, row, field) if stage.shown != stage.order[0].by else Text()
    own_first = working.compared(0, row["entry"])
    placed = [other for other in field if other["place"] and other is not row]
    equals = [other for other in placed if working.compared(0, other["entry"]) == own_first]
    at = {o["entry"]: working.differs_at(o["entry"]) for o in equals}
    against = [o for o in equals if (n := at[o["entry"]]) is not None and stage.order[n].by == row["decided_by"]]
    other = min(against, key=lambda o: abs(int(o["place"]) - int(row["place"])))
    position = at[other["entry"]]
    assert position is not None  # those against whom it was decided differ somewhere
    title = key_title(stage.order[position], working.titles)
    own, theirs = working.compared(position, row["entry"]), working.compared(position, other["entry"])
    ahead = int(row["place"]) < int(other["place"])
    pattern = Text(
        "{0} 也是 {1}；按规则再比{2}：{3} 对 {4}，所以排在" + ("前面" if ahead else "后面") + "。",
        "{0} also has {1}; the rules then compare {2}: {3} against {4}, so it stands "
        + ("ahead." if ahead else "behind."),
    )
    equal = same(own_first or "–")
    if stage.shown != stage.order[0].by:  # the number in the sentence before is another one
        equal = filled(Text("{} {}", "{} {}"), key_title(stage.order[0], working.titles), equal)
    return filled(pattern, same(other["entry"]), equal, title, same(own or "–"), same(theirs or "–"))


def _decision_alone(working: Working, row: Row, field: list[Row]) -> Text:
    """The same for a reader who may not see what others were given."""
    if not row["decided_by"]:
        before = working.stage.shown != working.stage.order[0].by and _before_shown(working, row, field)
        pattern = Text(
            "先比{}，本人是 {}，所以排在后面。", "First {} is compared: this entry has {}, so it stands behind."
        )
        own = same(working.compared(0, row["entry"]) or "–")
        return filled(pattern, key_title(working.stage.order[0], working.titles), own) if before else Text()
    key = next(key for key in working.stage.order if key.by == row["decided_by"])
    pattern = Text(
        "有别的参赛项与它相同；按规则再比{}，名次由此而定。",
        "Another entry has the same; the rules then compare {}, which decided.",
    )
    return filled(pattern, key_title(key, working.titles))


Decided = Callable[[Working, Row, list[Row]], Text]


def _before_shown(working: Working, row: Row, field: list[Row]) -> Text:
    """What is compared before the number that is shown, where it puts this entry behind the one ahead of it."""
    ahead = [other for other in field if other["place"] and int(other["place"]) < int(row["place"])]
    other = max(ahead, key=lambda o: int(o["place"]), default=None)
    if other is None or working.compared(0, other["entry"]) == working.compared(0, row["entry"]):
        return Text()
    pattern = Text(
        "先比{}：{} 是 {}，本人是 {}，所以排在后面。",
        "First {} is compared: {} has {}, this entry {}, so it stands behind.",
    )
    numbers = [same(working.compared(0, entry) or "–") for entry in (other["entry"], row["entry"])]
    return filled(pattern, key_title(working.stage.order[0], working.titles), same(other["entry"]), *numbers)


def _ordering(working: Working, row: Row, field: list[Row]) -> list[ExplainedStep]:
    """The neighbours by one place and whoever shares it, with every key of the order."""
    stage = working.stage
    rule = _order_rule(working)
    if not row["place"]:
        return [ExplainedStep("", Text("没有名次", "No place"), rule, kind="state")]
    places = sorted({int(other["place"]) for other in field if other["place"]})
    at = places.index(int(row["place"]))
    near = places[max(0, at - 1) : at + 2]
    beside = [other for other in field if other["place"] and int(other["place"]) in near]
    own_place = [other for other in beside if other is row or other["place"] != row["place"]]
    shown = sorted(
        own_place + [o for o in beside if o not in own_place][:5], key=lambda o: (int(o["place"]), o["entry"])
    )
    head = (Text("名次", "Place"), Text("参赛号", "Entry"), *(key_title(key, working.titles) for key in stage.order))
    rows = tuple(_beside(working, other, row) for other in shown[:12])
    title = filled(Text("排名：第 {} 名", "Order: place {}"), same(row["place"]))
    return [ExplainedStep("", title, rule, head, rows, result=row["place"], kind="order")]


def _beside(working: Working, other: Row, own: Row) -> tuple[Cell, ...]:
    values = [working.compared(n, other["entry"]) or "–" for n in range(len(working.stage.order))]
    mine = Text("本人", "this entry") if other is own else Text()
    return (cell(other["place"]), Cell(same(other["entry"]), note=mine), *map(cell, values))


def _order_rule(working: Working) -> Text:
    """The keys of the order in one sentence."""
    high, low = Text("高的在前", "high first"), Text("低的在前", "low first")
    keys = [
        (key_title(key, working.titles), [high if key.first == "high" else low, only_where(key, working.titles)])
        for key in working.stage.order
    ]
    how = [(title, joined(filter(bool, words), COMMA)) for title, words in keys]
    said = joined((filled(Text("{}（{}）", "{} ({})"), *pair) for pair in how), Text("；", "; "))
    return filled(Text("依次比较：{}。{}", "Compared in turn: {}. {}"), said, _EQUAL[working.stage.places])


_EQUAL = {
    "shared": Text("都相同则并列。", "Equal in all: the place is shared."),
    "dense": Text("都相同则并列，下一名不空出。", "Equal in all: the place is shared and the next is not left out."),
    "single": Text("都相同的须抽签或裁决。", "Equal in all: a lot or a decision is needed."),
}


def _given(outcome: Outcome, working: Working, row: Row, field: list[Row]) -> list[ExplainedStep]:
    """Going on, reserve and awards: what follows from the place."""
    steps = []
    stage = working.stage
    if stage.go_on and row["goes_on"]:
        said = {
            "1": Text("晋级", "Goes on"),
            "0": Text("未晋级", "Does not go on"),
        }[row["goes_on"]]
        said = joined([said, *_where_to(outcome, working, row)], Text("：", ": "))
        if row["reserve"]:
            number = filled(Text("递补第 {} 名", "Reserve number {}"), same(row["reserve"]))
            said = number if row["goes_on"] == "0" else joined([said, number], Text("；", "; "))
        steps.append(
            ExplainedStep(
                "",
                said,
                joined((said_going_on(outcome.rulebook, r, working.titles) for r in stage.go_on), Text("", " ")),
                result=row["goes_on"],
                kind="go_on",
            )
        )
    titles = {award.id: award for award in stage.awards}
    for award_id in filter(None, row["award"].split(";")):
        award = titles[award_id]
        act = (
            Text("生效后授予", "granted once in effect")
            if award.act == "grant"
            else Text("生效后推荐", "recommended once in effect")
        )
        rows = ((cell(award.title), cell(award.issuer or Text("–", "–")), cell(act)),)
        head = (Text("奖项", "Award"), Text("颁发单位", "Issuer"), Text("办法", "How"))
        title = filled(Text("得到：{}", "Gets: {}"), award.title)
        rule = said_award(award, stage, working.titles)
        near = _near(working, award, row, field) if award.margin is not None else Text()
        steps.append(ExplainedStep("", title, rule, head, rows, near, award_id, "award"))
    return steps


def _where_to(outcome: Outcome, working: Working, row: Row) -> list[Text]:
    """Of several stages to which rules send, those that take exactly who was sent: which of them this entry is in."""
    targets = dict.fromkeys(rule.to for rule in working.stage.go_on)
    stages = [stage for stage in outcome.rulebook.stages if stage.id in targets and stage.entrants == "gone_on"]
    if len(targets) < 2 or len(stages) < len(targets):
        return []
    there = {r["stage"] for r in outcome.rows() if (r["entry"], r["event"]) == (row["entry"], row["event"])}
    found = [stage.title for stage in stages if stage.id in there]
    return [joined(found, Text("、", ", "))] if found else []


def _near(working: Working, award: Award, row: Row, field: list[Row]) -> Text:
    """The number by which an award reaches further, and those of everybody who gets it, best first."""
    name, better = working.stage.margin_by(award)
    column = working.frames.final(name)
    holders = [other["entry"] for other in field if award.id in other["award"].split(";")]
    holders.sort(key=lambda entry: working.values[entry][column], reverse=better == "high")
    own, best, last = (same(working.value(name, entry)) for entry in (row["entry"], holders[0], holders[-1]))
    pattern = Text("{} {}；得到的从 {} 到 {}", "{} {}; those who get it have {} to {}")
    return filled(pattern, working.titles(name), own, best, last)
