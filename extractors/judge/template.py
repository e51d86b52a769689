"""Checks the template of a printed form: the circular it names against the known ones."""

from __future__ import annotations

from extractors.judge.rules import Rule
from schemas.papers.forms import forms_of
from schemas.papers.model import PaperModel

__all__ = ["known_template"]


def known_template(model: type[PaperModel], field: str = "template") -> Rule:
    """Check that the circular printed on a form is one that ever prescribed it.

    Args:
        model: The type of paper.
        field: Field with the number of the circular, e.g. `66/2023/TT-BCA`.
    """
    known = {form.number for form in forms_of(model.paper_type)}
    message = "Mẫu tờ khai không thuộc các mẫu đã biết của loại giấy tờ này."
    return Rule("template.known", (field,), lambda number: number in known, message)
