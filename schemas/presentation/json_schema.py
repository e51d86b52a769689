"""JSON Schema (2020-12) of the paper types, for systems that receive their values.

What JSON Schema has no keyword for is in extension keywords: `x-motlan-kind`, `-roles`,
`-sensitivity`, `-labels`, `-unit`, and `-reviewed-if-missing` (a paper without the value goes
to a person). No value is `required`: a paper may lack any of them.
"""

from __future__ import annotations

from typing import Any

from schemas.papers.model import FieldSpec, Kind, PaperModel

__all__ = ["json_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = "Số, dấu chấm trước phần thập phân."
_SAID = {
    Kind.TEXT: "Chữ như in trên giấy, đã làm sạch.",
    Kind.NAME: "Họ tên như in trên giấy.",
    Kind.DATE: "Ngày `YYYY-MM-DD`; `YYYY-MM` hoặc `YYYY` khi giấy không ghi đủ; "
    "`9999-12-31` là không thời hạn.",
    Kind.ID_NUMBER: "Số định danh cá nhân 12 chữ số, hoặc số CMND cũ 9 chữ số; "
    "số hộ chiếu hoặc mã số thuế nơi giấy ghi số đó.",
    Kind.NUMBER: _NUMBER,
    Kind.SEX: "`Nam` hoặc `Nữ`.",
    Kind.ETHNIC_GROUP: "Tên dân tộc theo danh mục, hoặc như in trên giấy.",
    Kind.COUNTRY: "Quốc tịch như in trên giấy.",
    Kind.ADDRESS: "Địa chỉ như in trên giấy; đơn vị hành chính không bị đổi.",
    Kind.AGENCY: "Tên cơ quan như in trên giấy.",
    Kind.DOCUMENT_NUMBER: "Số, ký hiệu, viết liền quanh dấu `/`, `.`, `-`.",
}


def json_schema(model: type[PaperModel]) -> dict[str, Any]:
    """Return the JSON Schema of the values of a paper type.

    The JSON dump of `PaperModel.of(...).paper` is valid against it, field by field.

    Args:
        model: The type.
    """
    made = model.model_json_schema(mode="serialization")
    properties = made.pop("properties")
    about = {"title": model.name, "description": model.__doc__}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:motlan:paper:{model.paper_type}",
        **made,
        **about,
        "x-motlan-level": model.level.value,
        "properties": {
            name: _property(properties[name], spec) for name, spec in model.specs().items()
        },
    }


def _property(made: dict[str, Any], spec: FieldSpec) -> dict[str, Any]:
    unit = f" Đơn vị: {spec.unit}." if spec.unit else ""
    own = {
        "kind": spec.kind.value,
        "roles": [role.value for role in spec.roles],
        "sensitivity": spec.sensitivity.value,
        "labels": list(spec.labels),
        "unit": spec.unit,
        "reviewed-if-missing": spec.required,
    }
    return {
        **made,
        "title": spec.title,
        "description": f"{_SAID[spec.kind]}{unit}",
        **{f"x-motlan-{key}": value for key, value in own.items() if value is not None},
    }
