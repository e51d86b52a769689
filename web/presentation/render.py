"""Rendering of templates: the context of every page, and redirects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from schemas.messages.catalogue import DEFAULT_LANGUAGE, Language
from schemas.messages.labels import label
from schemas.presentation.display import shown
from web.pages import MENU
from web.presentation import words
from web.presentation.fields import differing
from web.presentation.names import Names, person, place
from web.visit import Visit

__all__ = ["go", "page"]

_FOLDER = Path(__file__).parents[1]


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "pairs": words.pairs,
        "person": person,
        "place": place,
        "time_left": words.time_left,
        "differing": differing,
        "moment": words.moment,
        "paper_name": words.paper_name,
        "procedure_name": words.procedure_name,
        "bucket": words.bucket,
        "duration": words.duration,
        "remedy": words.remedy,
        "minutes": words.minutes,
        "number": words.number,
        "size": words.size,
    }
    environment.globals |= {
        "GIVEN_BACK": words.GIVEN_BACK,
        "SENT_BACK": words.SENT_BACK,
        "SERVICES": words.SERVICES,
        "STATES": words.STATES,
        "GRADES": words.GRADES,
        "FORMS": words.FORMS,
        "CHANNELS": words.CHANNELS,
        "COMPONENT_STATES": words.COMPONENT_STATES,
        "ROLES": words.ROLES,
        "AVAILABILITY": words.AVAILABILITY,
        "BATCH_KINDS": words.BATCH_KINDS,
        "BATCH_STATES": words.BATCH_STATES,
        "label": label,
        "shown": shown,
    }
    return environment


_templates = Jinja2Templates(env=_environment())


def page(
    request: Request,
    template: str,
    visit: Visit | None = None,
    status: int = 200,
    language: Language = DEFAULT_LANGUAGE,
    **values: Any,
) -> HTMLResponse:
    """Render a page.

    Args:
        request: The request.
        template: File under `web/templates`.
        visit: The visit of the person; None before sign-in.
        status: HTTP status.
        language: Language of the page.
        **values: Values for the template.
    """
    menu = [entry for entry in MENU if visit and entry.opens_for(visit.account)]
    context = {
        "language": language,
        "trial": request.app.state.office.settings.trial,
        "people_and_places": Names(request.app.state.office),
        "visit": visit,
        "csrf": visit.session.csrf if visit else "",
        "menu": menu,
        "path": request.url.path,
        "idle_seconds": visit.office.settings.idle_seconds if visit else 0,
        **values,
    }
    headers = {"Content-Language": language}
    return _templates.TemplateResponse(request, template, context, status, headers)


def go(address: str) -> RedirectResponse:
    """Redirect the browser to another page after a change."""
    return RedirectResponse(address, status_code=303)
