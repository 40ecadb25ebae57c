"""Digests of what a verdict depends on besides the scanned project, so that a run can be repeated."""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from leitplanke import __version__
from leitplanke.app.configuration import Configuration
from leitplanke.catalogue.loader import Catalogue
from leitplanke.policy.ruleset import RuleSet


def digests(configuration: Configuration, rule_sets: Sequence[RuleSet], catalogue: Catalogue) -> dict[str, str]:
    """Return SHA-256 digests of the effective configuration, each rule set and the catalogue; and the version."""
    found = {"tool": __version__, "catalogue": catalogue.digest(), "configuration": _digest(configuration)}
    return found | {f"rule-set:{rules.id}": _digest(rules) for rules in rule_sets}


def _digest(part: msgspec.Struct) -> str:
    return sha256(msgspec.json.encode(part, order="deterministic")).hexdigest()
