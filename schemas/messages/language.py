"""Language negotiation: in which language a user gets messages."""

from __future__ import annotations

from schemas.messages.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Language

__all__ = ["preferred"]


def preferred(accepted: str | None) -> Language:
    """Return the language that a header `Accept-Language` prefers (RFC 9110, 12.5.4).

    Args:
        accepted: The header; None if none was sent.

    Returns:
        A supported language: the first one named if several have equal weight, Vietnamese if none
        is supported.
    """
    best, most = DEFAULT_LANGUAGE, 0.0
    for part in (accepted or "").split(","):
        wanted, _, parameter = part.partition(";")
        primary = wanted.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        for language in LANGUAGES:
            if primary == language and weight > most:
                best, most = language, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
