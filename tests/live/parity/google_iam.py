"""IAM policies as Google Cloud keeps them: one for each resource, with one binding for each role."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from tests.live.parity.compare import Place
from tests.live.parity.google_given import Given, digits, folder

MANAGER = "//cloudresourcemanager.googleapis.com/"


class Grant(msgspec.Struct, frozen=True):
    """That a member has a role; ``places`` are those of its verdicts in Terraform, none where the cloud grants it."""

    target: str
    role: str
    member: str
    places: tuple[Place, ...] = ()
    condition: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        """What tells bindings of a policy apart."""
        return f"{self.role} {json.dumps(self.condition, sort_keys=True)}"


class Policies:
    """The IAM policies of an estate, by the names of assets."""

    def __init__(self) -> None:
        self._grants: list[Grant] = []
        self._audited: dict[str, list[tuple[dict[str, Any], str]]] = {}

    def grant(self, grant: Grant) -> None:
        """Take in a grant."""
        self._grants.append(grant)

    def audit(self, target: str, config: dict[str, Any], place: str) -> None:
        """Take in which accesses to a service are logged."""
        self._audited.setdefault(target, []).append((config, place))

    def policy(self, target: str) -> dict[str, Any]:
        """Return the policy of an asset; empty where it has none."""
        bindings = []
        for key in self._keys(target):
            mine = [one for one in self._grants if (one.target, one.key) == (target, key)]
            binding: dict[str, Any] = {"role": mine[0].role, "members": sorted({one.member for one in mine})}
            bindings.append({**binding, "condition": mine[0].condition} if mine[0].condition else binding)
        audited = [config for config, _ in self._audited.get(target, ())]
        found = {"bindings": bindings, "auditConfigs": audited}
        return {name: value for name, value in found.items() if value}

    def ids(self) -> Iterable[tuple[Place, Place]]:
        """Yield which place in the live inventory each place in Terraform corresponds to."""
        keys = {target: self._keys(target) for target in {one.target for one in self._grants}}
        for one in self._grants:
            live = f"{one.target}#bindings[{keys[one.target].index(one.key)}]"
            for address, slot in one.places:
                yield (address, slot), (live, f"member:{one.member}")
        for target, configs in self._audited.items():
            for at, (_, address) in enumerate(configs):
                yield (address, ""), (f"{target}#auditConfigs[{at}]", "")

    def _keys(self, target: str) -> list[str]:
        return sorted({one.key for one in self._grants if one.target == target})


def _in_project(service: str, kind: str, attribute: str) -> Callable[[Given], str]:
    return lambda given: f"//{service}.googleapis.com/projects/{given.project}/{kind}/{given.text(attribute)}"


def _in_location(service: str, kind: str, attribute: str) -> Callable[[Given], str]:
    return lambda given: f"//{service}.googleapis.com/{given.parent}/{kind}/{given.text(attribute).rpartition('/')[2]}"


def _of_account(given: Given) -> str:
    account = given.text("service_account_id").rpartition("/")[2]
    return f"//iam.googleapis.com/projects/{given.project}/serviceAccounts/{digits(account)}"


def _of_secret(given: Given) -> str:
    secret = given.text("secret_id").rpartition("/")[2]
    return f"//secretmanager.googleapis.com/projects/{given.number}/secrets/{secret}"


_TARGETS: dict[str, Callable[[Given], str]] = {
    "google_artifact_registry_repository": _in_location("artifactregistry", "repositories", "repository"),
    "google_bigquery_dataset": _in_project("bigquery", "datasets", "dataset_id"),
    "google_cloud_run_v2_service": _in_location("run", "services", "name"),
    "google_cloudfunctions2_function": _in_location("cloudfunctions", "functions", "cloud_function"),
    "google_folder": lambda given: f"{MANAGER}folders/{folder(given)}",
    "google_kms_crypto_key": lambda given: f"//cloudkms.googleapis.com/{given.text('crypto_key_id')}",
    "google_project": lambda given: f"{MANAGER}projects/{given.number}",
    "google_pubsub_subscription": _in_project("pubsub", "subscriptions", "subscription"),
    "google_pubsub_topic": _in_project("pubsub", "topics", "topic"),
    "google_secret_manager_secret": _of_secret,
    "google_service_account": _of_account,
    "google_storage_bucket": lambda given: f"//storage.googleapis.com/{given.text('bucket')}",
}
_ENDINGS = ("_iam_member", "_iam_binding", "_iam_policy")


def is_grant(type_name: str) -> bool:
    """Tell whether a type of Terraform's grants roles."""
    return type_name.startswith("google_") and type_name.endswith(_ENDINGS)


def grants(given: Given) -> Iterable[Grant]:
    """Yield what a resource of Terraform's grants, with the slots that its verdicts may have."""
    of, _, form = given.type.rpartition("_iam_")
    target = _TARGETS[of](given)
    if form == "policy":
        for binding in json.loads(given.text("policy_data"))["bindings"]:
            for member in binding["members"]:
                slots = (f"binding:{binding['role']}", f"binding:{binding['role']}:{member}")
                yield _grant(given, target, binding["role"], member, slots)
        return
    members = [given.text("member")] if form == "member" else given.values["members"]
    for member in members:
        yield _grant(
            given, target, given.text("role"), member, ("member" if member in given.computed else f"member:{member}",)
        )


def _grant(given: Given, target: str, role: str, member: str, slots: Iterable[str]) -> Grant:
    condition = given.block("condition") or None
    return Grant(target, role, member, tuple((given.address, slot) for slot in slots), condition)


def of_the_cloud(project: str, number: str, services: Iterable[str]) -> Iterable[Grant]:
    """Yield what Google Cloud itself grants in a project: its agents have roles of their own."""
    target = f"{MANAGER}projects/{number}"
    yield Grant(target, "roles/editor", f"serviceAccount:{number}@cloudservices.gserviceaccount.com")
    for service in services:
        agent = f"serviceAccount:service-{number}@gcp-sa-{service}.iam.gserviceaccount.com"
        yield Grant(target, f"roles/{service}.serviceAgent", agent)
    yield Grant(target, "roles/owner", f"serviceAccount:terraform@{project}.iam.gserviceaccount.com")


def of_a_bucket(name: str, project: str, *, uniform: bool) -> Iterable[Grant]:
    """Yield the roles that a new bucket gives the project's owners, editors and viewers."""
    target = f"//storage.googleapis.com/{name}"
    kinds = ("Bucket", "Object") if uniform else ("Bucket",)
    for kind in kinds:
        for who in ("projectEditor", "projectOwner"):
            yield Grant(target, f"roles/storage.legacy{kind}Owner", f"{who}:{project}")
        yield Grant(target, f"roles/storage.legacy{kind}Reader", f"projectViewer:{project}")


_ROLES = {
    "OWNER": "roles/bigquery.dataOwner",
    "WRITER": "roles/bigquery.dataEditor",
    "READER": "roles/bigquery.dataViewer",
}
_GROUPS = {"projectOwners": "projectOwner", "projectWriters": "projectEditor", "projectReaders": "projectViewer"}


def of_a_dataset(name: str, project: str, access: Iterable[dict[str, str]], address: str) -> Iterable[Grant]:
    """Yield what the entries of a dataset's access list are as IAM tells them."""
    for entry in access:
        group = entry.get("specialGroup", "")
        who = group or f"user:{entry.get('userByEmail')}"
        if who.endswith("gserviceaccount.com"):
            who = who.replace("user:", "serviceAccount:")
        who = _GROUPS.get(group, who)
        member = f"{who}:{project}" if group in _GROUPS else who
        yield Grant(name, _ROLES[entry["role"]], member, ((address, f"access:{who}"),))
