from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.errors import ModelError
from pipeline.ocr.models import DETECTOR, VIETNAMESE_READER, load_model, models_folder
from schemas.text.spelling import VIETNAMESE_LETTERS


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    load_model.cache_clear()
    yield
    load_model.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with one small reader that is in order."""
    monkeypatch.setenv("MOTLAN_MODELS", str(tmp_path))
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
    assert (models_folder() / "README.md").is_file()
    load_model(DETECTOR)
    alphabet = load_model(VIETNAMESE_READER).alphabet()
    assert set(alphabet) >= VIETNAMESE_LETTERS | set("0123456789/-.,:;()")
    assert (alphabet[0], alphabet[-1]) == ("", " ")


def test_a_model_in_order_is_loaded(folder: Path) -> None:
    model = load_model(VIETNAMESE_READER)
    assert model.version == hashlib.sha256(b"network").hexdigest()[:12]
    assert model.network == folder / VIETNAMESE_READER / "inference.onnx"


@pytest.mark.parametrize("name", ["inference.onnx", "inference.yml"])
def test_an_altered_model_is_refused(folder: Path, name: str) -> None:
    with (folder / VIETNAMESE_READER / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match="thay đổi"):
        load_model(VIETNAMESE_READER)


@pytest.mark.parametrize("name", ["vi_reader/inference.onnx", "SHA256SUMS"])
def test_a_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match="thiếu"):
        load_model(VIETNAMESE_READER)


def test_an_unknown_model_is_refused(folder: Path) -> None:
    (folder / "other").mkdir()
    with pytest.raises(ModelError, match="thiếu"):
        load_model("other")


@pytest.mark.parametrize("letter", ["ỗ", "Đ", "ử"])
def test_an_alphabet_that_lacks_a_letter_is_refused(folder: Path, letter: str) -> None:
    write(folder, sorted(VIETNAMESE_LETTERS - {letter}))
    with pytest.raises(ModelError, match="thiếu 1 trên 134"):
        load_model(VIETNAMESE_READER).alphabet()
