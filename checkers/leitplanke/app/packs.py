"""Packs in use: their policies, rule sets and texts, loaded when they are needed."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import msgspec

from leitplanke.policy.pack import Pack
from leitplanke.policy.policy import AnyPolicy, Policy
from leitplanke.policy.ruleset import RuleSet

API = 1


class PackError(ValueError):
    """A pack cannot be used; the text says why."""


class Packs:
    """The policies and rule sets of all packs. An id that two packs use is an error."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = tuple(packs)
        for pack in packs:
            if pack.api != API:
                raise PackError(f"pack {pack.name}: it is written for interface {pack.api}, this tool has {API}")
        self._policies = _unique(packs, "policies")
        self._rule_sets = _unique(packs, "rule_sets")

    @property
    def policy_ids(self) -> list[str]:
        """The ids of all policies, sorted."""
        return sorted(self._policies)

    @property
    def rule_set_ids(self) -> list[str]:
        """The ids of all rule sets, sorted."""
        return sorted(self._rule_sets)

    def policy(self, policy_id: str) -> AnyPolicy:
        """Import and return a policy. Raises `PackError` if there is none, or if it is not what the pack says."""
        if policy_id not in self._policies:
            raise PackError(f"there is no policy {policy_id}{self._near(policy_id)}")
        pack, place = self._policies[policy_id]
        module, _, name = place.partition(":")
        found = getattr(import_module(module), name, None)
        if not isinstance(found, Policy) or found.id != policy_id:
            raise PackError(f"pack {pack.name}: {place} is not the policy {policy_id}")
        return found

    def _near(self, policy_id: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(policy_id, self._policies, n=1) or [
            one for one in sorted(self._policies) if one.endswith(f"/{policy_id}")
        ]
        return f"; did you mean {near[0]}?" if near else "; `leitplanke rules ID` lists those of a rule set"

    def policies(self, rule_sets: Sequence[RuleSet]) -> Mapping[str, AnyPolicy]:
        """Return the policies that rule sets apply, by id; those that do not exist are left out."""
        wanted = {one.policy for rules in rule_sets for part in rules.requirements for one in part.policies}
        return {policy_id: self.policy(policy_id) for policy_id in sorted(wanted) if policy_id in self._policies}

    def rule_set(self, rule_set_id: str) -> RuleSet:
        """Read and return a rule set. Raises `PackError` if there is none or its file is not as it must be."""
        if rule_set_id not in self._rule_sets:
            known = ", ".join(self.rule_set_ids)
            raise PackError(f"there is no rule set {rule_set_id}; there are {known}")
        pack, path = self._rule_sets[rule_set_id]
        try:
            found = msgspec.convert(_read_toml(pack, path), RuleSet, strict=True)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
            raise PackError(f"pack {pack.name}: {path}: {problem}") from problem
        if found.id != rule_set_id:
            raise PackError(f"pack {pack.name}: {path}: its id is {found.id}, not {rule_set_id}")
        return found

    def texts(self, language: str) -> dict[str, Any]:
        """Return the texts of all packs in a language, as ``{"messages": ..., "policies": ...}``."""
        merged: dict[str, Any] = {}
        for pack in self.packs:
            path = pack.texts.get(language)
            for section, entries in (_read_toml(pack, path) if path else {}).items():
                merged.setdefault(section, {}).update(entries)
        return merged


def _unique(packs: Sequence[Pack], kind: str) -> dict[str, tuple[Pack, str]]:
    found: dict[str, tuple[Pack, str]] = {}
    for pack in packs:
        for key, place in getattr(pack, kind).items():
            if key in found:
                raise PackError(f"{key} is in two packs: {found[key][0].name} and {pack.name}")
            found[key] = (pack, place)
    return found


def _read_toml(pack: Pack, path: str) -> dict[str, Any]:
    with open(os.path.join(pack.folder, path), "rb") as file:
        return tomllib.load(file)
