"""Every error that w2v_core raises on purpose.

    W2VError
    ├── SettingError       a hyperparameter is outside its range
    ├── ReadError          a file or an archive cannot be used as text
    ├── FormatError        a file of vectors or questions is malformed
    ├── CorpusError        a corpus is empty, damaged or changed on disk
    ├── VocabularyError    too few words are left to train on
    ├── UnknownWordError   a word is not in the vocabulary
    ├── ExpressionError    word arithmetic that cannot be read
    ├── DivergenceError    training ran away from anything that vectors can be
    └── RunError           a run folder cannot be used

    UserWarning
    └── TrainingWarning    training ended in order, and learned nothing

Each message is one sentence or two for a person: the value, the limit, the cure.
A page shows it as it stands; the command line prints it and exits with 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class W2VError(Exception):
    """Base of all errors whose message is meant for the person in front of the screen."""


# What the system says after a refusal, for those who can do something about it.
WRITABLE_HOME = "Let W2V_HOME name a folder that can be written."
ROOM = "Make room, or let the folder that W2V_HOME names be written."


@contextmanager
def system_errors_as(kind: type[W2VError], what: str, cure: str = "") -> Iterator[None]:
    """Raise what the system refuses as an error for a person: `what: reason. cure`.

    >>> with system_errors_as(ReadError, "It cannot be read", "Look where it is."):
    ...     open("/no/such/file")
    Traceback (most recent call last):
    w2v_core.errors.ReadError: It cannot be read: No such file or directory. Look where it is.
    """
    try:
        yield
    except OSError as error:
        raise kind(f"{what}: {error.strerror or error}. {cure}".rstrip()) from error


class SettingError(W2VError, ValueError):
    """A hyperparameter is outside its range."""


class ReadError(W2VError):
    """A file or an archive cannot be used as text."""


class FormatError(W2VError):
    """A file of vectors or questions is malformed."""


class CorpusError(W2VError):
    """A corpus is empty, damaged or changed on disk."""


class VocabularyError(W2VError):
    """Too few words are left to train on."""


class UnknownWordError(W2VError, KeyError):
    """A word is not in the vocabulary.

    Attributes
    ----------
    word : str
        The word that was asked for.
    suggestions : tuple of str
        The nearest spellings that are in the vocabulary, nearest first; may be empty.
    """

    def __init__(self, word: str, reason: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.word = word
        self.reason = reason
        self.suggestions = suggestions

    def __str__(self) -> str:  # KeyError would show the repr of its argument
        if not self.suggestions:
            return self.reason
        return f"{self.reason} Nearest spellings: {', '.join(self.suggestions)}."


class ExpressionError(W2VError, ValueError):
    """Word arithmetic that cannot be read.

    Attributes
    ----------
    position : int
        0-based index of the character where reading stopped.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class DivergenceError(W2VError, ArithmeticError):
    """Training ran away from anything that vectors can be.

    Attributes
    ----------
    words : tuple of str
        Those with the longest vectors, the longest first.
    """

    def __init__(self, message: str, words: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.words = words


class RunError(W2VError):
    """A run folder cannot be used."""


class TrainingWarning(UserWarning):
    """Training has ended in order, and something speaks against its vectors."""
