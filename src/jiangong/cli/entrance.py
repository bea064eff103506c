"""From arguments to an exit status: every way that a command can end, and the sentence that goes with it."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
import warnings
from collections.abc import Sequence

from jiangong.cli.endings import DEFECT, DONE, NO, STOPPED, WRONG_USE, AnswerIsNo, WrongUse
from jiangong.cli.words import choose_language, note, say


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; nothing but SystemExit of the interpreter itself leaves here."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    choose_language(arguments)
    if not os.environ.get("JIANGONG_DEBUG"):
        warnings.simplefilter("ignore")  # what libraries advise is for us, not for the person at the terminal
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a terminal without Chinese still shows the rest
    try:
        return _run(arguments)
    except AnswerIsNo:
        return NO
    except (KeyboardInterrupt, BrokenPipeError):
        return _stopped()
    except Exception as error:  # the last net: a person gets a sentence, whatever broke
        return _failed(error)


def _run(arguments: list[str]) -> int:
    import typer

    from jiangong.cli.commands import app, usage_sentence  # the language must be known before help is written

    try:
        answer = app(args=arguments, prog_name="jiangong", standalone_mode=False)
        sys.stdout.flush()
        return answer if isinstance(answer, int) else DONE
    except typer.exceptions.TyperException as error:
        note(usage_sentence(error))
    except typer.Abort:
        return _stopped()
    except WrongUse as error:
        note(str(error))
    return WRONG_USE


def _stopped() -> int:
    """Ctrl-C, or a reader such as `head` that went away: nothing more can or need be said."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    # The interpreter flushes once more on its way out; give it somewhere to write.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return STOPPED


def _failed(error: Exception) -> int:
    if isinstance(error, OSError):
        note(_disk_sentence(error))
        return WRONG_USE
    if os.environ.get("JIANGONG_DEBUG"):
        traceback.print_exc()
    kind = type(error).__name__
    note(
        say(
            f"程序出错（{kind}），这是我们的缺陷：请把命令和文件告诉维护者；设 JIANGONG_DEBUG=1 可见细节。",
            f"The program failed ({kind}); this is our defect. Please report the command and its files; "
            "JIANGONG_DEBUG=1 shows the details.",
        )
    )
    return DEFECT


def _disk_sentence(error: OSError) -> str:
    name, reason = error.filename or "", error.strerror or type(error).__name__
    chinese = _REASONS.get(error.errno or 0)
    if chinese:
        return say(f"无法读写 {name}：{chinese}", f"cannot read or write {name}: {reason}")
    return say(f"无法读写 {name}：{reason}", f"cannot read or write {name}: {reason}")


_REASONS = {
    errno.ENOENT: "没有这个文件夹，请先建好或换一个位置",
    errno.EACCES: "没有权限，请换一个位置或请管理员开放",
    errno.EISDIR: "这是一个文件夹，请给出文件名",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENOSPC: "磁盘已满，请清出空间再试",
    errno.EROFS: "磁盘是只读的，请换一个位置",
}
