"""Training from the first step to a loaded export; needs the `training` extra of the project."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_NEEDED = ("torch", "onnx", "onnx2torch", "rapidocr")
if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
    pytest.skip(
        f"needs the `training` extra of the project; not installed: {', '.join(missing)}",
        allow_module_level=True,
    )

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # torch and the converter warn of their own future
    pytest.mark.timeout(300),
]


def test_loss_falls_and_the_export_reads(tmp_path: Path) -> None:
    import torch

    from training.chance import seeded
    from training.charset import LETTERS
    from training.evaluate import LineReader
    from training.export import export
    from training.folder import write_checksums
    from training.fonts import find_fonts
    from training.model import build
    from training.reading import to_input
    from training.synthesis import LinePainter
    from training.train import Plan, Trainer, averaged_weights
    from training.wording import Wording

    (tmp_path / "text.txt").write_text("Quyết định của Ủy ban nhân dân.\n" * 9, encoding="utf-8")
    painter = LinePainter(Wording(tmp_path, seeded(1)), find_fonts(), seed=1)
    painted = (painter.paint() for _ in range(200))
    samples = [sample for sample in painted if sample.picture.shape[1] <= 256][:4]
    batch = (
        torch.from_numpy(to_input([sample.picture for sample in samples])),
        [sample.text for sample in samples],
    )
    trainer = Trainer(build(), Plan(seconds=60, rate=3e-4, warm_up=2))
    losses = [trainer.learn(batch)[0] for _ in range(8)]
    assert losses[-1] < 0.5 * losses[0]

    trainer.save(tmp_path / "checkpoint.pt")
    resumed = Trainer(build(), trainer.plan)
    resumed.resume(tmp_path / "checkpoint.pt")
    assert (resumed.step, resumed.lines) == (8, 32)

    network = build(averaged_weights(tmp_path / "checkpoint.pt"))
    export(network, tmp_path / "models" / "reader")
    write_checksums(tmp_path / "models")
    assert "reader/inference.onnx" in (tmp_path / "models" / "SHA256SUMS").read_text()
    reading = LineReader(tmp_path / "models" / "reader").read(samples[0].picture)
    assert len(reading.text) == len(reading.probabilities)
    assert len(LETTERS) == 134
