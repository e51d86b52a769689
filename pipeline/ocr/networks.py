"""Runs an ONNX network on whatever this machine does best.

OpenVINO is taken where it is installed: on x86 it costs a fraction of onnxruntime for the same
answers. Pictures are answered one by one, several at a time with a core each: batches of them would
cost more, and every new shape, of which batches have many, makes a runtime allocate and compile and
keep what it compiled. So callers pad to few widths, too.
Threads: all cores for one page, one where each core has its process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Network", "Runtime", "open_network"]

Network = Callable[[Iterable[NDArray[np.float32]]], list[NDArray[np.float32]]]
"""A network with one input and one output: answers in the order of what it is given."""

_MOST_STREAMS = 4
"""Pictures answered at a time: each stream keeps what it compiled for every shape."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What networks run on.

    Attributes:
        library: None takes OpenVINO where it can be imported.
        threads: Threads of the networks in this process; None takes as many as cores.
    """

    library: Literal["openvino", "onnxruntime"] | None = None
    threads: int | None = None

    @property
    def cores(self) -> int:
        """How many threads that is here."""
        return self.threads or len(os.sched_getaffinity(0))


_BEST = Runtime()


def open_network(path: Path, runtime: Runtime = _BEST) -> Network:
    """Load a network.

    Args:
        path: ONNX file.
        runtime: What it is to run on.
    """
    if runtime.library == "onnxruntime":
        return _onnxruntime(path, runtime.cores)
    try:
        return _openvino(path, runtime.cores)
    except ImportError:
        return _onnxruntime(path, runtime.cores)


def _openvino(path: Path, threads: int) -> Network:
    import openvino

    streams = min(threads, _MOST_STREAMS)
    settings = {"NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": threads}
    compiled = openvino.Core().compile_model(str(path), "CPU", settings)
    queue = openvino.AsyncInferQueue(compiled, streams)

    def run(pictures: Iterable[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        answers: dict[int, NDArray[np.float32]] = {}

        def keep(request: openvino.InferRequest, number: int) -> None:
            answers[number] = request.get_output_tensor(0).data.copy()

        queue.set_callback(keep)
        for number, picture in enumerate(pictures):
            queue.start_async([picture], number)
        queue.wait_all()
        return [answers[number] for number in sorted(answers)]

    return run


def _onnxruntime(path: Path, threads: int) -> Network:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False  # an arena keeps the memory of the widest batch for ever
    session: Any = onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name

    def run(pictures: Iterable[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        return [session.run(None, {name: picture})[0] for picture in pictures]

    return run
