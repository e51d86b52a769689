"""Base classes of all errors: a stable code each; the texts are in the catalogue of messages.

    MotlanError
    ├── FormsError, PaperTypeError
    ├── pipeline.errors.InputError, ReaderError, SealError ...
    ├── storage.errors.StoreError, IndexError_ ...
    └── extractors.errors.UnknownPaperTypeError

Every error of every package derives from `MotlanError`, so that a caller at the edge (command line,
flow, web page) can print one line, keep the code, and continue with the rest of the batch. Code
that raises an error passes only facts; the sentences, the remedy, the HTTP status and the exit
code are read from the row of its code in `schemas/messages/errors/`.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.messages.catalogue import DEFAULT_LANGUAGE, Fact, Language, Row, row
from schemas.messages.exits import ExitCode
from schemas.text.shown import shown_name

__all__ = ["FormsError", "MotlanError", "PaperTypeError"]


class MotlanError(Exception):
    """Something went wrong that a person can act on.

    Attributes:
        code: Stable identifier of the kind of error, e.g. `E-INPUT-EMPTY`. Never reused.
        temporary: Whether the same call may succeed later, so that a retry makes sense.
        blames_installation: Whether every paper would fail in the same way until a person fixes
            keys, models or settings; no paper is marked as failed because of it.
        case: What happened in particular: a key of the row's cases, or None.
        source: The file, page or object concerned, as the operator knows it.
        facts: Values for the placeholders in the sentence of the case.
    """

    code: ClassVar[str] = "E-MOTLAN"
    temporary: ClassVar[bool] = False
    blames_installation: ClassVar[bool] = False

    def __init__(
        self, case: str | None = None, /, *, source: str | None = None, **facts: Fact
    ) -> None:
        """Make an error.

        Args:
            case: Which of the row's cases happened; None if the title of the row says enough.
            source: The file, page or object concerned, as the operator knows it.
            **facts: Values for the placeholders in the sentence of the case; no personal data.
        """
        super().__init__(case or self.code)
        self.case = case
        self.source = None if source is None else shown_name(source)
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle all attributes, so that worker processes can pass these errors on."""
        return (_restored, (type(self), self.args, self.__dict__.copy()))

    def __str__(self) -> str:
        """Format as one line in Vietnamese: source, code, what happened, what to do."""
        where = f"{self.source}: " if self.source else ""
        return f"{where}[{self.code}] {self.text()} → {self.remedy()}"

    @property
    def row(self) -> Row:
        """The row of the catalogue."""
        return row(self.code)

    @property
    def http_status(self) -> int:
        """HTTP status of a response that reports the error."""
        return self.row.http_status

    @property
    def exit_code(self) -> ExitCode:
        """Exit status of a command that ends with the error."""
        return self.row.exit_code

    def title(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what kind of thing went wrong; always the same for one code."""
        return self.row.title.say(language)

    def text(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what happened, in lower case and without a full stop, for use inside a line."""
        return self.row.text(self.case).say(language, self.facts)

    def remedy(self, language: Language = DEFAULT_LANGUAGE) -> str:
        """Return what the operator should do, one sentence."""
        return self.row.remedy_of(self.case).say(language)


class FormsError(MotlanError):
    """The installation's own list of printed forms cannot be used."""

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
