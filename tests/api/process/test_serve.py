"""The service as a process: made accounts, its own keys, sealed audit at the end."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.access.clients import Clients
from api.process.serve import new_client
from app.installation import App
from app.settings import Settings
from storage.audit.chain import Action, AuditLog
from storage.database import Database
from storage.objects.local import LocalStore
from tests.api.conftest import PERSON, REASON
from tests.servers import free_ports

pytestmark = pytest.mark.slow


@contextmanager
def running(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_ports(1)[0]
    environment = {**os.environ, "MOTLAN_HOME": str(home), "MOTLAN_API_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "api"], env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{url}/healthz").raise_for_status()
                break
            except httpx.TransportError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield url, process
    finally:
        process.kill()
        process.wait()


def test_the_whole_service(tmp_path: Path) -> None:
    secret, lines = new_client("case-system", "H26")
    folder = tmp_path / "api"
    folder.mkdir()
    granted = lines.replace("procedures = []", 'procedures = ["*"]')
    (folder / "clients.toml").write_text(granted, "utf-8")
    with App(Settings(home=tmp_path)) as app:
        reason = (REASON["Motlan-Dossier"], REASON["Motlan-Procedure"])
        app.case_dossiers.open(*reason, "H26.12", "case-system")
    with running(tmp_path) as (url, process):
        grant = {"grant_type": "client_credentials"}
        answer = httpx.post(f"{url}/oauth/token", data=grant, auth=("case-system", secret))
        headers = {**REASON, "Authorization": f"Bearer {answer.json()['access_token']}"}
        checked = httpx.post(f"{url}/v1/reuse/checks", json={"subject_id": PERSON}, headers=headers)
        assert checked.status_code == 200
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    keys = [folder / "audit.key", folder / "token_key.json"]
    assert [stat.S_IMODE(key.stat().st_mode) for key in keys] == [0o600, 0o600]
    audit = AuditLog(Database(tmp_path / "audit.sqlite"), keys[0].read_bytes())
    report = audit.verify(LocalStore(tmp_path / "store"))
    assert (report.intact, report.entries, report.sealed) == (True, 1, 1)
    assert next(audit.entries()).event.action is Action.REUSE_CHECK
    audit.database.close()


def test_an_upload_under_way_does_not_keep_the_service_from_ending(tmp_path: Path) -> None:
    with running(tmp_path) as (url, process):
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as upload:
            head = "POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n"
            kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
            upload.sendall(f"{head}{kind}grant_type=".encode())
            time.sleep(0.3)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0


def test_accounts_are_made_and_read(tmp_path: Path) -> None:
    secret, lines = new_client("branch-01", "H26.1")
    path = tmp_path / "clients.toml"
    path.write_text(lines, "utf-8")
    clients = Clients.load(path)
    assert secret not in lines
    assert clients.authenticate("branch-01", secret) is not None
    assert clients.authenticate("branch-01", secret + "x") is None
    path.write_text(f"{lines}\n{lines}", "utf-8")
    with pytest.raises(ValueError, match="same id"):
        Clients.load(path)
