"""How a room says no to a person, in words."""


class Declined(Exception):  # noqa: N818 - an answer to a person, not a defect of ours
    """What was asked cannot be done now; nothing was stored.

    `sentence` is already in the reader's language, and says what to do.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
