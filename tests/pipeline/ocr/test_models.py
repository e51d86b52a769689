from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from pipeline.errors import ModelError
from pipeline.ocr.models import DETECTOR, SHIPPED, VIETNAMESE_READER, Models
from schemas.text.spelling import VIETNAMESE_LETTERS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A models folder with one small reader that is in order."""
    write(tmp_path, sorted(VIETNAMESE_LETTERS | set("0123456789/")))
    return tmp_path


def write(root: Path, signs: list[str]) -> None:
    model = root / VIETNAMESE_READER
    model.mkdir(exist_ok=True)
    (model / "inference.onnx").write_bytes(b"network")
    settings = {"PostProcess": {"character_dict": signs}}
    (model / "inference.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    sums = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n"
        for path in sorted(model.iterdir())
    )
    (root / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


def test_the_shipped_models_are_unaltered_and_can_write_vietnamese() -> None:
    assert (SHIPPED.folder / "README.md").is_file()
    SHIPPED.load(DETECTOR)
    alphabet = SHIPPED.load(VIETNAMESE_READER).alphabet()
    assert set(alphabet) >= VIETNAMESE_LETTERS | set("0123456789/-.,:;()")
    assert (alphabet[0], alphabet[-1]) == ("", " ")


def test_a_model_in_order_is_loaded(folder: Path) -> None:
    model = Models(folder).load(VIETNAMESE_READER)
    assert model.version == hashlib.sha256(b"network").hexdigest()[:12]
    assert model.network == folder / VIETNAMESE_READER / "inference.onnx"


@pytest.mark.parametrize("name", ["inference.onnx", "inference.yml"])
def test_an_altered_model_is_refused(folder: Path, name: str) -> None:
    with (folder / VIETNAMESE_READER / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match="thay đổi"):
        Models(folder).load(VIETNAMESE_READER)


@pytest.mark.parametrize("name", ["vi_reader/inference.onnx", "SHA256SUMS"])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match="thiếu"):
        Models(folder).load(VIETNAMESE_READER)


def test_an_unknown_model_is_refused(folder: Path) -> None:
    (folder / "other").mkdir()
    with pytest.raises(ModelError, match="thiếu"):
        Models(folder).load("other")


@pytest.mark.parametrize("letter", ["ỗ", "Đ", "ử"])
def test_an_alphabet_that_lacks_a_letter_is_refused(folder: Path, letter: str) -> None:
    write(folder, sorted(VIETNAMESE_LETTERS - {letter}))
    with pytest.raises(ModelError, match="thiếu 1 trên 134"):
        Models(folder).load(VIETNAMESE_READER).alphabet()
