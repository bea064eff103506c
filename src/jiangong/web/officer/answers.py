"""Services say no in two ways: Declined is a sentence, Refused a list of problems. Both become a page with status 400."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiangong.core.problems import Problem, Refused
from jiangong.foundation.refusals import Declined

Done = TypeVar("Done")
SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class Problems:
    """The list of problems on a page, and how many it leaves out."""

    rows: tuple[Problem, ...]
    left_out: int
    is_rulebook: bool

    @property
    def count(self) -> int:
        """All problems found."""
        return len(self.rows) + self.left_out

    @property
    def is_open_ended(self) -> bool:
        """Whether there may be more: the core stops at so many of a kind."""
        return self.count >= SHOWN_AT_MOST

    @classmethod
    def of(cls, refused: Refused) -> "Problems":
        """The first problems in full; a page with ten thousand rows helps nobody."""
        shown = refused.problems[:SHOWN_AT_MOST]
        is_rulebook = any(problem.file.endswith(".toml") for problem in shown)
        return cls(shown, len(refused.problems) - len(shown), is_rulebook)


@dataclass
class Attempt:
    """What came of calling a service: its result, or why it said no."""

    result: Any = None
    problems: Problems | None = None
    is_done: bool = False


def attempt(form: forms.Form, service: Callable[[], Done]) -> Attempt:
    """Call a service for a valid form. A sentence of refusal lands on the form, a list of problems beside it."""
    try:
        return Attempt(result=service(), is_done=True)
    except Declined as declined:
        form.add_error(None, declined.sentence)
    except Refused as refused:
        return Attempt(problems=Problems.of(refused))
    return Attempt()


def is_taken(request: HttpRequest, form: forms.Form, service: Callable[[], Any]) -> bool:
    """Whether a form was sent, holds what it should, and the service took it; a refusal lands on the form. The service is called
    once the form was found valid, so it may read what was cleaned.
    """
    return request.method == "POST" and form.is_valid() and attempt(form, service).is_done


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, form: Any = None, problems: Problems | None = None
) -> HttpResponse:
    """The page of a form: 200 when it is fresh, 400 when what was sent could not be taken."""
    failed = problems is not None or (form is not None and form.is_bound and bool(form.errors))
    return render(request, template, {**context, "form": form, "problems": problems}, status=400 if failed else 200)
