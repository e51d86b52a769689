"""A client of motlan's query service for other systems.

reason = Reason("giải quyết hồ sơ", "1.004884", "H26-261122-0001", "canbo01", "NĐ 45/2020")
with QueryClient("https://motlan.example", "case-system", secret) as motlan:
answer = motlan.check_reuse("001190012345", reason)
for component in answer.components:
print(component.name, component.availability, component.reason)
"""

from __future__ import annotations

from motlan_client.client import FileKind, QueryClient, Reason
from motlan_client.errors import QueryError
from motlan_client.models import DossierFact

__all__ = ["DossierFact", "FileKind", "QueryClient", "QueryError", "Reason"]
