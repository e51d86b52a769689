"""The pages, one module each; to add a page, add its router here and an entry in `web.pages`."""

from __future__ import annotations

from fastapi import APIRouter

from web.routes import (
    batches,
    board,
    components,
    coverage,
    forms,
    guided,
    indicators,
    intake,
    lookup,
    pictures,
    review,
    sign_in,
    signed,
    signing,
    single_sign_on,
    start,
    watch,
)

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    sign_in.router,
    single_sign_on.router,
    intake.router,
    components.router,
    forms.router,
    review.router,
    signing.router,
    signed.router,
    pictures.router,
    coverage.router,
    lookup.router,
    indicators.router,
    watch.router,
    board.router,
    batches.router,
    start.router,
    guided.router,
)
