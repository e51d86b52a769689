"""Training: `python -m training.train --corpus TEXT --out FOLDER --seconds 7200`.

Runs on processors without a graphics card, stops by the clock and resumes where it stopped.
"""

from __future__ import annotations

import argparse
import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from rapidfuzz.distance import Levenshtein
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader

from training.drawing.lines import Batch, LineBatches, Source, targets
from training.model import build, exported_weights
from training.reading import decode
from training.text.wording import SPELLING

_CLIP: Final = 3.0
_FROZEN: Final = 16  # costly to train, and good as they are
_COLUMNS_A_SIGN: Final = 4
_FLOOR: Final = 0.01  # share of the learning rate that remains at the end


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn.

    Attributes:
        seconds: Planned time of learning, all resumed runs together.
        rate: Highest learning rate.
        warm_up: Steps until the highest rate.
        averaging: Share of the old value in the running mean of the weights.
        report_every: Steps between two lines of the report.
        save_every: Seconds between two checkpoints.
        frozen: So many of the first convolutions keep their weights.
    """

    seconds: float
    rate: float = 4e-4
    warm_up: int = 100
    averaging: float = 0.998
    report_every: int = 25
    save_every: float = 180.0
    frozen: int = _FROZEN

    def rate_at(self, elapsed: float, step: int) -> float:
        """Returns the learning rate: a short rise, then half a cosine over the planned time."""
        done = min(1.0, elapsed / self.seconds)
        fall = _FLOOR + (1 - _FLOOR) * 0.5 * (1 + math.cos(math.pi * done))
        return self.rate * fall * min(1.0, (step + 1) / self.warm_up)


class Trainer:
    """Learns from batches; holds network, optimiser and the running mean of the weights."""

    def __init__(self, network: nn.Module, plan: Plan, teacher: nn.Module | None = None) -> None:
        """Takes the network to train, the plan, and a network whose answers are to be imitated."""
        self._teacher = teacher.eval() if teacher else None
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network.eval()  # batch statistics stay those of the base
        frozen = {f"Conv/{number}" for number in range(plan.frozen)}
        for name, parameter in network.named_parameters():
            parameter.requires_grad = name.split(".")[0] not in frozen
        self.plan = plan
        self.step = 0
        self.lines = 0
        self.elapsed = 0.0
        self.mean = {name: value.clone() for name, value in self._floats()}
        self.optimiser = torch.optim.AdamW(
            network.parameters(), lr=plan.rate, weight_decay=1e-4, betas=(0.9, 0.99)
        )

    def learn(self, batch: Batch) -> tuple[float, torch.Tensor]:
        """Takes one step; returns the loss and the logits."""
        pictures, texts = batch
        for group in self.optimiser.param_groups:
            group["lr"] = self.plan.rate_at(self.elapsed, self.step)
        pictures = pictures.to(memory_format=torch.channels_last)
        logits = self.network(pictures)
        loss = ctc_loss(logits, texts)
        if self._teacher is not None:
            loss = loss + _distance(logits, self._teacher, pictures)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), _CLIP)
        self.optimiser.step()
        self.step += 1
        self.lines += len(texts)
        self._average()
        return float(loss.detach()), logits.detach()

    def save(self, path: Path) -> None:
        """Writes a checkpoint to resume from."""
        state = {
            "network": self.network.state_dict(),
            "mean": self.mean,
            "optimiser": self.optimiser.state_dict(),
            "progress": (self.step, self.lines, self.elapsed),
        }
        partial = path.with_suffix(".part")
        torch.save(state, partial)
        partial.replace(path)

    def resume(self, path: Path) -> None:
        """Goes on from a checkpoint."""
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.mean = state["mean"]
        self.step, self.lines, self.elapsed = state["progress"]

    def _floats(self) -> Iterator[tuple[str, torch.Tensor]]:
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                yield name, value

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(self.plan.averaging, (1 + self.step) / (10 + self.step))
        for name, value in self._floats():
            self.mean[name].lerp_(value, 1 - keep)


def ctc_loss(logits: torch.Tensor, texts: list[str]) -> torch.Tensor:
    """Returns the mean CTC loss of a batch, in nats for each sign."""
    chances = functional.log_softmax(logits.float(), -1).transpose(0, 1)
    flat, lengths = targets(texts)
    columns = torch.full((len(texts),), chances.shape[0])
    return functional.ctc_loss(chances, flat, columns, lengths, zero_infinity=True)


def _distance(logits: torch.Tensor, teacher: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """How far answers lie from a teacher's, in nats for each sign (about four columns)."""
    with torch.no_grad():
        wanted = functional.log_softmax(teacher(pictures), -1)
    given = functional.log_softmax(logits, -1)
    return _COLUMNS_A_SIGN * functional.kl_div(
        given.flatten(0, 1), wanted.flatten(0, 1), reduction="batchmean", log_target=True
    )


def averaged_weights(path: Path) -> dict[str, torch.Tensor]:
    """Returns the weights of a checkpoint (their running mean), a file of weights or an export."""
    if path.suffix == ".onnx":
        return exported_weights(path)
    state: dict[str, Any] = torch.load(path, weights_only=True)
    weights: dict[str, torch.Tensor] = (
        state["network"] | state["mean"] if "network" in state else state
    )
    return weights


def run(trainer: Trainer, batches: Iterator[Batch], out: Path) -> None:
    """Learns until the planned time is over, with checkpoints and a report in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    losses: list[float] = []
    errors = signs = 0
    saved = last = time.monotonic()
    with (out / "report.txt").open("a", encoding="utf-8") as report:
        while trainer.elapsed < trainer.plan.seconds:
            batch = next(batches)
            loss, logits = trainer.learn(batch)
            losses.append(loss)
            if trainer.step % 10 == 0:
                wrong, all_signs = _count_errors(logits, batch[1])
                errors, signs = errors + wrong, signs + all_signs
            now = time.monotonic()
            trainer.elapsed, last = trainer.elapsed + now - last, now
            if trainer.step % trainer.plan.report_every == 0:
                rate = trainer.plan.rate_at(trainer.elapsed, trainer.step)
                report.write(
                    f"{trainer.elapsed:.0f} s, step {trainer.step}, {trainer.lines} lines, "
                    f"rate {rate:.1e}, loss {np.mean(losses):.4f}, "
                    f"errors {errors / max(1, signs):.4f}\n"
                )
                report.flush()
                losses, errors, signs = [], 0, 0
            if now - saved > trainer.plan.save_every:
                trainer.save(out / "checkpoint.pt")
                saved = now
    trainer.save(out / "checkpoint.pt")


def _count_errors(logits: torch.Tensor, texts: list[str]) -> tuple[int, int]:
    posteriors = logits.softmax(-1).numpy()
    readings = (decode(posterior).text for posterior in posteriors)
    wrong = sum(Levenshtein.distance(a, b) for a, b in zip(readings, texts, strict=True))
    return wrong, sum(map(len, texts))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains the Vietnamese recogniser.")
    add = parser.add_argument
    add("--corpus", type=Path, required=True, help="folder of UTF-8 text files")
    add("--out", type=Path, required=True, help="folder for checkpoint and report")
    add("--seconds", type=float, required=True, help="time of learning, resumed runs included")
    add("--rate", type=float, default=4e-4, help="highest learning rate")
    add("--weights", type=Path, help="weights, checkpoint or inference.onnx")
    add("--teacher", type=Path, help="network to imitate besides: weights, checkpoint or export")
    add("--frozen", type=int, default=_FROZEN, help="first convolutions that stay as they are")
    add("--resume", type=Path, help="checkpoint to go on from")
    add("--reviewed", type=Path, help="folder of reviewed lines: labels.tsv and pictures")
    add("--reviewed-share", type=float, default=0.3, help="their share of all lines")
    add("--spelling", type=float, default=SPELLING, help="share of lines with all letters alike")
    add("--report-every", type=int, default=25, help="steps between two lines of the report")
    add("--threads", type=int, default=2, help="threads of torch")
    add("--seed", type=int, default=1, help="seed of the rendered lines")
    return parser.parse_args()


def main() -> None:
    """Runs the command."""
    chosen = _arguments()
    torch.set_num_threads(chosen.threads)
    begin = chosen.resume or chosen.weights
    network = build(averaged_weights(begin) if begin else None)
    teacher = build(averaged_weights(chosen.teacher)) if chosen.teacher else None
    plan = Plan(
        seconds=chosen.seconds,
        rate=chosen.rate,
        frozen=chosen.frozen,
        report_every=chosen.report_every,
    )
    trainer = Trainer(network, plan, teacher)
    if chosen.resume:
        trainer.resume(chosen.resume)
    source = Source(
        chosen.corpus,
        chosen.seed + trainer.step,
        chosen.reviewed,
        chosen.reviewed_share,
        spelling=chosen.spelling,
    )
    loader = DataLoader(LineBatches(source), batch_size=None, num_workers=1, prefetch_factor=6)
    run(trainer, itertools.chain(loader), chosen.out)


if __name__ == "__main__":
    main()
