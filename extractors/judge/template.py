"""Which printed template a form is: the circular that it names, held against those known."""

from __future__ import annotations

from extractors.judge.rules import Rule
from schemas.papers.forms import forms_of
from schemas.papers.model import PaperModel

__all__ = ["known_template"]


def known_template(model: type[PaperModel], field: str = "template") -> Rule:
    """The circular printed on a form is one that prescribed it at some time.

    Args:
        model: The type of paper.
        field: Where the number of the circular stands, e.g. `66/2023/TT-BCA`.
    """
    known = {form.number for form in forms_of(model.paper_type)}
    message = "Mẫu tờ khai không thuộc các mẫu đã biết của loại giấy tờ này."
    return Rule("template.known", (field,), lambda number: number in known, message)
