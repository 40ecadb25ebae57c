"""An independent, simple reading of catalogue rows: which verdicts a row announces for a resource.

It knows plain JSON, three truth values and sets of levels. Where it cannot say, it says why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeAlias

from leitplanke.catalogue.row import (
    AtRestRule,
    AuthenticationRule,
    Condition,
    GrantRule,
    InTransitRule,
    PlacementRule,
    RecoveryRule,
    RetentionRule,
)
from tests.generated.granted import is_harmless, records_reads
from tests.generated.made import UNKNOWN, Place, Settings, Tree
from tests.generated.places import ABROAD, AT_HOME, PAIRS, SETTINGS, place_verdict
from tests.generated.reading import (
    ABSENT,
    Reading,
    Truth,
    UnclearError,
    as_text,
    as_version,
    both,
    every,
    first,
    is_same,
    negated,
)

SEVERITY = ("quiet", "pass", "pass-or-unknown", "unknown", "fail")
"""``quiet``: there is nothing to judge; no finding, or one that passes. ``pass-or-unknown``: it is not known whether
the rule applies, but it passes if so."""
EVERY_GRANT = "grants"
"""Stands for the slots of all grants of a resource, which are numbered and named by what is in documents."""
_PROVIDER_KEYS = ("alias/aws/", "AWS_OWNED_")
_LEVELS: Mapping[str, frozenset[int]] = {
    "none": frozenset({0}),
    "provider-key": frozenset({1}),
    "customer-key": frozenset({2}),
    "encrypted": frozenset({1, 2}),
    "none-or-provider-key": frozenset({0, 1}),
    "unknown": frozenset({0, 1, 2}),
}
_DIVISORS = {"days": 1, "hours": 24, "seconds": 86_400, "milliseconds": 86_400_000}
_BACKUP_DAYS = 35
_Told: TypeAlias = Iterable[tuple[str, str]]
"""Slots and verdicts."""


class Says(NamedTuple):
    """What a rule says of a slot: a verdict, or the kind of reason why the oracle cannot say."""

    policy: str
    slot: str
    verdict: str
    unclear: str = ""


def announced(type_name: str, settings: Settings) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Return the verdicts by policy and slot, the worst of all rules for it, and why the oracle cannot say others."""
    verdicts: dict[tuple[str, str], str] = {}
    unclear: dict[tuple[str, str], str] = {}
    for one in Oracle(type_name, settings).says():
        key = (one.policy, one.slot)
        if one.unclear:
            unclear[key] = one.unclear
        else:
            verdicts[key] = max(one.verdict, verdicts.get(key, "quiet"), key=SEVERITY.index)
    return verdicts, unclear


class Oracle(Reading):
    """Reads the rules of a row for one resource."""

    def says(self) -> Iterator[Says]:
        """Yield what the row's rules say."""
        row = self.row
        if row.role in {"store", "processor", "log"}:
            for place in row.placement:
                yield from self._told("residency/data-stays-in-territory", place, self._places)
            for end in row.retention:
                yield from self._told("retention/data-end", end, self._ends)
        for storage in row.encryption_at_rest:
            yield from self._told("encryption/at-rest-level", storage, self._storages)
        for way in row.encryption_in_transit:
            yield from self._told("encryption/in-transit", way, self._in_transit)
        for opening in row.exposure:
            yield from self._told("exposure/not-public", opening, partial(self._is_not, condition=opening.public))
        for log in row.audit_log:
            yield from self._told("audit/log-is-on", log, partial(self._is, condition=log.active))
        for sign_in in row.authentication:
            yield from self._told("access/directory-sign-in", sign_in, self._directory)
            yield from self._told("access/multi-factor", sign_in, self._second_factor)
        for grant in row.grants:
            yield from self._told("access/no-wildcard-or-public-grants", grant, self._grants)
        yield from self._measures("deletion", "recovery/protected-from-deletion", self._is_active)
        yield from self._measures("backup", "recovery/backups-cover-data", self._reaches)

    def _told(self, policy: str, rule: Any, tell: Callable[[Any], _Told]) -> Iterator[Says]:
        """Yield what a rule says, if it applies; where that is not known, it can only pass or be unknown."""
        try:
            self.understand(rule)
            relevant = self.holds(rule.when)
            for slot, verdict in tell(rule) if relevant is not False else ():
                perhaps = {"pass": "pass-or-unknown", "quiet": "quiet"}.get(verdict, "unknown")
                yield Says(policy, slot, verdict if relevant else perhaps)
        except UnclearError as problem:
            yield Says(policy, EVERY_GRANT if isinstance(rule, GrantRule) else rule.slot, "", str(problem))

    def _is(self, rule: Any, condition: Condition) -> _Told:
        return [(rule.slot, _verdict(self.holds(condition)))]

    def _is_not(self, rule: Any, condition: Condition) -> _Told:
        return [(rule.slot, _verdict(negated(self.holds(condition))))]

    # --- Placement

    def _places(self, rule: PlacementRule) -> _Told:
        return [(slot, place_verdict(name)) for slot, name in self._names(rule)]

    def _names(self, rule: PlacementRule) -> Iterator[tuple[str, Any]]:
        at = self.companion(rule.of) if rule.of else self.own
        if at is None:
            if not self.closed(rule.of):
                yield rule.slot, UNKNOWN
        elif rule.kind == "fixed":
            yield rule.slot, rule.name
        elif rule.kind == "pair":
            own = self._primary
            if own not in (ABSENT, UNKNOWN, *PAIRS):
                raise UnclearError("the pair of a place that the oracle does not know")
            yield rule.slot, PAIRS.get(own, own)
        elif rule.each:
            for name in (self._name(rule, value) for path in rule.paths for value in every(at, path)):
                shown = (AT_HOME if name.inside else ABROAD)[self.provider] if isinstance(name, Place) else name
                yield (rule.slot if name in (ABSENT, UNKNOWN) else f"{rule.slot}:{shown}"), name
        else:
            yield rule.slot, self._single(rule, at)

    @cached_property
    def _primary(self) -> Any:
        return next(self._names(self.row.placement[0]))[1]

    def _single(self, rule: PlacementRule, at: Tree) -> Any:
        """Return the first path that is present, then the provider's setting, then the default."""
        value = next((one for path in rule.paths if (one := first(at, path)) != ABSENT), ABSENT)
        if value != ABSENT:
            return self._name(rule, value)
        if rule.setting:
            return SETTINGS[self.provider, rule.setting]
        if rule.default:
            return rule.default
        somewhere = rule.slot == "primary" and rule.kind == "location" and rule.paths and not rule.of
        return UNKNOWN if rule.because or somewhere else ABSENT

    @staticmethod
    def _name(rule: PlacementRule, value: Any) -> Any:
        if value is UNKNOWN or isinstance(value, Place):
            return value
        if rule.after:
            return str(value).partition(f"{rule.after}/")[2].partition("/")[0] or UNKNOWN
        if rule.kind == "reference":
            raise UnclearError("the name of another resource")
        if rule.kind == "arn":
            if not str(value).startswith("arn:") or not str(value).split(":")[3]:
                raise UnclearError("an ARN without a region")
            return str(value).split(":")[3]
        return rule.values.get(str(value), ABSENT) if rule.values else value

    # --- Encryption

    def _storages(self, rule: AtRestRule) -> _Told:
        if rule.itself:
            raise UnclearError("the key itself")
        if rule.each and rule.when is not None:
            raise UnclearError("each block, under a condition")
        for at in self._blocks("", rule.each, rule.each_if) if rule.each else [None]:
            if rule.inherit and first(self.own if at is None else at, rule.inherit) != ABSENT:
                raise UnclearError("encrypted as another resource")
            name = first(at, rule.each_name) if rule.each_name else ABSENT
            if name is UNKNOWN:
                raise UnclearError("a slot without a name")
            slot = rule.slot if name == ABSENT else f"{rule.slot}:{name}"
            levels = self._levels(rule, at)
            for minimum in (1, 2):
                reached = [level >= minimum for level in levels]
                yield f"{slot} >= {minimum}", _verdict(True if all(reached) else None if any(reached) else False)

    def _levels(self, rule: AtRestRule, at: Tree | None) -> frozenset[int]:
        """Return the levels that are possible: 0 for none, 1 for a key of the provider, 2 for one of the customer."""
        read = self.read if at is None else (lambda _, path: first(at, path))
        setting = read(rule.of, rule.path) if rule.path else ABSENT
        named = [read(one.of, one.path) for one in rule.keys]
        key = next((one for one in named if one not in (ABSENT, "")), ABSENT)
        if setting == ABSENT:
            base = _LEVELS["unknown"] if rule.account else _LEVELS[rule.default]
        else:
            base = _LEVELS[rule.levels.get(as_text(setting), "unknown")]
        if base == _LEVELS["unknown"]:
            return base
        if key == ABSENT:
            if rule.account is None or not rule.account.key_of:
                return base
            held = frozenset({1, 2})
        elif key is UNKNOWN:
            held = frozenset({1, 2})
        else:
            held = frozenset({1 if any(part in str(key) for part in _PROVIDER_KEYS) else 2})
        if base == _LEVELS["none-or-provider-key"]:  # whoever names a key has the data encrypted
            return base | held if key is UNKNOWN else held
        return (base & {0}) | (held if base - {0} else frozenset())

    def _in_transit(self, rule: InTransitRule) -> _Told:
        return [(rule.slot, _verdict(both(self.holds(rule.required), self._is_recent(rule))))]

    def _is_recent(self, rule: InTransitRule) -> Truth:
        if any(first(self.own, path) not in (ABSENT, False) for path in rule.version_flags):
            raise UnclearError("attributes that let in an old version")
        value = self.read(rule.version_of, rule.version_path) if rule.version_path else ABSENT
        companion = self.companion(rule.version_of)
        if rule.version_where and companion is not None:
            found = {name: first(companion, name) for name in rule.version_where}
            if UNKNOWN in found.values():
                raise UnclearError("which of several counts")
            if not all(is_same(found[name], wanted) for name, wanted in rule.version_where.items()):
                value = ABSENT
        if value is UNKNOWN:
            return None
        version = rule.version_default if value == ABSENT else rule.versions.get(str(value))
        return None if version is None else not version or as_version(version) >= [1, 2]

    def _grants(self, rule: GrantRule) -> _Told:
        harmless = is_harmless(self, rule)
        return [] if isinstance(harmless, str) else [(EVERY_GRANT, _verdict(harmless))]

    def computed(self, condition: Condition) -> Truth:
        if condition.computed == "data-access-log":
            return records_reads(self, condition)
        return super().computed(condition)

    # --- Sign-in, recovery, retention

    def _directory(self, rule: AuthenticationRule) -> _Told:
        if rule.when is not None and self.holds(rule.when) is None:
            raise UnclearError("perhaps a way to sign in")
        if rule.directory is None and rule.passwords is None:
            return []
        refused = negated(self.holds(rule.passwords)) if rule.passwords is not None else True
        return [(rule.slot, _verdict(both(self.holds(rule.directory), refused)))]

    def _second_factor(self, rule: AuthenticationRule) -> _Told:
        if rule.second_factor is None or self.holds(rule.when) is None:
            return []
        return [(rule.slot, _verdict(self.holds(rule.second_factor)))]

    def _measures(self, measure: str, policy: str, holds: Callable[[RecoveryRule], Truth]) -> Iterator[Says]:
        """Yield the verdict on all measures of a kind: one that holds is enough."""
        found: list[Truth] = []
        unclear = ""
        for rule in (one for one in self.row.recovery if one.measure == measure):
            try:
                self.understand(rule)
                relevant = self.holds(rule.when)
                if relevant is not False:
                    found.append(holds(rule) if relevant else None)
            except UnclearError as problem:
                unclear = str(problem)
        if unclear and True not in found:
            yield Says(policy, measure, "", unclear)
        elif found:
            yield Says(policy, measure, _verdict(True if True in found else None if None in found else False))

    def _is_active(self, rule: RecoveryRule) -> Truth:
        return self.holds(rule.active)

    def _reaches(self, rule: RecoveryRule) -> Truth:
        """Tell whether a backup reaches far enough back; one without a length reaches back to its first day."""
        active = self.holds(rule.active)
        if active is False:
            return False
        if rule.days_each or (rule.days_path and rule.days is not None):
            raise UnclearError("one of several lengths")
        set_ = self.read(rule.days_of, rule.days_path) if rule.days_path else ABSENT
        if set_ == ABSENT:
            days = rule.days if rule.days_default is None else rule.days_default
            return both(active, days is None or days >= _BACKUP_DAYS)
        days = rule.days_values.get(str(set_))
        days = _days(set_, rule.unit) if days is None else days
        return both(active, None if days is None else days >= _BACKUP_DAYS)

    def _ends(self, rule: RetentionRule) -> _Told:
        value = self._least(rule) if rule.each else self.read(rule.of, rule.path)
        if value != ABSENT and str(value) not in map(str, rule.never):
            ends: Truth = None if _days(value, rule.unit) is None else True
        elif value == ABSENT and rule.default is None and rule.because:
            ends = None
        else:
            ends = rule.default is not None
        return [(rule.slot, _verdict(ends))]

    def _least(self, rule: RetentionRule) -> Any:
        """Return the least number in the blocks that count."""
        if rule.of and self.companion(rule.of) is None:
            return self.read(rule.of, rule.path)
        found = [first(one, rule.path) for one in self._blocks(rule.of, rule.each, rule.each_if)]
        told = [one for one in found if one != ABSENT]
        return UNKNOWN if UNKNOWN in told else min(told, default=ABSENT)

    def _blocks(self, of: str, path: str, counts: Condition | None) -> Iterator[Tree]:
        """Yield the blocks at a path in which a condition holds."""
        for block in every(self.companion(of) if of else self.own, path):
            if isinstance(block, dict):
                holds = self.inside(block).holds(counts)
                if holds is None:
                    raise UnclearError("perhaps a block that counts")
                if holds:
                    yield block


def _verdict(holds: Truth) -> str:
    return "unknown" if holds is None else "pass" if holds else "fail"


def _days(value: Any, unit: str) -> int | None:
    """Return a number of days; None where that is not known."""
    if unit not in _DIVISORS:
        raise UnclearError("a text that has its units in it")
    number = str(value).removesuffix("s")
    return int(number) // _DIVISORS[unit] if number.isdigit() else None
