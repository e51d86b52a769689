"""Errors with a stable code; what they say stands in the catalogue of messages.

    MotlanError
    ├── FormsError, PaperTypeError
    ├── pipeline.errors.InputError, ReaderError, SealError ...
    ├── storage.errors.StoreError, IndexError_ ...
    └── extractors.errors.UnknownPaperTypeError

Every error of every package derives from `MotlanError`, so that a caller at the edge (command line,
flow, web page) can print one line, keep the code, and go on with the rest of the batch. Where an
error is raised only facts are handed over; the sentences, the remedy, the HTTP status and the exit
code are read from the row of its code in `schemas/messages/errors/`.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.messages.catalogue import DEFAULT_LANGUAGE, Fact, Language, Row, row
from schemas.messages.exits import ExitCode

__all__ = ["FormsError", "MotlanError", "PaperTypeError"]


class MotlanError(Exception):
    """Something went wrong that a person can act upon.

    Attributes:
        code: Stable identifier of the kind of error, e.g. `E-INPUT-EMPTY`. Never reused.
        temporary: Whether the same call may succeed later; then it is worth trying again.
        blames_installation: Whether every paper would meet it until a person mends keys, models or
            settings; no paper is given up for it.
        case: What happened in particular: a key of the row's cases, or None.
        source: The file, page or object concerned, as the operator knows it.
        facts: What the sentence of the case is filled with.
    """

    code: ClassVar[str] = "E-MOTLAN"
    temporary: ClassVar[bool] = False
    blames_installation: ClassVar[bool] = False

    def __init__(
        self, case: str | None = None, /, *, source: str | None = None, **facts: Fact
    ) -> None:
        """Make an error.

        Args:
            case: Which of the row's cases happened; None: the title of the row says enough.
            source: The file, page or object concerned, as the operator knows it.
            **facts: What the sentence of the case has placeholders for; no personal data.
        """
        super().__init__(case or self.code)
        self.case = case
        self.source = source
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with everything known, so that worker processes can raise these errors."""
        return (_restored, (type(self), self.args, self.__dict__.copy()))

    def __str__(self) -> str:
        """One line: source, code, what happened, what to do; in Vietnamese, as its readers are."""
        where = f"{self.source}: " if self.source else ""
        return f"{where}[{self.code}] {self.text()} → {self.remedy()}"

    @property
    def row(self) -> Row:
        """The row of the catalogue."""
        return row(self.code)

    @property
    def http_status(self) -> int:
        """Status of an answer that tells of the error."""
        return self.row.http_status

    @property
    def exit_code(self) -> ExitCode:
        """Exit status of a command that the error ends."""
        return self.row.exit_code

    def title(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what kind of thing went wrong; the same whenever the code is."""
        return self.row.title.say(language)

    def text(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what happened: lower case and without a full stop, to stand within a line."""
        return self.row.text(self.case).say(language, self.facts)

    def remedy(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what the operator should do, one sentence."""
        return self.row.remedy_of(self.case).say(language)


class FormsError(MotlanError):
    """The installation's own list of printed forms is no use."""

    code = "E-FORMS"
    blames_installation = True


class PaperTypeError(MotlanError):
    """The description of a type of paper contradicts itself."""

    code = "E-PAPER-TYPE"
    blames_installation = True


def _restored(
    kind: type[MotlanError], arguments: tuple[object, ...], state: dict[str, object]
) -> MotlanError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error
