"""Cross-checks between the papers of one dossier.

One person appears on several papers of a dossier: on the identity card, as the mother on a birth
certificate, as the owner of land. Persons are matched by personal number, or by name and birth
date together; any remaining difference is a finding for a person to settle. No value is changed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from extractors.judge.evidence import rule
from extractors.judge.state import judge
from schemas.papers.model import Kind, PaperModel
from schemas.papers.parties import PartyRole
from schemas.papers.registry import paper_type
from schemas.record.evidence import FieldEvidence, Origin
from schemas.record.paper import PaperRecord
from schemas.record.persons import persons_of
from schemas.text.spelling import comparison_key, search_key

__all__ = [
    "DossierFinding",
    "Mention",
    "compare_papers",
    "mentions",
    "names_nobody_else_names",
    "with_findings",
]

_SIGNERS = ("signer",)
"""Officials do not count as persons of the dossier."""
PersonSign = tuple[frozenset[str], str]
"""What a person is known by: numbers, and the name without accents."""
_SUFFIXES = ("full_name", "name")
_NUMBERS = ("personal_id", "id", "identity_paper", "paper")
_BIRTHS = ("birth_date", "birth")
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)", re.ASCII)
_SEVERAL = 2
_ALIKE = 1
"""Letters by which two names may differ and still be one, misread."""
_NEAR = 2
"""Maximum number of differing digits for two numbers to be one, misread or mistyped."""
_SAID = {
    "name": "Họ tên",
    "number": "Số định danh",
    "birth": "Ngày sinh",
    "sex": "Giới tính",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as one paper names them.

    Attributes:
        record: The paper.
        fields: Name of the field by what it says: `name`, `number`, `birth`, `sex`.
        values: Their values; only those that are known.
    """

    record: PaperRecord
    fields: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DossierFinding:
    """Two papers that contradict each other about one person.

    Attributes:
        about: `name`, `number`, `birth` or `sex`.
        one: One of the two.
        other: The other.
    """

    about: str
    one: Mention
    other: Mention

    @property
    def rule(self) -> str:
        """Stable name, as kept in the evidence."""
        return f"{Origin.DOSSIER}.{self.about}"

    @property
    def message(self) -> str:
        """Message for people in Vietnamese, with both values."""
        said = " — ".join(
            f"{_title(mention.record)}: {mention.values[self.about]}"
            for mention in (self.one, self.other)
        )
        return f"{_SAID[self.about]} không khớp giữa các giấy tờ. {said}."

    @property
    def summary(self) -> str:
        """The same without the values, for lists that many people see."""
        one, other = _title(self.one.record), _title(self.other.record)
        return f"{_SAID[self.about]} khác nhau giữa “{one}” và “{other}”."

    def message_for(self, paper_id: str) -> str:
        """Message stored with one of the papers: which other paper differs, without its value."""
        other = self.other if self.one.record.paper_id == paper_id else self.one
        return f"{_SAID[self.about]} khác với “{_title(other.record)}” trong cùng hồ sơ."


def compare_papers(records: Sequence[PaperRecord]) -> tuple[DossierFinding, ...]:
    """Return every contradiction between the papers of a dossier.

    Args:
        records: Its papers, each once, in any order.
    """
    named = [mention for record in records for mention in mentions(record)]
    return tuple(
        finding
        for one, other in itertools.combinations(named, 2)
        if one.record.paper_id != other.record.paper_id
        for finding in _differences(one, other)
    )


def names_nobody_else_names(records: Sequence[PaperRecord]) -> tuple[str, ...]:
    """Return the papers that name nobody whom the other papers of the dossier name.

    They may be of another family. Papers belong together where they name somebody in common, also
    by way of a third; the largest group stays, and of two equal ones the first. Papers that name
    nobody say nothing.

    Args:
        records: Papers of a dossier, each once.

    Returns:
        Their SHA-256.
    """
    groups: list[tuple[set[str], list[PersonSign]]] = []
    for record in records:
        signs = _signs(record)
        if not signs:
            continue
        ours, members = {record.paper_id}, signs
        for group in [g for g in groups if _related(g[1], signs)]:
            groups.remove(group)
            ours, members = group[0] | ours, group[1] + members
        groups.append((ours, members))
    if len(groups) < _SEVERAL:
        return ()
    order = [record.paper_id for record in records]
    main = max(groups, key=lambda g: (len(g[0]), -min(order.index(paper) for paper in g[0])))
    return tuple(p for p in order if any(p in g[0] for g in groups if g is not main))


def _signs(record: PaperRecord) -> list[PersonSign]:
    """Return by what the persons of a paper are known, officials left out."""
    return [
        (frozenset(person.keys), person.name_key or "")
        for person in persons_of(record)
        if person.role is not PartyRole.SIGNER and (person.keys or person.name_key)
    ]


def _related(one: Sequence[PersonSign], other: Sequence[PersonSign]) -> bool:
    """Tell whether somebody is on both; a letter or figure that was misread makes no stranger."""
    return any(
        bool(a[0] & b[0])
        or any(_near(x, y) for x in a[0] for y in b[0])
        or bool(a[1] and b[1] and Levenshtein.distance(a[1], b[1]) <= _ALIKE)
        for a in one
        for b in other
    )


def mentions(record: PaperRecord) -> list[Mention]:
    """Return the persons that a paper names."""
    model = paper_type(record.classification.paper_type)
    return [
        Mention(record, fields, values)
        for fields in (_persons(model) if model else ())
        if (values := _values(record.fields, fields))
    ]


def with_findings(
    record: PaperRecord, findings: Sequence[DossierFinding], *, whole: bool = True
) -> PaperRecord:
    """Return a record with the findings attached to their fields and states derived again.

    Args:
        record: The paper.
        findings: Findings of a comparison with the other papers.
        whole: Whether all other papers were compared: then the findings of earlier comparisons
            are replaced, and a conflict that is gone no longer counts against its value.
    """
    fields = {n: _without(e) if whole else e for n, e in record.fields.items()}
    for finding in findings:
        for mention in (finding.one, finding.other):
            if mention.record.paper_id != record.paper_id:
                continue
            name = mention.fields[finding.about]
            result = rule(finding.rule, False, finding.message_for(record.paper_id))
            own = fields[name]
            if result not in own.rules:
                fields[name] = own.model_copy(update={"rules": (*own.rules, result)})
    model = paper_type(record.classification.paper_type)
    return record.model_copy(update={"fields": judge(model, fields)})


def _persons(model: type[PaperModel]) -> Iterator[dict[str, str]]:
    """Group fields that belong to one person by their names: `mother_name`, `mother_id`."""
    specs = model.specs()
    for name, spec in specs.items():
        if spec.kind is not Kind.NAME or name in _SIGNERS:
            continue
        suffix = next((s for s in _SUFFIXES if name == s or name.endswith(f"_{s}")), None)
        prefix = f"{name}_" if suffix is None else name.removesuffix(suffix)
        parts = {"number": _NUMBERS, "birth": _BIRTHS, "sex": ("sex",)}
        found = {
            part: next((f"{prefix}{end}" for end in ends if f"{prefix}{end}" in specs), None)
            for part, ends in parts.items()
        }
        yield {"name": name, **{part: field for part, field in found.items() if field}}


def _values(evidence: Mapping[str, FieldEvidence], fields: Mapping[str, str]) -> dict[str, str]:
    values = {}
    for part, field in fields.items():
        found = evidence.get(field)
        if found is None or found.value is None:
            continue
        value = found.value
        if part == "number":  # `Căn cước số 001…, Bộ Công an cấp ngày …`
            number = _TWELVE.search(value)
            if number is None:
                continue
            value = number[0]
        values[part] = value
    return values if "name" in values or "number" in values else {}


def _differences(one: Mention, other: Mention) -> Iterator[DossierFinding]:
    """Return in what two papers differ about what must be the same person."""
    same = {part: _same(part, one, other) for part in _SAID}
    by_number = same["number"] is True
    by_name = same["name"] is True and same["birth"] is True
    by_both = same["name"] is True and _near(one.values.get("number"), other.values.get("number"))
    if by_number or by_name or by_both:
        for part, agrees in same.items():
            if agrees is False:
                yield DossierFinding(part, one, other)
    elif (
        same["name"]
        and same["number"] is None
        and same["birth"] is False
        and _near(*_comparable(one.values["birth"], other.values["birth"]), figures=1)
    ):  # the same name, and a birth date that differs by a digit or two: misread or mistyped
        yield DossierFinding("birth", one, other)


def _same(part: str, one: Mention, other: Mention) -> bool | None:
    """Return whether both values agree; None if one is missing."""
    a, b = one.values.get(part), other.values.get(part)
    if a is None or b is None:
        return None
    if part == "birth":
        a, b = _comparable(a, b)
        return a == b
    if part == "name" and (a.isascii() or b.isascii()):  # a zone or a code without marks
        return search_key(a) == search_key(b)
    return comparison_key(a) == comparison_key(b)


def _comparable(one: str, other: str) -> tuple[str, str]:
    """Shorten both dates to the precision that both have: papers often give only the year."""
    shared = min(len(one), len(other))
    return one[:shared], other[:shared]


def _near(one: str | None, other: str | None, figures: int = _NEAR) -> bool:
    if one is None or other is None or len(one) != len(other):
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= figures


def _without(evidence: FieldEvidence) -> FieldEvidence:
    kept = tuple(result for result in evidence.rules if result.origin is not Origin.DOSSIER)
    return evidence.model_copy(update={"rules": kept})


def _title(record: PaperRecord) -> str:
    model = paper_type(record.classification.paper_type)
    return model.name if model else "Giấy tờ"
