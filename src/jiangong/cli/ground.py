"""Setting up Django for the commands that need a site; the others never load it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from jiangong.cli.endings import AnswerIsNo, WrongUse
from jiangong.cli.words import language, note, say

SETTINGS = "jiangong.config.settings"


def open_site() -> None:
    """Make Django ready, speaking the language of this run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # the rule commands must not pay for it
    from django.utils import translation

    django.setup()
    translation.activate("zh-hans" if language() == "zh" else "en")


def needs_site(work: Callable[..., Any]) -> Callable[..., Any]:
    """A command that works on a site: Django is set up, and what a service declines becomes the answer no."""

    @wraps(work)
    def ready(*args: Any, **kwargs: Any) -> Any:
        try:
            open_site()
        except ValueError as error:  # the environment describes no database
            raise WrongUse(say(f"环境变量有误：{error}", f"the environment is wrong: {error}")) from None
        from jiangong.foundation.refusals import Declined  # needs Django

        try:
            return work(*args, **kwargs)
        except Declined as declined:
            note(declined.sentence)
            raise AnswerIsNo from None
        except Exception as error:
            raise _database_trouble(error) from None

    return ready


def _database_trouble(error: Exception) -> Exception:
    """A database that cannot be reached is no defect of ours; everything else is passed on as it is."""
    from django.db.utils import InterfaceError, OperationalError

    if not isinstance(error, OperationalError | InterfaceError):
        return error
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return WrongUse(say(f"数据库不可用：{reason}", f"the database cannot be used: {reason}"))


def migrate(alias: str = "default") -> None:
    """Bring the tables of a database to this version."""
    from django.core.management import call_command

    gc.disable()  # thousands of models are made and thrown away: looking through them took a quarter of the time
    try:
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    finally:
        gc.enable()


def refuse_unmade() -> None:
    """Say what to do where the database lacks the tables of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise WrongUse(
            say(
                "数据库还没有这一版本的表：新站点用 jiangong init，升级用 jiangong manage migrate",
                "the database lacks the tables of this version: jiangong init for a new site, "
                "jiangong manage migrate to upgrade",
            )
        )
