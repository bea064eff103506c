"""Progress: after two seconds, on a terminal, on standard error; never in a file."""

import io
import sys
import time

import pytest

from jiangong.cli import watch as module
from jiangong.cli.watch import Watch


class Terminal(io.StringIO):
    """Standard error as a person sees it."""

    def isatty(self):
        return True


@pytest.fixture
def impatient(monkeypatch):
    """Nobody wants to wait two seconds in a test."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    monkeypatch.setenv("TERM", "xterm")


def slow_work():
    with Watch() as watch:
        watch.step("settling")
        time.sleep(0.5)
        watch.advance(1, 2)
        sys.stdout.write("answer\n")
        time.sleep(0.2)
        watch.step("writing")
        time.sleep(0.2)
    return watch


def test_a_bar_is_shown_on_a_terminal_once_work_takes_long(impatient, monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    slow_work()

    assert "settling" in terminal.getvalue() and "writing" in terminal.getvalue()
    assert capsys.readouterr().out == "answer\n"


def test_nothing_is_shown_where_there_is_no_terminal(impatient, capsys):
    slow_work()
    written = capsys.readouterr()

    assert (written.out, written.err) == ("answer\n", "")


def test_quick_work_shows_nothing(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Watch() as watch:
        watch.step("settling")

    assert terminal.getvalue() == ""


def test_the_patience_is_two_seconds():
    assert module.PATIENCE == 2.0


def test_the_time_of_each_step_is_told():
    with Watch() as watch:
        watch.step("reading")
        watch.step("settling")

    assert watch.times() == "TIME reading 0.00 s · settling 0.00 s"
