"""Finds pages that look the same: perceptual hashes (256 bits) within a small Hamming distance.

Two hashes that differ in fewer bits than there are bands agree in at least one band, so a look-up
by bands misses none of them; chance agreements in a band are removed by checking the distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from schemas.record.paper import PaperRecord

__all__ = ["MAX_DISTANCE", "find_pictures", "forget_pictures", "metadata", "put_pictures"]

MAX_DISTANCE = 15
"""Bits in which hashes of one picture may differ (`benchmarks.intake pictures`): saved again or
scaled it differs in 6 at most, from other pages in 60 and more."""
_BANDS = 16
_BAND_DIGITS = 4
_PAGES = 2
"""Maximum number of pages of a paper that are indexed: enough for a person to compare."""
_MAX_CANDIDATES = 2000

metadata = sa.MetaData()
_marks = sa.Table(
    "picture_marks",
    metadata,
    sa.Column("mark", sa.Integer, primary_key=True),
    sa.Column("paper_id", sa.String(64), primary_key=True),
    sa.Column("page", sa.Integer, primary_key=True),
    sa.Column("picture_key", sa.String(64), nullable=False),
    sa.Index("picture_marks_by_paper", "paper_id"),
)


def put_pictures(connection: sa.Connection, records: Iterable[PaperRecord]) -> None:
    """Store the hashes of papers, replacing earlier ones."""
    newest = {record.paper_id: record for record in records}
    forget_pictures(connection, newest)
    rows = [row for record in newest.values() for row in _rows(record)]
    if rows:
        connection.execute(_marks.insert(), rows)


def forget_pictures(connection: sa.Connection, papers: Iterable[str]) -> None:
    """Remove the hashes of papers."""
    connection.execute(_marks.delete().where(_marks.c.paper_id.in_(list(papers))))


def find_pictures(connection: sa.Connection, key: str) -> list[str]:
    """Return the papers that have a page with nearly this hash, nearest first."""
    found = connection.execute(
        sa.select(_marks.c.paper_id, _marks.c.picture_key)
        .where(_marks.c.mark.in_(list(_bands(key))))
        .distinct()
        .limit(_MAX_CANDIDATES)
    )
    distances: dict[str, int] = {}
    for paper_id, other in found:
        distance = (int(key, 16) ^ int(other, 16)).bit_count()
        if distance <= MAX_DISTANCE:
            distances[paper_id] = min(distance, distances.get(paper_id, distance))
    return sorted(distances, key=lambda paper_id: (distances[paper_id], paper_id))


def _rows(record: PaperRecord) -> Iterator[dict[str, object]]:
    known = [page for page in record.pages if page.picture_key]
    for page in known[:_PAGES]:
        for mark in _bands(page.picture_key or ""):
            yield {
                "mark": mark,
                "paper_id": record.paper_id,
                "page": page.number,
                "picture_key": page.picture_key,
            }


def _bands(key: str) -> Iterator[int]:
    """Yield the bands of a hash, each marked with its position."""
    for place in range(_BANDS):
        band = key[place * _BAND_DIGITS : (place + 1) * _BAND_DIGITS]
        yield place << 16 | int(band, 16)
