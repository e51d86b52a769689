"""The settings of pyHanko's validation: trust, known data, what may be fetched."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from asn1crypto import crl, ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from pipeline.seal.signing.keys import SIGNING_USES
from pipeline.seal.verification.trust import Trust

__all__ = ["Specification", "specification"]

_IF_PROMISED = RevocationCheckingPolicy(
    RevocationCheckingRule.CHECK_IF_DECLARED, RevocationCheckingRule.CHECK_IF_DECLARED
)
"""If a certificate names a source of its revocation state, that state has to be known."""


@dataclass(frozen=True, slots=True)
class Specification:
    """The rules of one verification, in pyHanko's types.

    Attributes:
        signature: Rules for signatures and timestamps.
        lenient: The same without revocation checks, to find out why the strict rules failed.
        document: The rules for signatures, together with those for later changes of the document.
        timing: The time of verification.
    """

    signature: SignatureValidationSpec
    lenient: SignatureValidationSpec
    document: PdfSignatureValidationSpec
    timing: ValidationTimingInfo

    def at(self, moment: dt.datetime) -> ValidationTimingInfo:
        """Return the timing for something that is known to have existed at a given time."""
        return ValidationTimingInfo(moment, moment, point_in_time_validation=True)


def specification(reader: PdfFileReader, trust: Trust) -> Specification:
    """Return the rules for a document, taking its embedded validation data into account.

    Certificates are never fetched, because the creator of the file chooses their addresses.
    """
    online = RevinfoOnlineFetchingRule.NO_HISTORICAL_FETCH
    gathering = RevocationInfoGatheringSpec(
        online_fetching_rule=online if trust.online else RevinfoOnlineFetchingRule.LOCAL_ONLY,
        certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
    )
    signature = SignatureValidationSpec(
        cert_validation_policy=_policy(trust, _IF_PROMISED),
        revinfo_gathering_policy=gathering,
        local_knowledge=_carried(reader, trust),
        key_usage_settings=KeyUsageConstraints(
            key_usage=set(SIGNING_USES), match_all_key_usages=False
        ),
    )
    lenient = replace(signature, cert_validation_policy=_policy(trust, NO_REVOCATION))
    moment = trust.moment or dt.datetime.now(dt.UTC)
    timing = ValidationTimingInfo(moment, moment, point_in_time_validation=bool(trust.moment))
    return Specification(signature, lenient, PdfSignatureValidationSpec(signature), timing)


def _policy(trust: Trust, revocation: RevocationCheckingPolicy) -> CertValidationPolicySpec:
    return CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=list(trust.roots)),
        revinfo_policy=CertRevTrustPolicy(revocation),
    )


def _carried(reader: PdfFileReader, trust: Trust) -> LocalKnowledge:
    """Return certificates and revocation data from the document security store."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return LocalKnowledge(known_certs=list(trust.others))
    answers = [ocsp.OCSPResponse.load(_data(stream)) for stream in store.ocsps]
    lists = [crl.CertificateList.load(_data(stream)) for stream in store.crls]
    return LocalKnowledge(
        known_ocsps=[one for answer in answers for one in OCSPContainer.load_multi(answer)],
        known_crls=[CRLContainer(crl_data=one) for one in lists],
        known_certs=[*store.load_certs(), *trust.others],
    )


def _data(stream: Any) -> bytes:
    data: bytes = stream.get_object().data
    return data
