"""The generator: reproducible, in keeping with the paper models, and within its limits."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from samples.generate import seeded
from samples.generate.__main__ import main
from samples.generate.paper import readings, write
from samples.generate.papers import layouts
from samples.generate.scan import Grade, scan
from samples.generate.shipped import FOLDER, SHIPPED, Shipped
from schemas.papers.forms import forms_of
from schemas.papers.registry import paper_types
from schemas.text.id_number import parse_personal_number

pytestmark = pytest.mark.slow

_LARGEST = 450_000
"""Bytes of one shipped file."""


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_values_are_those_of_the_paper_model(paper_type: str) -> None:
    model = paper_types()[paper_type]
    for seed in range(4):
        paper = layouts()[paper_type](seeded(seed))
        assert paper.paper_type == paper_type
        assert set(paper.fields) <= set(model.model_fields)
        assert model.of(paper.fields).misfits == {}


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        main(["--out", str(tmp_path / folder), "--seed", "5", "--count", "1", "--grade", "scan"])
    for one, other in zip(
        sorted((tmp_path / "a").iterdir()), sorted((tmp_path / "b").iterdir()), strict=True
    ):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes()


def test_invented_numbers_obey_the_rules() -> None:
    for seed in range(12):
        fields = layouts()["birth_certificate"](seeded(seed)).fields
        number = parse_personal_number(fields["personal_id"])
        assert number is not None
        assert number.sex == fields["sex"]
        assert fields["birth_date"].startswith(str(number.birth_year))


def test_polygons_follow_the_turned_page() -> None:
    paper = layouts()["birth_certificate"](seeded(3))
    scanned = scan(paper.sheets[0].pixels(), Grade.POOR, seeded(3))
    truth = readings(paper)[0]
    moved = scanned.reading(truth)
    assert abs(scanned.skew) > 0.1
    for line in moved.lines:
        xs, ys = zip(*line.polygon, strict=True)
        left, right = int(min(xs)), int(max(xs)) + 1
        top, bottom = int(min(ys)), int(max(ys)) + 1
        assert scanned.pixels[top:bottom, left:right].min() < 140, line.text


def test_a_scanned_code_can_be_read(tmp_path: Path) -> None:
    paper = layouts()["id_card"](seeded(1))
    truth = next(code.text for sheet in paper.sheets for code in sheet.codes)
    sheet = next(sheet for sheet in paper.sheets if sheet.codes)
    scanned = scan(sheet.pixels(), Grade.SCAN, seeded(1))
    assert [code.text for code in zxingcpp.read_barcodes(scanned.pixels)] == [truth]


def test_a_fax_has_all_pages_in_black_and_white(tmp_path: Path) -> None:
    paper = layouts()["administrative_document"](seeded(2))
    path = write(paper, tmp_path, "fax", form="tiff")
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        assert picture.mode == "1"
        assert getattr(picture, "n_frames", 1) == len(paper.sheets) == 2


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.name)
def test_shipped_values_are_what_the_generator_draws(shipped: Shipped) -> None:
    truth = json.loads((FOLDER / f"{shipped.name}.json").read_text(encoding="utf-8"))
    assert truth == {"paper_type": shipped.paper_type, "fields": shipped.draw().fields}


def test_shipped_files_are_small_and_nothing_else_lies_there() -> None:
    names = {shipped.name for shipped in SHIPPED}
    files = [path for path in FOLDER.iterdir() if path.is_file()]
    assert {path.stem for path in files} == names
    assert all(path.stat().st_size < _LARGEST for path in files)


def test_types_and_then_grades_take_turns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--type", "receipt", "--type", "birth_notice", "--grade", "clean", "--grade", "poor"]
    main(["--out", str(tmp_path), "--count", "4", "--quiet", *chosen])
    names = sorted(path.stem.rsplit("_", 2)[0] for path in tmp_path.glob("*.jpg"))
    assert names == ["birth_notice"] * 2 + ["receipt"] * 2
    assert len(list(tmp_path.glob("*.json"))) == 4
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1] == "4/4"


@pytest.mark.exhaustive
def test_every_template_version_is_drawn() -> None:
    for paper_type in ("residence_form", "residence_confirmation", "passport_form"):
        drawn = {layouts()[paper_type](seeded(seed)).fields["template"] for seed in range(40)}
        assert drawn <= {form.number for form in forms_of(paper_type)}
        assert len(drawn) >= 2


def test_four_generations_of_land_certificates_are_drawn() -> None:
    shapes = set()
    for seed in range(20):
        fields = layouts()["land_certificate"](seeded(seed)).fields
        letters, _, digits = fields["serial"].partition(" ")
        shapes.add((len(letters), len(digits), "house_area" in fields))
    assert shapes == {(1, 6, False), (1, 6, True), (2, 6, False), (2, 8, False)}
