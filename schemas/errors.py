"""Errors with a stable code and a remedy.

    MotlanError
    ├── FormsError, PaperTypeError
    ├── pipeline.errors.InputError, ReaderError, SealError ...
    ├── storage.errors.StoreError, IndexError_ ...
    └── extractors.errors.UnknownPaperTypeError

Every error of every package derives from `MotlanError`, so that a caller at the edge (command line,
flow, web page) can print one line, keep the code, and go on with the rest of the batch.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = ["FormsError", "MotlanError", "PaperTypeError"]


class MotlanError(Exception):
    """Something went wrong that a person can act upon.

    Attributes:
        code: Stable identifier of the kind of error, e.g. `E-INPUT-EMPTY`. Never reused.
        remedy: What the operator should do, one sentence in Vietnamese.
        exit_code: Exit status of the command line when nothing better is known.
        temporary: Whether the same call may succeed later; then it is worth trying again.
        blames_installation: Whether every paper would meet it until a person mends keys, models or
            settings; no paper is given up for it.
    """

    code: ClassVar[str] = "E-MOTLAN"
    remedy: ClassVar[str] = "Báo cho bộ phận hỗ trợ kèm mã lỗi này."
    exit_code: ClassVar[int] = 1
    temporary: ClassVar[bool] = False
    blames_installation: ClassVar[bool] = False

    def __init__(self, what: str, *, source: str | None = None) -> None:
        """Make an error.

        Args:
            what: What happened, one sentence without personal data.
            source: The file, page or object concerned, as the operator knows it.
        """
        super().__init__(what)
        self.what = what
        self.source = source

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with keyword arguments, so that worker processes can raise these errors."""
        return (_rebuild, (type(self), self.what, self.source))

    def __str__(self) -> str:
        """One line: source, code, what happened, what to do."""
        where = f"{self.source}: " if self.source else ""
        return f"{where}[{self.code}] {self.what} → {self.remedy}"


class FormsError(MotlanError):
    """The installation's own list of printed forms is no use."""

    code = "E-FORMS"
    remedy = "Sửa tệp nêu trong MOTLAN_FORMS theo mẫu ở docs/adding-a-paper-type.md."
    exit_code = 2
    blames_installation = True


class PaperTypeError(MotlanError):
    """The description of a type of paper contradicts itself."""

    code = "E-PAPER-TYPE"
    remedy = "Sửa mô tả loại giấy tờ trong schemas/papers/types theo docs/adding-a-paper-type.md."
    exit_code = 2
    blames_installation = True


def _rebuild(kind: type[MotlanError], what: str, source: str | None) -> MotlanError:
    return kind(what, source=source)
