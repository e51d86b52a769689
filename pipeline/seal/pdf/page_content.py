"""Analyses what a PDF page draws: pictures, visible text, hidden text.

Decides whether a PDF is a scan, and removes the hidden text that scanners add with their own
character recognition: it would duplicate ours, and its fonts are rarely embedded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Name, Operator

from pipeline.seal.errors import SealInputError

__all__ = ["PageInk", "page_ink", "remove_hidden_text"]

_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
_INVISIBLE = 3
_DEEPEST = 8
"""Maximum nesting of form XObjects; deeper nesting is not a scan."""
_MOST_FORMS = 5000
"""Of a page, each counted as often as it is drawn: ten forms that draw one another are millions."""


@dataclass(frozen=True, slots=True)
class PageInk:
    """What a page draws.

    Attributes:
        visible_text: Whether any visible text is drawn.
        picture_share: Share of the page's area under its largest picture, 0 to 1.
    """

    visible_text: bool
    picture_share: float

    @property
    def is_scan(self) -> bool:
        """Whether the page is a scanned picture, possibly with some text stamped on it."""
        return not self.visible_text or self.picture_share >= 0.8


@dataclass(slots=True)
class _State:
    """The relevant part of the graphics state.

    Attributes:
        area: Area of the unit square on the page: the determinant of the matrix.
        render_mode: Text render mode; 3 is invisible.
    """

    area: float = 1.0
    render_mode: int = 0


def page_ink(page: pikepdf.Page) -> PageInk:
    """Determine what a page draws.

    Raises:
        pikepdf.PdfError: The content of the page cannot be parsed.
        SealInputError: It draws more forms than any page needs.
    """
    left, bottom, right, top = (float(v) for v in page.mediabox)
    area = abs(right - left) * abs(top - bottom)
    visible, largest = False, 0.0
    for event in _walk(page.obj, _State(), 0, iter(range(_MOST_FORMS))):
        if isinstance(event, float):
            largest = max(largest, event)
        else:
            visible = True
    return PageInk(visible, min(1.0, largest / area) if area else 0.0)


def _walk(
    holder: pikepdf.Object, state: _State, depth: int, forms_left: Iterator[int]
) -> Iterator[float | str]:
    """Yield the area of every picture and the operator of every visible text."""
    stack: list[_State] = []
    for operands, operator in _instructions(holder):
        name = str(operator)
        if name == "q":
            stack.append(replace(state))
        elif name == "Q" and stack:
            state = stack.pop()
        elif name == "cm":
            state.area *= _determinant(operands)
        elif name == "Tr":
            state.render_mode = int(operands[0])
        elif name in _SHOWS_TEXT and state.render_mode != _INVISIBLE:
            yield name
        elif name == "INLINE IMAGE":
            yield state.area
        elif name == "Do":
            drawn = _resource(holder, operands[0])
            if drawn is not None and drawn.get("/Subtype") == Name.Image:
                yield state.area
            elif drawn is not None and depth < _DEEPEST:
                if next(forms_left, None) is None:
                    raise SealInputError("pdf")
                inner = replace(state)
                inner.area *= _determinant(drawn.get("/Matrix", [1, 0, 0, 1, 0, 0]))
                yield from _walk(drawn, inner, depth + 1, forms_left)


def _instructions(holder: pikepdf.Object) -> Sequence[Any]:
    return pikepdf.parse_content_stream(holder)


def _determinant(matrix: Any) -> float:
    a, b, c, d = (float(matrix[i]) for i in range(4))
    return abs(a * d - b * c)


def _resource(holder: pikepdf.Object, name: Any) -> Any:
    resources = pikepdf.Page(holder).resources if _is_page(holder) else holder.get("/Resources")
    if resources is None:
        return None
    forms = resources.get("/XObject")
    return None if forms is None else forms.get(str(name))


def _is_page(holder: pikepdf.Object) -> bool:
    return bool(holder.get("/Type") == Name.Page)


def remove_hidden_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Remove the invisible text of a page; its appearance does not change.

    Fonts that are no longer used are dropped from the page's resources. Hidden text inside form
    XObjects is removed, too.
    """
    if _strip(pdf, page.obj, 0, {}):
        return
    page.obj.Resources = page.resources  # copy inherited resources to the page
    if "/Font" in page.obj.Resources:
        del page.obj.Resources["/Font"]


def _strip(
    pdf: pikepdf.Pdf, holder: pikepdf.Object, depth: int, done: dict[tuple[int, int], bool]
) -> bool:
    """Strip one content stream and its forms, each once; return whether visible text remains."""
    kept: list[Any] = []
    mode, stack, visible, removed = 0, [], False, False
    for instruction in _instructions(holder):
        operands, operator = instruction
        name = str(operator)
        if name == "q":
            stack.append(mode)
        elif name == "Q" and stack:
            mode = stack.pop()
        elif name == "Tr":
            mode = int(operands[0])
        if name in _SHOWS_TEXT:
            if mode == _INVISIBLE:
                removed = True
                continue
            visible = True
        if name == "Do" and depth < _DEEPEST:
            drawn = _resource(holder, operands[0])
            if drawn is not None and drawn.get("/Subtype") == Name.Form:
                if drawn.objgen not in done:
                    done[drawn.objgen] = _strip(pdf, drawn, depth + 1, done)
                visible |= done[drawn.objgen]
        kept.append(instruction)
    if removed or (not visible and any(str(operator) == "Tf" for _, operator in kept)):
        _rewrite(pdf, holder, pikepdf.unparse_content_stream(_without_text_state(kept, visible)))
    if not visible and not _is_page(holder) and "/Font" in holder.get("/Resources", {}):
        del holder["/Resources"]["/Font"]
    return visible


def _without_text_state(instructions: list[Any], visible: bool) -> list[Any]:
    """Drop font selections if no text remains that uses them."""
    if visible:
        return instructions
    return [i for i in instructions if i[1] != Operator("Tf")]


def _rewrite(pdf: pikepdf.Pdf, holder: pikepdf.Object, content: bytes) -> None:
    if _is_page(holder):
        holder["/Contents"] = pdf.make_stream(content)
    else:
        holder.write(content)
