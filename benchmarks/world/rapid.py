"""RapidOCR's own process, in the peers' environment: `python rapid.py FOLDER`.

Reads every picture that `pages.json` names with the networks that come with the wheel, and tells in
`told.json` what it read.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["main"]


def main(folder: Path) -> None:
    """Do the job of a folder."""
    rapidocr: Any = importlib.import_module("rapidocr")  # not in the product's environment
    engine = rapidocr.RapidOCR(
        params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )
    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    told = {name: {"lines": list(_lines(engine(path)))} for name, path in pages.items()}
    answer = {"pages": told}
    (folder / "told.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


def _lines(result: Any) -> Iterator[dict[str, Any]]:
    if result.boxes is None:
        return
    for text, polygon, sure in zip(result.txts, result.boxes, result.scores, strict=True):
        (left, top), (right, bottom) = polygon.min(axis=0), polygon.max(axis=0)
        box = [float(side) for side in (left, top, right, bottom)]
        yield {"box": box, "words": [(word, float(sure)) for word in text.split()]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
