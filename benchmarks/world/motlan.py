"""The product's own process: `python -m benchmarks.world.motlan FOLDER`.

Takes every PDF that `pages.json` names, as a counter hands it in, the whole way: bytes in, read,
judged, two signed files stored, indexed. Tells in `told.json` what was read and which files came
out.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import Any

__all__ = ["main"]


def main(folder: Path) -> None:
    """Do the job of a folder."""
    os.environ["MOTLAN_HOME"] = str(folder / "home")
    for name in ("PREFECT_API_URL", "MOTLAN_STORE", "MOTLAN_INDEX"):
        os.environ.pop(name, None)
    from app.installation import App
    from schemas.record.intake import Intake

    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    with App.open() as app:
        _ = app.reader, app.signers
        intake = Intake(dt.datetime.now(dt.UTC))
        told = {name: _digitised(app, Path(path), name, intake) for name, path in pages.items()}
        answer = {"pages": told, "trust": str(app.trust)}
    (folder / "told.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


def _digitised(app: Any, path: Path, name: str, intake: Any) -> dict[str, Any]:
    """Return the lines and the files of a page, or the error that stopped it."""
    from app.acting import Caller
    from app.papers.hand_in import take_in
    from flows.counter import run_counter
    from schemas.record.paper import RenditionKind

    by = Caller("benchmark")
    file = take_in(app, by, path.read_bytes(), f"{name}.pdf", intake).file
    (outcome,) = run_counter(app, by, [file.sha256], intake)
    if outcome.record is None:
        return {"lines": [], "files": [], "error": outcome.error_code}
    files = []
    made = (r for r in outcome.record.renditions if r.kind is not RenditionKind.ORIGINAL)
    for rendition in made:
        target = path.with_name(f"{name}.{rendition.kind}.pdf")
        target.write_bytes(app.archive.file(file.sha256, rendition))
        files.append(str(target))
    lines = [
        {
            "box": list(line.box),
            "words": [(word.text, word.confidence) for word in line.words],
        }
        for reading in app.archive.readings(file.sha256)
        for line in reading.lines
    ]
    return {"lines": lines, "files": files}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
