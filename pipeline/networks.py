"""Runs an ONNX network on whatever this machine does best.

OpenVINO is taken where it is installed: on x86 it costs a fraction of onnxruntime for the same
answers. Every new input shape makes a runtime allocate and compile, so callers pad to few widths.
Threads: all cores for one page (`MOTLAN_THREADS` unset), one where each core has its process.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Network", "open_network"]

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""A network with one input and one output."""


def open_network(path: Path, runtime: str | None = None) -> Network:
    """Load a network.

    Args:
        path: ONNX file.
        runtime: `openvino` or `onnxruntime`; by default `MOTLAN_RUNTIME`, else OpenVINO where
            it can be imported.
    """
    runtime = runtime or os.environ.get("MOTLAN_RUNTIME")
    if runtime == "onnxruntime":
        return _onnxruntime(path)
    try:
        return _openvino(path)
    except ImportError:
        return _onnxruntime(path)


def _openvino(path: Path) -> Network:
    import openvino

    settings: dict[str, object] = {"PERFORMANCE_HINT": "LATENCY"}
    if threads := os.environ.get("MOTLAN_THREADS"):
        settings["INFERENCE_NUM_THREADS"] = int(threads)
    compiled = openvino.Core().compile_model(str(path), "CPU", settings)
    request = compiled.create_infer_request()

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        request.infer([batch])
        output: NDArray[np.float32] = request.get_output_tensor(0).data.copy()
        return output

    return run


def _onnxruntime(path: Path) -> Network:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("MOTLAN_THREADS", "0"))
    options.enable_cpu_mem_arena = False  # an arena keeps the memory of the widest batch for ever
    session: Any = onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        output: NDArray[np.float32] = session.run(None, {name: batch})[0]
        return output

    return run
