"""Generic extraction: the values that follow the printed labels of a paper model.

Labels that occur several times (`Dân tộc` of child, mother and father) are distinguished by the
headings of their blocks. If headings or labels were not found, or were found twice, the values
concerned go to a person rather than to the wrong field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.judge.evidence import MISSING, failed, rule, second_reading, understood
from extractors.judge.state import state_of
from extractors.toolkit.labels import make_labels
from extractors.toolkit.rows import Span, join
from extractors.toolkit.segments import Segment, find_segments
from extractors.values.normalise import Normalised, is_empty, normalise
from schemas.papers.model import FieldSpec, Kind, PaperModel
from schemas.record.evidence import FieldEvidence, FieldState, RuleResult
from schemas.record.reading import PageReading

__all__ = ["evidence_from_spans", "extract_labelled", "require"]

_RUNNING = frozenset({Kind.TEXT, Kind.ADDRESS, Kind.AGENCY})
"""Kinds whose values may run over several rows."""
_MOST = 0.75
"""Share of labels with text beside them above which text below a label is not trusted."""
_GAP = 2.5
"""A gap between columns, in line heights."""
_NOT_FOUND = "Không tìm thấy mục này trên giấy tờ."


@dataclass(frozen=True, slots=True)
class _Found:
    """A segment assigned to a field, and whether its position is unambiguous."""

    segment: Segment
    in_place: bool


def extract_labelled(
    model: type[PaperModel], pages: Sequence[PageReading], *, stops: Sequence[str] = ()
) -> dict[str, FieldEvidence]:
    """Extract the fields of a paper by their labels.

    Args:
        model: The type of paper.
        pages: Its pages in order.
        stops: Further printed wordings that end a value, e.g. headings of signatures.

    Returns:
        The evidence of every field of the model.
    """
    specs = model.specs()
    texts = [label for spec in specs.values() for label in spec.labels]
    headings = [spec.block for spec in specs.values() if spec.block]
    segments = find_segments(pages, make_labels([*texts, *headings, *stops]))
    given = _assign(specs, segments)
    beside = _values_stand_beside(segments)
    return {
        name: _evidence(spec, given[name], beside) if name in given else require(spec, MISSING)
        for name, spec in specs.items()
    }


def evidence_from_spans(
    spans: Sequence[Span], page: int, normalised: Normalised, rules: Sequence[RuleResult] = ()
) -> FieldEvidence:
    """Build the evidence of a value that was read from parts of lines, at least one."""
    raw, polygon, confidence = join(spans)
    return FieldEvidence(
        value=normalised.value,
        raw=raw,
        confidence=confidence,
        page=page,
        polygon=polygon,
        reader=spans[0].line.reader,
        second=second_reading([span.line for span in spans]),
        rules=understood(normalised.value, (*normalised.rules, *rules)),
    )


def require(spec: FieldSpec, evidence: FieldEvidence) -> FieldEvidence:
    """Add a failed rule to a required field for which nothing was found."""
    if not spec.required or state_of(evidence) is not FieldState.MISSING:
        return evidence
    missing = rule("required", False, _NOT_FOUND)
    return evidence.model_copy(update={"rules": (*evidence.rules, missing)})


def _assign(specs: Mapping[str, FieldSpec], segments: Sequence[Segment]) -> dict[str, _Found]:
    """Assign each segment to the field of its label in the current block.

    A block also begins with what other forms print in place of its heading. These may have the
    blocks in another order, so that then all of them must have been found.
    """
    blocks = list(dict.fromkeys(spec.block for spec in specs.values() if spec.block))
    openings = _openings(specs)
    seen = {openings.get(each.anchor.label.text) for each in segments} - {None}
    given: dict[str, _Found] = {}
    block: str | None = None
    whole = True
    for segment in segments:
        text = segment.anchor.label.text
        if text in openings:
            block = openings[text]
            whole = text in blocks or seen >= set(blocks)
        name, shared = _field(specs, text, block)
        if name is None:
            continue
        if name in given and any(given[name].segment.rows):
            given[name] = _Found(given[name].segment, in_place=not any(segment.rows))
            continue
        following = _block_after(blocks, specs[name].block)
        sure = whole and following in (None, *seen)
        given[name] = _Found(segment, in_place=not shared or sure)
    return given


def _openings(specs: Mapping[str, FieldSpec]) -> dict[str, str]:
    """Return the block that each label opens: its heading, or what stands for it on other forms."""
    heads = {spec.block for spec in specs.values() if spec.block}
    return {head: head for head in heads} | {
        label: spec.block
        for spec in specs.values()
        if spec.block and spec.block in spec.labels
        for label in spec.labels
    }


def _field(
    specs: Mapping[str, FieldSpec], label: str, block: str | None
) -> tuple[str | None, bool]:
    """Return the field of a label within a block, and whether several fields share the label."""
    fields = [name for name, spec in specs.items() if label in spec.labels]
    if len(fields) == 1 and specs[fields[0]].block in (None, block):
        return fields[0], False
    here = [name for name in fields if specs[name].block == block]
    return (here[0] if here else None), True


def _block_after(blocks: Sequence[str], block: str | None) -> str | None:
    """Return the heading that must follow: without it, a label may belong to the next block."""
    index = 0 if block is None else blocks.index(block) + 1
    return blocks[index] if index < len(blocks) else None


def _values_stand_beside(segments: Sequence[Segment]) -> bool:
    """Return whether this paper prints values beside its labels; cards print them below."""
    return sum(bool(segment.rows[0]) for segment in segments) >= _MOST * len(segments)


def _evidence(spec: FieldSpec, found: _Found, beside: bool) -> FieldEvidence:
    """Build the evidence of one field from its segment."""
    segment = found.segment
    in_place = found.in_place and (bool(segment.rows[0]) or not beside)
    spans, normalised, ended = _value(spec.kind, segment)
    if not spans or is_empty(join(spans)[0]):
        raw = join(spans)[0] or None
        blank = FieldEvidence(raw=raw, page=segment.page, polygon=segment.anchor.span.polygon)
        return require(spec, blank)
    rules = [rule("label.place", in_place, "Không chắc mục này thuộc phần nào của giấy tờ.")]
    if spec.kind is Kind.NAME:
        ended = not segment.cut
    if spec.kind in _RUNNING or spec.kind is Kind.NAME:
        rules.append(rule("value.end", ended, "Không chắc giá trị kết thúc ở đâu."))
    return evidence_from_spans(spans, segment.page, normalised, rules)


def _value(kind: Kind, segment: Segment) -> tuple[list[Span], Normalised, bool]:
    """Return the rows that form the value, its normalised form, and whether its end is certain."""
    first = next((i for i, row in enumerate(segment.rows) if row), None)
    if first is None:
        return [], Normalised(None), True
    rows, sure = len(segment.rows), max(segment.sure, first + 1)
    # Running text: the rows that surely belong to it, and more only to complete an address.
    # Other kinds: as many rows as still form a value of the kind.
    counts = range(sure, rows + 1) if kind in _RUNNING else range(rows, first, -1)
    for near in () if kind in _RUNNING else _nearest(segment):
        normalised = normalise(kind, join(near)[0])
        if normalised.value is not None and not failed(normalised.rules):
            return near, normalised, True
    for count in counts:
        spans, normalised = _taken(kind, segment, count)
        if normalised.value is not None and not failed(normalised.rules):
            whole = count == rows and not segment.cut
            if kind is Kind.ADDRESS:
                whole = not any(_complete(segment, less) for less in range(first + 1, count))
            return spans, normalised, whole or kind not in _RUNNING
    return *_taken(kind, segment, sure if kind in _RUNNING else first + 1), False


def _nearest(segment: Segment) -> Iterator[list[Span]]:
    """Return the text beside the label, or else below it, up to a gap after which others begin."""
    beside = _until_gap([segment.anchor.span, *segment.rows[0]])[1:]
    if beside != list(segment.rows[0]):
        yield beside or _until_gap([span for row in segment.rows[1:2] for span in row])


def _until_gap(row: Sequence[Span]) -> list[Span]:
    for place, (one, other) in enumerate(pairwise(row), start=1):
        if other.box.left - one.box.right > _GAP * one.box.height:
            return list(row[:place])
    return list(row)


def _complete(segment: Segment, count: int) -> bool:
    """Return whether the first rows are a complete address: more would be something else."""
    _, normalised = _taken(Kind.ADDRESS, segment, count)
    return normalised.value is not None and not failed(normalised.rules)


def _taken(kind: Kind, segment: Segment, count: int) -> tuple[list[Span], Normalised]:
    spans = [span for row in segment.rows[:count] for span in row]
    return spans, normalise(kind, join(spans)[0])
