"""The page of procedures says how many components the store can answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from api.access.clients import Clients
from api.access.tokens import TokenIssuer
from api.services import Services
from app.installation import App
from app.procedures import Catalogue
from app.settings import Settings
from schemas.law.coverage import Service, covered
from schemas.law.procedures import Component, procedures, use_procedures
from storage.desk.accounts import Role
from tests.web.asgi import send
from web.app import create_pages
from web.office import Office

CSV = "ma_tthc,ten,linh_vuc,cap,so_qd,ma_ket_qua\n1.000005,Thủ tục thử,Hộ tịch,xã,1/QĐ,\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(Settings(home=tmp_path / "home", procedures=tmp_path / "law")) as made:
        use_procedures(made.settings.procedures)
        made.accounts.add("an", frozenset({Role.OPERATOR}), "H26.12")
        made.accounts.change_password("an", "một mật khẩu để thử")
        yield made
    use_procedures(None)


def test_the_page_counts_what_the_store_can_answer(app: App, tmp_path: Path) -> None:
    (tmp_path / "law.csv").write_text(CSV, "utf-8")
    known = Component(key="c01", name="Giấy phép nọ", accepts=("zzz",), legal_basis="1/QĐ")
    stored = Component(key="c02", name="Khai sinh", accepts=("birth_certificate",), legal_basis="1")
    proposed = {"1.000005": (known, stored)}
    Catalogue.of(app).take_in(tmp_path / "law.csv", proposed, "binh")
    site = create_pages(
        Office(Services(app, Clients([]), TokenIssuer(ECKey.generate_key("P-256"))), None)
    )
    cookie = {"cookie": f"motlan={app.accounts.open_session('an')}"}
    sent = send(site, "GET", "/tra-cuu/thu-tuc", headers=cookie)
    page = sent.body.decode()
    today = dt.datetime.now(dt.UTC).date()
    counted = covered(p for p in procedures() if p.rules_on(today))
    assert sent.status == 200
    assert f"trả lời được {counted[Service.STORE]} / {counted.total()} thành phần" in page
    assert "đề xuất: binh" in page
    assert re.search(r'1\.000005</b> Thủ tục thử.*?class="number">1 / 2<', page, re.DOTALL)
    assert "phần mềm chưa đọc được loại giấy tờ" in page
