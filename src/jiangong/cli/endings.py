"""How a command can end: the exit statuses, and what a command raises to end with one of them."""

DONE, NO, WRONG_USE, DEFECT, STOPPED = 0, 1, 2, 3, 130


class WrongUse(Exception):  # noqa: N818 - what the person did, not a defect
    """The command was called wrongly, or names a file that is not there; carries the sentence to say."""


class AnswerIsNo(Exception):  # noqa: N818 - an answer, not a defect
    """The command did its work, and the answer is no; whatever there was to say has been said."""
