"""What rule sets may set: parameters other than the defaults, which the fixtures show."""

from collections.abc import Iterable
from datetime import date

import pytest

from leitplanke.core.value import Absent, AnyValue, CauseKind, Fields, Known, unknown
from leitplanke.inventory.facets import (
    Custody,
    DataClasses,
    Effect,
    EncryptionAtRest,
    EncryptionInTransit,
    Evidence,
    Grant,
    KeyRef,
    Level,
    Location,
    Measure,
    Placement,
    Principal,
    PrincipalKind,
    Recovery,
    Selection,
)
from leitplanke.inventory.resource import Resource
from leitplanke.policy import AnyPolicy, Check, Subject
from leitplanke_policies.access.narrow_trust import narrow_trust
from leitplanke_policies.access.no_wildcard_or_public_grants import no_wildcard_or_public_grants
from leitplanke_policies.encryption.at_rest_level import at_rest_level
from leitplanke_policies.encryption.customer_key import customer_key
from leitplanke_policies.encryption.in_transit import in_transit
from leitplanke_policies.recovery.backups_cover_data import backups_cover_data
from leitplanke_policies.residency.data_stays_in_territory import data_stays_in_territory

EVIDENCE = Evidence("type.name")
DOUBT = unknown(CauseKind.VARIABLE, "var.value")
ON = Known(True)
NOTHING = Absent()


def judged(policy: AnyPolicy, *entries: object, **parameters: object) -> list[Check]:
    subject = Subject(
        Resource(".", "type.name", "type", "provider", Fields()),
        title="Type",
        role="store",
        data_classes=DataClasses(),
        as_of=date(2026, 11, 23),
        compute=lambda _: entries,
    )
    found: Iterable[Check] = policy.function(subject, policy.parameters(**parameters))
    return list(found)


def verdict(policy: AnyPolicy, *entries: object, **parameters: object) -> str:
    (one,) = judged(policy, *entries, **parameters)
    return str(one.verdict.data) if isinstance(one.verdict, Known) else "unknown"


def at(name: str) -> Placement:
    return Placement("primary", Known(Location("aws", name)), EVIDENCE)


@pytest.mark.parametrize(
    ("place", "territory", "outside", "expected"),
    [
        ("us-east-1", ("EU", "EEA", "adequate"), "fail", "fail"),
        ("us-east-1", ("EU", "EEA", "adequate"), "needs-evidence", "needs-evidence"),
        ("us-east-1", ("EU", "adequate", "adequate-partial"), "fail", "needs-evidence"),
        ("eu-west-2", ("EU", "EEA", "adequate"), "fail", "pass"),
        ("eu-central-2", ("DE", "EU", "EEA", "CH"), "fail", "pass"),
        ("eu-west-1", ("DE",), "fail", "fail"),
        ("eu-west-99", ("EU",), "needs-evidence", "unknown"),
    ],
)
def test_the_territory_is_the_rule_sets(place: str, territory: tuple[str, ...], outside: str, expected: str) -> None:
    assert verdict(data_stays_in_territory, at(place), territory=territory, outside=outside) == expected


def storage(level: Level, key: AnyValue) -> EncryptionAtRest:
    return EncryptionAtRest("storage", Known(level), EVIDENCE, key)


def key(custody: Custody = Custody.CUSTOMER, rotates: AnyValue = ON, multi_region: AnyValue = NOTHING) -> Known[KeyRef]:
    return Known(KeyRef(custody, "key", rotates=rotates, multi_region=multi_region))


@pytest.mark.parametrize(("minimum", "expected"), [("provider-key", "pass"), ("customer-key", "fail")])
def test_the_level_is_the_rule_sets(minimum: str, expected: str) -> None:
    assert verdict(at_rest_level, storage(Level.PROVIDER_KEY, Absent()), minimum=minimum) == expected


@pytest.mark.parametrize(
    ("entry", "parameters", "expected", "code"),
    [
        (storage(Level.CUSTOMER_KEY, key()), {}, "pass", "customer-key.level"),
        (storage(Level.PROVIDER_KEY, Absent()), {}, "fail", "customer-key.level"),
        (storage(Level.CUSTOMER_KEY, key(rotates=Known(False))), {}, "fail", "customer-key.rotation"),
        (storage(Level.CUSTOMER_KEY, key(rotates=Known(False))), {"rotation": False}, "pass", "customer-key.level"),
        (storage(Level.CUSTOMER_KEY, key(rotates=DOUBT)), {}, "unknown", "customer-key.rotation"),
        (storage(Level.CUSTOMER_KEY, key(multi_region=ON)), {}, "fail", "customer-key.multi-region"),
        (storage(Level.CUSTOMER_KEY, key(multi_region=ON)), {"multi_region": True}, "pass", "customer-key.level"),
        (storage(Level.CUSTOMER_KEY, key()), {"custody": (Custody.EXTERNAL,)}, "fail", "customer-key.custody"),
        (
            storage(Level.CUSTOMER_KEY, key(Custody.EXTERNAL)),
            {"custody": (Custody.EXTERNAL,)},
            "pass",
            "customer-key.level",
        ),
    ],
)
def test_what_is_asked_of_a_key_is_the_rule_sets(
    entry: EncryptionAtRest, parameters: dict[str, object], expected: str, code: str
) -> None:
    assert verdict(customer_key, entry, **parameters) == expected
    assert judged(customer_key, entry, **parameters)[0].message.code == code


@pytest.mark.parametrize(("version", "minimum", "expected"), [("1.2", "1.2", "pass"), ("1.2", "1.3", "fail")])
def test_the_version_is_the_rule_sets(version: str, minimum: str, expected: str) -> None:
    entry = EncryptionInTransit("connections", ON, EVIDENCE, Known(version))

    assert verdict(in_transit, entry, minimum_version=minimum) == expected


def backup(active: AnyValue, days: AnyValue) -> Recovery:
    return Recovery("automatic", Measure.BACKUP, active, EVIDENCE, days)


@pytest.mark.parametrize(
    ("measures", "minimum", "maximum", "expected"),
    [
        ([backup(ON, Known(7))], 7, 0, "pass"),
        ([backup(ON, Known(7))], 8, 0, "fail"),
        ([backup(Known(False), Known(35)), backup(ON, Known(7))], 8, 0, "fail"),
        ([backup(Known(False), Known(0)), backup(DOUBT, Absent())], 1, 0, "unknown"),
        ([backup(ON, Absent())], 35, 0, "pass"),
        ([backup(ON, Known(90))], 7, 30, "fail"),
        ([backup(ON, Known(7)), backup(ON, Known(90))], 7, 30, "fail"),
        ([backup(ON, Known(7)), backup(Known(False), Known(90))], 7, 30, "pass"),
        ([backup(ON, Absent())], 7, 30, "needs-evidence"),
        ([backup(ON, DOUBT)], 7, 30, "unknown"),
    ],
)
def test_backups_have_a_floor_and_a_ceiling(
    measures: list[Recovery], minimum: int, maximum: int, expected: str
) -> None:
    assert verdict(backups_cover_data, *measures, minimum_days=minimum, maximum_days=maximum) == expected


def test_where_no_backup_is_possible_nothing_is_said() -> None:
    assert judged(backups_cover_data, Recovery("lock", Measure.DELETION, ON, EVIDENCE)) == []


@pytest.mark.parametrize(
    ("actions", "resources", "wildcards", "expected"),
    [
        ("s3:*", "*", False, "pass"),
        ("s3:*", "*", True, "fail"),
        ("s3:*", "arn:aws:s3:::*", True, "fail"),
        ("s3:*", "arn:aws:s3:::recordings/*", True, "pass"),
        ("s3:Get*", "*", True, "pass"),
        ("*", "/subscriptions/0", False, "fail"),
        ("Microsoft.Storage/*", "/subscriptions/0", True, "fail"),
        ("Microsoft.Storage/*", "/subscriptions/0", False, "pass"),
        ("Microsoft.Storage/*/read", "/subscriptions/0", True, "pass"),
        ("*", "/subscriptions/0/resourceGroups/contacts", False, "pass"),
    ],
)
def test_wildcards_of_a_service_are_the_rule_sets(actions: str, resources: str, wildcards: bool, expected: str) -> None:
    grant = Grant(
        "statement:1",
        "identity",
        Known(Effect.ALLOW),
        Selection((Known(Principal(PrincipalKind.ROLE, "role")),)),
        Selection((Known(actions),)),
        Selection((Known(resources),)),
        EVIDENCE,
    )

    assert verdict(no_wildcard_or_public_grants, grant, service_wildcards=wildcards) == expected


@pytest.mark.parametrize(
    ("service", "conditions", "services", "expected"),
    [
        ("scheduler.amazonaws.com", (), False, "pass"),
        ("scheduler.amazonaws.com", (), True, "fail"),
        ("lambda.amazonaws.com", (), True, "pass"),
        ("scheduler.amazonaws.com", (("StringEquals aws:SourceAccount", Known("111122223333")),), True, "pass"),
        ("scheduler.amazonaws.com", (("? ?", DOUBT),), True, "unknown"),
    ],
)
def test_whether_services_need_a_source_is_the_rule_sets(
    service: str, conditions: tuple[tuple[str, AnyValue], ...], services: bool, expected: str
) -> None:
    grant = Grant(
        "trust:1",
        "trust",
        Known(Effect.ALLOW),
        Selection((Known(Principal(PrincipalKind.SERVICE, service)),)),
        Selection((Known("sts:AssumeRole"),)),
        Selection(),
        EVIDENCE,
        conditions,
    )

    assert verdict(narrow_trust, grant, services=services) == expected
