"""Examples of requests and answers for the OpenAPI document; the people in them are invented."""

from __future__ import annotations

from typing import Any

__all__ = ["EXAMPLES"]

_PAPER = "3f2a" * 16
_OTHER = "b417" * 16

_ENTRY = {
    "paper_id": _PAPER,
    "version": 1,
    "paper_type": "birth_certificate",
    "status": "current",
    "form_of_paper": "ban_chinh",
    "needs_review": False,
    "number": "47/2015",
    "agency": "UBND phường Hàng Bạc",
    "issued_on": "2015-03-05",
    "valid_until": None,
    "received_at": "2026-11-22T03:00:00Z",
    "scans": [],
    "likely_scans": [],
}
_COMPONENT: dict[str, Any] = {
    "component": "old_birth_certificate",
    "name": "Bản chính Giấy khai sinh",
    "availability": "on_file_valid",
    "reason": "Đã có trong kho, còn hiệu lực.",
    "legal_basis": "NĐ 118/2025/NĐ-CP",
    "paper_id": _PAPER,
    "one_of": None,
    "dossier": "H26-250305-0007",
    "branch": "H26",
    "valid_until": None,
    "condition": None,
    "condition_text": None,
    "applies": None,
    "found": [],
}

EXAMPLES: dict[str, Any] = {
    "TokenOut": {
        "access_token": "eyJhbGciOiJFUzI1NiJ9…",
        "token_type": "Bearer",
        "expires_in": 600,
        "scope": "papers:read reuse:check",
    },
    "OAuthProblem": {
        "error": "invalid_client",
        "error_description": "the credentials are wrong",
        "type": "about:blank",
        "title": "Mã truy cập hoặc thông tin đăng nhập không hợp lệ",
        "status": 401,
        "detail": "Thông tin đăng nhập sai",
        "code": "E-API-TOKEN",
        "remedy": "Lấy mã truy cập mới tại /oauth/token rồi gửi lại.",
    },
    "SearchIn": {"subject_id": "999000000001", "paper_types": ["birth_certificate"], "limit": 20},
    "PaperOut": _ENTRY,
    "PaperPage": {"papers": [_ENTRY], "next": None},
    "FieldOut": {
        "title": "Ngày đăng ký",
        "kind": "date",
        "value": "2015-03-05",
        "typed": "2015-03-05",
        "misfit": None,
        "raw": "ngày 05 tháng 3 năm 2015",
        "state": "accepted",
        "confidence": 0.99,
        "page": 1,
        "polygon": [[120.0, 400.0], [520.0, 400.0], [520.0, 440.0], [120.0, 440.0]],
        "reader": "motlan",
        "rules_failed": [],
        "confirmed_at": None,
    },
    "ReuseCheckIn": {"subject_id": "999000000001", "facts": {"by_proxy": False}},
    "ReuseCheckOut": {
        "check": 4711,
        "procedure": "1.004884",
        "name": "Đăng ký lại khai sinh",
        "day": "2026-11-22",
        "components": [_COMPONENT],
        "notices": [],
        "open_conditions": {},
    },
    "DecisionIn": {
        "check": 4711,
        "component": "old_birth_certificate",
        "paper_id": _PAPER,
        "decision": "accept",
    },
    "DecisionOut": {"entry": 4712},
    "StatusIn": {"status": "revoked", "version": 1},
    "ConsentIn": {"given": False, "version": 1},
    "CorrectionIn": {"fields": {"number": "47/2015"}, "version": 1},
    "ApartIn": {"other": _OTHER, "version": 1},
    "ErasureIn": {"ground": "order", "reference": "12/QD-TA", "version": 2},
    "ErasureOut": {
        "paper_id": _PAPER,
        "erased_at": "2026-11-22T03:00:00Z",
        "locked_until": None,
    },
    "LinkIn": {"seconds": 300},
    "LinkOut": {
        "url": "/v1/links/4713.1795316700." + "c0de" * 16,
        "expires_at": "2026-11-22T03:05:00Z",
    },
    "ChangePage": {
        "changes": [
            {
                "number": 8,
                "paper_id": _PAPER,
                "version": 1,
                "at": "2026-11-22T03:00:00Z",
                "standing": "current",
            }
        ],
        "next": 8,
    },
    "OpenDossierIn": {"branch": "H26.12", "open": True},
    "PersonIn": {"subject_id": "999000000001"},
    "NumbersIn": {"number": "999000000001", "other": "011234567", "linked": True},
    "IndicatorsIn": {
        "dossiers": [
            {
                "code": "H26-261122-0001",
                "procedure": "1.004884",
                "branch": "H26.12",
                "channel": "counter",
                "accepted_on": "2026-11-20",
                "resolved_on": "2026-11-22",
            }
        ]
    },
    "PapersIn": {"papers": [_PAPER]},
    "PapersKnown": {"known": [_PAPER]},
}
