"""What this pack offers: names only, so that listing it imports no policy."""

import os

from leitplanke.policy.pack import Pack

_HERE = "leitplanke_policies"

PACK = Pack(
    api=1,
    name="leitplanke",
    version="0.1.0",
    folder=os.path.dirname(__file__),  # noqa: PTH120 - pathlib would cost every start
    policies={
        "access/directory-sign-in": f"{_HERE}.access.directory_sign_in:directory_sign_in",
        "access/keys-apart": f"{_HERE}.access.keys_apart:keys_apart",
        "access/multi-factor": f"{_HERE}.access.multi_factor:multi_factor",
        "access/narrow-trust": f"{_HERE}.access.narrow_trust:narrow_trust",
        "access/no-privilege-escalation": f"{_HERE}.access.no_privilege_escalation:no_privilege_escalation",
        "access/no-wildcard-or-public-grants": (
            f"{_HERE}.access.no_wildcard_or_public_grants:no_wildcard_or_public_grants"
        ),
        "access/role-concept": f"{_HERE}.access.role_concept:role_concept",
        "access/roles-not-people": f"{_HERE}.access.roles_not_people:roles_not_people",
        "audit/log-is-kept": f"{_HERE}.audit.log_is_kept:log_is_kept",
        "audit/log-is-on": f"{_HERE}.audit.log_is_on:log_is_on",
        "encryption/at-rest-level": f"{_HERE}.encryption.at_rest_level:at_rest_level",
        "encryption/customer-key": f"{_HERE}.encryption.customer_key:customer_key",
        "encryption/in-transit": f"{_HERE}.encryption.in_transit:in_transit",
        "exposure/not-public": f"{_HERE}.exposure.not_public:not_public",
        "recovery/backups-cover-data": f"{_HERE}.recovery.backups_cover_data:backups_cover_data",
        "recovery/protected-from-deletion": f"{_HERE}.recovery.protected_from_deletion:protected_from_deletion",
        "retention/data-end": f"{_HERE}.retention.data_end:data_end",
        "residency/data-stays-in-territory": f"{_HERE}.residency.data_stays_in_territory:data_stays_in_territory",
    },
    rule_sets={
        "all": "rulesets/all.toml",
        "finance-dora": "rulesets/finance-dora.toml",
        "gdpr-baseline": "rulesets/gdpr-baseline.toml",
        "germany-only": "rulesets/germany-only.toml",
        "gkv-statutory": "rulesets/gkv-statutory.toml",
        "strict-eu": "rulesets/strict-eu.toml",
    },
    texts={"de": "texts/de.toml", "en": "texts/en.toml"},
    dated=False,
)
