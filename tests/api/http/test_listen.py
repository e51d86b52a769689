"""A head that does not come to its end holds no connection."""

from __future__ import annotations

import asyncio
from unittest.mock import MagicMock

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from api.http.listen import TimedProtocol
from tests.web.asgi import run_apart

_HEAD = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n"
_SECONDS = 0.05


async def _answers_when_read(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await PlainTextResponse("read")(scope, receive, send)


async def _at_once(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("refused")(scope, receive, send)


class _Line(TimedProtocol):
    head_seconds = _SECONDS


@pytest.mark.parametrize(
    ("sent", "app", "hung_up"),
    [
        (b"", _at_once, True),
        (_HEAD, _at_once, True),
        (_HEAD + b"\r\n12", _answers_when_read, False),
        (_HEAD + b"\r\n1", _at_once, True),
    ],
    ids=["nothing", "half a head", "a body at work", "a rest after the answer"],
)
def test_who_waits_with_the_head_is_hung_up_on(sent: bytes, app: object, hung_up: bool) -> None:
    async def run() -> bool:
        config = uvicorn.Config(app, lifespan="off")  # type: ignore[arg-type]
        config.load()
        line = _Line(config, ServerState(), {}, asyncio.get_running_loop())
        transport = MagicMock()
        transport.is_closing.return_value = False
        line.connection_made(transport)
        if sent:
            line.data_received(sent)
            await asyncio.sleep(_SECONDS / 5)
        if sent.endswith(b"1"):
            line.data_received(b"2")
        await asyncio.sleep(_SECONDS * 3)
        closed = bool(transport.close.called)
        line.connection_lost(None)
        await asyncio.sleep(0)
        return closed

    assert run_apart(run) is hung_up
