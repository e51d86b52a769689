"""How a type of paper is described: its titles, its codes and its fields.

A paper type is one module under `schemas.papers` with one `PaperModel`: a pydantic model whose
annotations carry the printed labels, the kind of value and the sensitivity of every field. What
only some of its printed forms say is data (`schemas.papers.forms`). The registry finds the module
by itself; extraction that needs more than labels adds one module of the same name under
`extractors.papers`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from schemas.papers.forms import forms_of

__all__ = ["NO_END", "FieldSpec", "Kind", "LegalReference", "Level", "PaperModel", "Sensitivity"]

NO_END = dt.date.max
"""Value of a date of expiry where the paper says `không thời hạn`: 9999-12-31."""


class Kind(StrEnum):
    """What a value is; decides how its raw text is normalised and judged."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    ID_NUMBER = "id_number"
    NUMBER = "number"
    SEX = "sex"
    ETHNIC_GROUP = "ethnic_group"
    COUNTRY = "country"
    ADDRESS = "address"
    AGENCY = "agency"
    DOCUMENT_NUMBER = "document_number"


class Sensitivity(StrEnum):
    """Class of personal data under NĐ 356/2025/NĐ-CP (Art. 3 and 4)."""

    NONE = "none"
    BASIC = "basic"
    SENSITIVE = "sensitive"


class Level(StrEnum):
    """Sensitivity level of a whole paper, QCVN 12:2026/BCA 3.5.2.1.2."""

    PUBLIC = "1"
    INTERNAL = "2"
    RESTRICTED = "3"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A legal text and the time in which it rules."""

    text: str
    effective_from: dt.date
    effective_to: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Tell whether the text was in force on a day."""
        started = self.effective_from <= day
        return started and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What is known about a field before any paper is seen.

    Attributes:
        title: Vietnamese name of the field, for screens.
        kind: What the value is.
        labels: Printed labels that stand before the value, most usual first.
        block: Heading of the block in which the label is searched; several blocks of a paper may
            carry the same label (mother and father).
        sensitivity: Class of personal data.
        required: Whether a paper without it goes to review.
    """

    title: str
    kind: Kind = Kind.TEXT
    labels: tuple[str, ...] = ()
    block: str | None = None
    sensitivity: Sensitivity = Sensitivity.NONE
    required: bool = False


class PaperModel(BaseModel):
    """Base of every paper type: the values of one paper, all optional until reviewed.

    Subclasses set the class variables and annotate each field with a `FieldSpec`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_type: ClassVar[str]
    """Stable identifier, e.g. `birth_certificate`."""
    name: ClassVar[str]
    """Vietnamese name, for screens."""
    titles: ClassVar[tuple[str, ...]] = ()
    """Printed titles by which the paper is recognised; see `all_titles`."""
    code_patterns: ClassVar[tuple[str, ...]] = ()
    """Regular expressions that the text of a QR code or MRZ of this paper matches wholly."""
    result_codes: ClassVar[tuple[str, ...]] = ()
    """Codes of the national database of procedures (`KQ.…`) whose result this paper is."""
    level: ClassVar[Level] = Level.INTERNAL

    subject_field: ClassVar[str | None] = None
    """Field that identifies the subject (ID number of the owner)."""
    metadata_fields: ClassVar[dict[str, str]] = {}
    """Minimum metadata of TT 01/2023/TT-VPCP Art. 9 (name: field of this model)."""

    @classmethod
    def specs(cls) -> dict[str, FieldSpec]:
        """Return the specification of every field, in printed order, labels of all forms."""
        forms = forms_of(cls.paper_type)
        return {
            name: _with_labels(
                next(m for m in info.metadata if isinstance(m, FieldSpec)),
                (label for form in forms for label in form.labels.get(name, ())),
            )
            for name, info in cls.model_fields.items()
        }

    @classmethod
    def all_titles(cls) -> tuple[str, ...]:
        """Return the printed titles, those of all forms included."""
        added = (title for form in forms_of(cls.paper_type) for title in form.titles)
        return tuple(dict.fromkeys((*cls.titles, *added)))


def _with_labels(spec: FieldSpec, labels: Iterable[str]) -> FieldSpec:
    return replace(spec, labels=tuple(dict.fromkeys((*spec.labels, *labels))))
