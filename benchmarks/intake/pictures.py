"""Distances of perceptual hashes: page saved again, scanned again, and different pages."""

from __future__ import annotations

import itertools
import os
import random
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from benchmarks.intake.damage import Pixels
from pipeline.image.photo import find_sheet
from pipeline.intake.perceptual_hash import hash_distance, perceptual_hash
from storage.papers.search.similar_pages import MAX_DISTANCE

__all__ = ["measure_pictures"]

_SETS = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "fields_admin_scans", "forms_templates")


def measure_pictures(pages: int, seed: int) -> None:
    """Print the distances between keys, and how many real scans are taken for photos."""
    folder = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    files = [f for name in _SETS for f in sorted((folder / name / "pages").glob("*.[pj][np]g"))]
    if not files:
        sys.exit(f"no pages in {folder}: set MOTLAN_EVAL_DATA")
    rng = random.Random(seed)  # noqa: S311 - the same pages in every run
    keys: list[str] = []
    distances: dict[str, list[int]] = defaultdict(list)
    photos = 0
    for path in rng.sample(files, min(pages, len(files))):
        picture = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR), np.uint8)
        key = perceptual_hash(picture)
        photos += find_sheet(picture) is not None
        distances["saved as JPEG 40"].append(hash_distance(key, perceptual_hash(_jpeg(picture))))
        distances["half the resolution"].append(hash_distance(key, perceptual_hash(_half(picture))))
        distances["scanned again"].append(hash_distance(key, perceptual_hash(_again(picture, rng))))
        keys.append(key)
    distances["different pages"] = [
        hash_distance(one, other) for one, other in itertools.combinations(keys, 2)
    ]
    print(f"{len(keys)} real pages, seed {seed}; {photos} taken for photos\n")
    print(
        f"| pictures | minimum | median | maximum | within {MAX_DISTANCE} |\n|---|---|---|---|---|"
    )
    for name, found in distances.items():
        near = np.mean(np.array(found) <= MAX_DISTANCE)
        print(f"| {name} | {min(found)} | {np.median(found):.0f} | {max(found)} | {near:.2%} |")


def _jpeg(picture: Pixels) -> Pixels:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _half(picture: Pixels) -> Pixels:
    return np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def _again(picture: Pixels, rng: random.Random) -> Pixels:
    """The same sheet on the glass once more: a little turned, moved, darker."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-0.4, 0.4), 1.0)
    matrix[:, 2] += rng.uniform(-12, 12), rng.uniform(-12, 12)
    moved = cv2.warpAffine(picture, matrix, (width, height), borderValue=(255, 255, 255))
    return np.asarray(moved * 0.93, np.uint8)
