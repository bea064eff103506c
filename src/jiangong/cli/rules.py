"""Commands about a rulebook alone: check, describe."""

from __future__ import annotations

from typing import Any

from jiangong.cli.endings import AnswerIsNo
from jiangong.cli.inputs import rulebook_source
from jiangong.cli.options import AsJson, InLang, RulebookPath
from jiangong.cli.words import note_problems, said, say, tell, tell_json


def check(rulebook: RulebookPath, as_json: AsJson = False, lang: InLang = None) -> None:
    """Every mistake and warning on standard error; the answer on standard output."""
    text, file = rulebook_source(rulebook)
    from jiangong.core.rulebook import check_rulebook, load_rulebook, rulebook_hash  # loaded when a rulebook is at hand

    problems = check_rulebook(text, file=file)
    note_problems(problems, as_json=as_json)
    if any(problem.level == "error" for problem in problems):
        raise AnswerIsNo
    read = load_rulebook(text, file=file)
    digest = rulebook_hash(read)
    if as_json:
        tell_json({"file": file, "name": read.name, "rulebook": digest, "warnings": len(problems)})
        return
    stages = len(read.stages)
    tell(
        say(
            f"{file}：规则可用，{stages} 个阶段，SHA-256 {digest}",
            f"{file}: in order, stages: {stages}, SHA-256 {digest}",
        )
    )


def describe(rulebook: RulebookPath, as_json: AsJson = False, lang: InLang = None) -> None:
    """The rules, clause by clause."""
    text, file = rulebook_source(rulebook)
    from jiangong.core.rulebook import describe_rulebook, load_rulebook  # loaded when a rulebook is at hand

    read = load_rulebook(text, file=file)
    clauses = describe_rulebook(read)
    if as_json:
        tell_json([_as_object(clause) for clause in clauses])
        return
    tell(said(read.title))
    for clause in clauses:
        depth = "  " * clause.number.count(".")
        tell(f"\n{depth}{clause.number} {said(clause.title)}")
        for line in clause.lines:
            tell(f"{depth}  {said(line)}")


def _as_object(clause: Any) -> dict[str, Any]:
    return {"number": clause.number, "title": said(clause.title), "lines": [said(line) for line in clause.lines]}
