"""Command: draw the papers of `samples/data` again.

python -m samples.generate.shipped
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samples.generate import seeded
from samples.generate.paper import DrawnPaper, FileFormat, write
from samples.generate.papers import layouts
from samples.generate.scan import Grade

__all__ = ["FOLDER", "SHIPPED", "Shipped", "main"]

FOLDER = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One paper of the shipped set."""

    name: str
    paper_type: str
    seed: int
    grade: Grade = Grade.SCAN
    form: FileFormat | None = None

    def draw(self) -> DrawnPaper:
        """Draw the paper."""
        return layouts()[self.paper_type](seeded(self.seed))


SHIPPED = (
    Shipped("giay-khai-sinh-1", "birth_certificate", 1),
    Shipped("giay-khai-sinh-2", "birth_certificate", 2),
    Shipped("giay-khai-sinh-mo", "birth_certificate", 3, Grade.POOR),
    Shipped("giay-chung-nhan-ket-hon", "marriage_certificate", 1),
    Shipped("can-cuoc-cong-dan", "id_card", 3),
    Shipped("the-can-cuoc", "id_card", 1),
    Shipped("quyet-dinh", "administrative_document", 2),
    Shipped("quyet-dinh-fax", "administrative_document", 5, form="tiff"),
    Shipped("cong-van", "administrative_document", 1),
)


def main() -> None:
    """Write every paper of the set."""
    for each in SHIPPED:
        print(write(each.draw(), FOLDER, each.name, grade=each.grade, seed=each.seed,
                    form=each.form))  # fmt: skip


if __name__ == "__main__":
    main()
