"""The counter flow: papers that were just handed in, one after the other.

One task is one whole paper, never a page: Prefect's bookkeeping costs more than reading a line.
Parameters are hashes and codes only, because Prefect stores them; the bytes wait in the store.

Without a Prefect server (`PREFECT_API_URL` unset) the same functions run as plain Python: an
ephemeral server would cost the clerk many seconds before the first page.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence

from prefect import flow, task

from flows.outcome import Outcome
from flows.progress import announce
from flows.workshop import Workshop, workshop
from pipeline.intake import Intake
from pipeline.paper import make_record, understand
from pipeline.receive import Received, receive
from pipeline.seal.arrival import OUTCOME_NAMES, signatures_on_arrival
from pipeline.seal.paper import SealedPaper, SealPolicy, seal_paper
from pipeline.seal.proof import Proof
from schemas.errors import MotlanError
from schemas.papers.registry import paper_type
from schemas.record import PaperRecord, RenditionKind
from storage.archive import PaperFile
from storage.keys import original_key

__all__ = ["digitize_counter", "digitize_paper", "hand_in", "run_counter"]


def hand_in(data: bytes, name: str, shop: Workshop | None = None) -> Received:
    """Take in a file and keep its bytes before anything is done with them.

    Args:
        data: The bytes.
        name: The file's name, for messages only.
        shop: Where to work; that of the process where None.

    Raises:
        InputError: The bytes are no paper; nothing was kept that could be one.
        StorageError: The store does not answer.
    """
    file = receive(data, name)
    archive = (shop or workshop()).archive
    archive.store.put_new(original_key(file.sha256), file.data, file.media_type)
    archive.ledger.receive(file.sha256)
    return file


def run_counter(papers: Sequence[str], intake: Intake) -> list[Outcome]:
    """Digitise papers that were handed in; on the Prefect server where one is configured."""
    run: Callable[..., list[Outcome]] = digitize_counter if has_server() else digitize_counter.fn
    return run(list(papers), intake)


def has_server() -> bool:
    """Tell whether a Prefect server is configured."""
    return bool(os.environ.get("PREFECT_API_URL"))


@flow(name="counter")
def digitize_counter(papers: list[str], intake: Intake) -> list[Outcome]:
    """Digitise papers one after the other; a bad one leaves the rest unharmed.

    Args:
        papers: SHA-256 of each original, as `hand_in` returned them.
        intake: How they were handed in.
    """
    run: Callable[..., Outcome] = digitize_paper if has_server() else digitize_paper.fn
    return [run(paper, intake) for paper in papers]


@task(name="paper", retries=2, retry_delay_seconds=[1, 5], persist_result=False)
def digitize_paper(paper_id: str, intake: Intake) -> Outcome:
    """Bring one paper the whole way: read, classify, extract, seal, store, index.

    Errors that concern the paper are an outcome; only a store that does not answer is raised, so
    that the task is tried again.
    """
    shop = workshop()
    try:
        if on_file := shop.archive.on_file(paper_id):
            return Outcome.of(on_file, created=False)
        file = receive(shop.archive.original(paper_id), paper_id[:12])
        return _digitize(file, intake, shop)
    except MotlanError as error:
        if error.temporary:
            raise
        shop.archive.ledger.fail(paper_id, error.code)
        return Outcome.failed(paper_id, error)


def _digitize(file: Received, intake: Intake, shop: Workshop) -> Outcome:
    """Steps 2 to 9 of one paper."""
    understood = understand(
        file,
        shop.reader,
        on_page=lambda number: announce(file.sha256, f"trang {number}"),
        policy=shop.policy,
        seen_not_secret=intake.seen_not_secret,
    )
    record = make_record(file, understood, intake, dt.datetime.now(dt.UTC))
    arrived = signatures_on_arrival(file.data, file.media_type, shop.verifier)
    record = record.model_copy(update={"signatures": arrived})
    announce(file.sha256, "ký số")
    policy = _policy(record, shop.proof)
    sealed = seal_paper(
        file.data, file.media_type, understood.pages, record, shop.signers, policy
    )
    announce(file.sha256, "lưu")
    saved = shop.archive.save(record, file.data, _files(sealed), understood.pages)
    return Outcome.of(saved.record, saved.created, _note(sealed))


def _policy(record: PaperRecord, proof: Proof | None) -> SealPolicy:
    model = paper_type(record.classification.paper_type)
    if model is None:
        return SealPolicy(proof=proof)
    subject = record.value(model.metadata_fields.get("subject", "")) or ""
    return SealPolicy(title=model.name, subject=subject, proof=proof)


def _files(sealed: SealedPaper) -> list[PaperFile]:
    data = {
        RenditionKind.SIGNED_MASTER: sealed.signed_master,
        RenditionKind.SEARCHABLE: sealed.searchable,
    }
    return [
        PaperFile(made.kind, content, proof_due=made.proof_due)
        for made in sealed.renditions
        if (content := data.get(made.kind)) is not None
    ]


def _note(sealed: SealedPaper) -> str | None:
    """What the operator should know: why the original stays, what a signature on it is worth."""
    if sealed.delay:
        return f"đã ký; bằng chứng thời gian bổ sung sau ({sealed.delay})"
    found = {
        f"{s.signer or 'không rõ người ký'}: {OUTCOME_NAMES[s.outcome]}"
        for s in sealed.record.signatures
    }
    return "; ".join(filter(None, [sealed.reason, *sorted(found)])) or None
