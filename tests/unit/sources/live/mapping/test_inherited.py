"""What is set on folders and on the organisation of Google Cloud holds for the projects in them."""

from typing import Any

from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Known
from leitplanke.facets.compute import Facets
from leitplanke.facets.data_classes import Classification
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.inventory.facets import NotApplicable
from leitplanke.inventory.inventory import Scope
from leitplanke.sources.live.mapping.above import Above
from leitplanke.sources.live.mapping.account import Account, AccountReader
from leitplanke.sources.live.record import Record

CATALOGUE, LIVE = load_catalogue(), load_live_catalogue("google")
READER = AccountReader("google", CATALOGUE, LIVE)
BUCKET = "//storage.googleapis.com/calls"
POLICIES = "orgpolicy.googleapis.com/Policy"
HTTPS = "storage.secureHttpTransport"
AUDIT = {"service": "allServices", "auditLogConfigs": [{"logType": "DATA_READ"}]}


def record(account: str, type_name: str, identity: str, **doc: Any) -> Record:
    return Record("google", type_name, identity, account, "", doc)


def policy(account: str, parent: str, enforce: bool) -> Record:
    name = f"{parent}/policies/{HTTPS}"
    spec = {"rules": [{"enforce": enforce}]}
    return record(account, POLICIES, f"//orgpolicy.googleapis.com/{name}", name=name, spec=spec)


def iam(parent: str, kind: str, *configs: dict[str, Any]) -> Record:
    identity = f"//cloudresourcemanager.googleapis.com/{parent}"
    return record(parent, f"cloudresourcemanager.googleapis.com/{kind}#iamPolicy", identity, auditConfigs=list(configs))


def whole(account: str, but: dict[str, State] | None = None) -> list[Coverage]:
    types = {*LIVE.by_record_type, *LIVE.by_inherited_type}
    return [Coverage(account, "", "", name, (but or {}).get(name, State.COMPLETE)) for name in sorted(types)]


def above(account: str, *records: Record, but: dict[str, State] | None = None) -> Above:
    return READER.above(records, whole(account, but))


def read(*records: Record, levels: list[Above | None] | None) -> Account:
    bucket = record("calls-prod", "storage.googleapis.com/Bucket", BUCKET, name="calls")
    return READER.read("calls-prod", [bucket, *records], whole("calls-prod"), levels)


def facet(found: Account, name: str) -> object:
    found_of = Facets(found.inventory, CATALOGUE, Classification()).compute(BUCKET, name)
    assert not isinstance(found_of, NotApplicable)
    (entry,) = found_of
    value = entry.required if name == "encryption_in_transit" else entry.active
    return value.data if isinstance(value, Known) else "unknown"


def https(*records: Record, levels: list[Above | None] | None) -> object:
    return facet(read(*records, levels=levels), "encryption_in_transit")


def test_the_nearest_policy_counts() -> None:
    organisation = above("organizations/1", policy("organizations/1", "organizations/1", enforce=True))
    folder = above("folders/4", policy("folders/4", "folders/4", enforce=False))
    empty = above("folders/4")
    own = policy("calls-prod", "projects/11", enforce=False)
    assert https(levels=[empty, organisation]) is True
    assert https(levels=[folder, organisation]) is False
    assert https(own, levels=[empty, organisation]) is False
    assert https(levels=[empty, above("organizations/1")]) is False


def test_what_was_not_read_above_is_unknown() -> None:
    refused = above("organizations/1", but={POLICIES: State.DENIED})
    assert https(levels=None) == "unknown"
    assert https(levels=[above("folders/4"), None]) == "unknown"
    assert https(levels=[refused]) == "unknown"
    assert https(policy("calls-prod", "projects/11", enforce=True), levels=None) is True
    assert Scope.ORGANISATION not in read(levels=[refused]).inventory.closed


def test_logs_of_access_are_switched_on_above() -> None:
    folder = above("folders/4", iam("folders/4", "Folder", AUDIT))
    other = iam("calls-prod", "Project", {**AUDIT, "service": "sqladmin.googleapis.com"})
    assert facet(read(levels=[folder]), "audit_log") is True
    assert facet(read(levels=[above("folders/4")]), "audit_log") is False
    assert facet(read(other, levels=[None]), "audit_log") == "unknown"


def test_what_holds_from_above_is_known_by_its_own_name() -> None:
    organisation = above("organizations/1", policy("organizations/1", "organizations/1", enforce=True))
    found = read(levels=[organisation]).inventory.of_type("google_org_policy_policy")
    assert [one.cloud_id for one in found] == [f"//orgpolicy.googleapis.com/organizations/1/policies/{HTTPS}"]
