"""What Google Cloud answers for an estate that Terraform has built there: see `tests.live.parity.compare`."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from leitplanke.core.value import Absent, AnyValue, Items, Known
from leitplanke.inventory.inventory import Inventory
from leitplanke.inventory.resource import Resource
from tests.live.fakes.google_estate import GoogleFake
from tests.live.parity import google_services as services
from tests.live.parity import google_stores as stores
from tests.live.parity.applied import Applied, Values, place
from tests.live.parity.compare import Place
from tests.live.parity.google_given import NUMBERS, Asset, Given, computed, digits, link
from tests.live.parity.google_iam import (
    MANAGER,
    Grant,
    Policies,
    grants,
    is_grant,
    of_a_bucket,
    of_a_dataset,
    of_the_cloud,
)

ORGANISATION = "115"
FOLDER = "folders/115115115115"
_AGENTS = {
    "musterstadt-b115-platform-prod": ("artifactregistry",),
    "musterstadt-b115-service-line-prod": ("dialogflow", "pubsub", "contactcenterinsights"),
    "musterstadt-b115-case-data-prod": ("alloydb", "cloudsql", "spanner"),
}
_DOCUMENTS: dict[str, Callable[[Given], Asset]] = {
    "google_alloydb_cluster": stores.alloydb_cluster,
    "google_alloydb_instance": stores.alloydb_instance,
    "google_artifact_registry_repository": stores.repository,
    "google_bigquery_dataset": stores.dataset,
    "google_cloud_run_v2_service": services.run_service,
    "google_cloudfunctions2_function": services.function,
    "google_compute_region_ssl_policy": services.ssl_policy,
    "google_compute_region_target_http_proxy": services.http_proxy,
    "google_compute_region_target_https_proxy": services.https_proxy,
    "google_compute_region_url_map": services.url_map,
    "google_contact_center_insights_view": services.insights_view,
    "google_container_cluster": services.cluster,
    "google_container_node_pool": services.node_pool,
    "google_data_loss_prevention_deidentify_template": services.dlp_template,
    "google_data_loss_prevention_inspect_template": services.dlp_template,
    "google_dialogflow_conversation_profile": services.conversation_profile,
    "google_dialogflow_cx_agent": services.agent,
    "google_firestore_database": stores.firestore_database,
    "google_kms_crypto_key": stores.crypto_key,
    "google_kms_key_ring": stores.key_ring,
    "google_logging_folder_bucket_config": services.log_bucket,
    "google_logging_folder_settings": services.log_settings,
    "google_logging_folder_sink": services.log_sink,
    "google_logging_project_bucket_config": services.log_bucket,
    "google_logging_project_sink": services.log_sink,
    "google_org_policy_policy": services.org_policy,
    "google_project_iam_custom_role": services.custom_role,
    "google_pubsub_subscription": stores.subscription,
    "google_pubsub_topic": stores.topic,
    "google_redis_instance": stores.redis_instance,
    "google_secret_manager_secret": stores.secret,
    "google_service_account": services.service_account,
    "google_spanner_database": stores.spanner_database,
    "google_spanner_instance": stores.spanner_instance,
    "google_sql_database_instance": stores.sql_instance,
    "google_storage_bucket": stores.bucket,
}
NOT_LISTED = frozenset(
    {
        "data.google_iam_policy",
        "google_access_context_manager_access_level",
        "google_access_context_manager_service_perimeter",
        "google_bigquery_data_transfer_config",
        "google_contact_center_insights_analysis_rule",
        "google_dialogflow_cx_security_settings",
        "google_dialogflow_cx_webhook",
        "google_dialogflow_encryption_spec",
        "google_firestore_backup_schedule",
        "google_firestore_field",
        "google_kms_crypto_key_version",
        "google_spanner_backup_schedule",
        "google_sql_database",
        "google_sql_user",
    }
)
"""Types that Cloud Asset Inventory does not list, or that the scan does not ask for."""


class Built(msgspec.Struct, frozen=True):
    """An organisation as its interfaces tell it, and where in it the places of Terraform are found again."""

    fake: GoogleFake
    ids: dict[Place, tuple[Place, ...]]


def build(estate: Applied) -> Built:
    """Return what Google Cloud answers for the estate `public-office-google`, and `ids` for ``differences``."""
    policies, assets, ids = Policies(), list[Asset](), dict[Place, set[Place]]()
    given = [one for inventory in estate.stacks.values() for one in _given(inventory)]
    for one in given:
        if is_grant(one.type):
            for grant in grants(one):
                policies.grant(grant)
        elif one.type == "google_project_iam_audit_config":
            types = [{"logType": each["log_type"]} for each in one.values["audit_log_config"]]
            config = {"service": one.text("service"), "auditLogConfigs": types}
            policies.audit(f"{MANAGER}projects/{one.number}", config, one.address)
        elif one.type in _DOCUMENTS:
            asset = _DOCUMENTS[one.type](one)
            assets.append(asset)
            ids.setdefault((one.address, ""), set()).add((asset.name, ""))
            for grant in _made_with(one, asset):
                policies.grant(grant)
        elif one.type not in NOT_LISTED:
            raise ValueError(f"{one.type}: nothing says what the cloud makes of it")
    assets += _of_the_cloud(given)
    for project, number in NUMBERS.items():
        for grant in of_the_cloud(project, number, _AGENTS[project]):
            policies.grant(grant)
    for here, there in policies.ids():
        ids.setdefault(here, set()).add(there)
    return Built(_fake(assets, policies), {here: tuple(sorted(there)) for here, there in ids.items()})


def _fake(assets: list[Asset], policies: Policies) -> GoogleFake:
    above = [FOLDER, *(f"projects/{number}" for number in NUMBERS.values())]
    return GoogleFake(
        [_listed(one, policies.policy(one.name)) for one in assets],
        organisation=ORGANISATION,
        folders=[{"name": FOLDER, "parent": f"organizations/{ORGANISATION}", "displayName": "Service line 115"}],
        projects=[
            {"name": f"projects/{number}", "projectId": project, "projectNumber": number, "parent": FOLDER}
            for project, number in NUMBERS.items()
        ],
        policies={name: policy for name in above if (policy := policies.policy(MANAGER + name))},
    )


def _listed(asset: Asset, policy: dict[str, Any]) -> dict[str, Any]:
    within = {"project": asset.parent} if asset.parent in NUMBERS else {"parent": asset.parent}
    found = {
        "name": asset.name,
        "assetType": asset.type,
        "resource": {"location": asset.location, "data": asset.data},
        **within,
    }
    return {**found, "iamPolicy": policy} if policy else found


def _given(inventory: Inventory) -> Iterable[Given]:
    values = Values(inventory, lambda resource, attribute: _computed(values, resource, attribute))
    for resource in inventory.resources:
        if resource.type.startswith(("google_", "data.google_")):
            yield _one(resource, values)


def _one(resource: Resource, values: Values) -> Given:
    own = values.of(resource)
    return Given(
        resource.type,
        place(resource),
        own,
        str(own.get("project") or values.setting(resource, "project")),
        str(values.setting(resource, "region")),
        values.setting(resource, "default_labels") or {},
        frozenset(values.plain(one) for one in _members(resource) if not isinstance(one, Known)),
    )


def _members(resource: Resource) -> Iterable[AnyValue]:
    entries = resource.attributes.entries
    for value in (entries.get("member", Absent()), entries.get("members", Absent())):
        if isinstance(value, Known) and isinstance(value.data, Items):
            yield from value.data.items
        elif not isinstance(value, Absent):
            yield value


def _computed(values: Values, resource: Resource, attribute: str) -> Any:
    given = _one(resource, values)
    if resource.type == "data.google_iam_policy":
        return json.dumps({"bindings": given.values["binding"]})
    return computed(given, attribute)


def _made_with(given: Given, asset: Asset) -> Iterable[Grant]:
    """Yield what the cloud grants when it makes something."""
    if given.type == "google_storage_bucket":
        uniform = bool(given.values.get("uniform_bucket_level_access"))
        yield from of_a_bucket(given.text("name"), given.project, uniform=uniform)
    elif given.type == "google_bigquery_dataset":
        yield from of_a_dataset(asset.name, given.project, asset.data["access"], given.address)


def _of_the_cloud(given: list[Given]) -> Iterable[Asset]:
    """Yield what makes itself: log buckets and sinks, and what functions and nodes consist of."""
    settings = next(one for one in given if one.type == "google_logging_folder_settings")
    place_of_logs, key = settings.values.get("storage_location", "global"), settings.values.get("kms_key_name")
    for parent, name in ((FOLDER, FOLDER), *((project, f"projects/{project}") for project in NUMBERS)):
        required = f"{name}/locations/{place_of_logs}/buckets/_Required"
        yield services.log_bucket_named(required, location=place_of_logs, parent=parent, days=400, locked=True, key=key)
        usual = next(
            (
                one
                for one in given
                if one.text("bucket_id") == "_Default" and one.project == parent and parent != FOLDER
            ),
            None,
        )
        default = usual.name() if usual else f"{name}/locations/{place_of_logs}/buckets/_Default"
        if usual is None:
            yield services.log_bucket_named(
                default, location=place_of_logs, parent=parent, days=30, locked=False, key=key
            )
        for sink, bucket in (("_Required", required), ("_Default", default)):
            data = {"name": sink, "destination": f"logging.googleapis.com/{bucket}", "filter": "..."}
            yield Asset(
                f"//logging.googleapis.com/{name}/sinks/{sink}",
                "logging.googleapis.com/LogSink",
                "global",
                data,
                parent,
            )
    for one in given:
        if one.type == "google_cloudfunctions2_function":
            yield from _of_a_function(one)
        elif one.type == "google_container_node_pool":
            yield from _of_nodes(one)


def _of_a_function(given: Given) -> Iterable[Asset]:
    """Yield the service that runs it, the bucket with its source and the repository with its image."""
    service = given.block("service_config")
    key = given.text("kms_key_name") or None
    ingress = {"ALLOW_ALL": "all", "ALLOW_INTERNAL_ONLY": "internal"}[service["ingress_settings"]]
    image = f"{given.location}-docker.pkg.dev/{given.project}/gcf-artifacts/{given.text('name')}"
    yield services.knative(
        given, given.text("name"), ingress=ingress, key=key, account=service["service_account_email"], image=image
    )
    name = f"gcf-v2-sources-{given.number}-{given.location}"
    source: dict[str, Any] = {"name": name, "location": given.location, "uniform_bucket_level_access": True}
    source["versioning"] = [{"enabled": True}]
    if key:
        source["encryption"] = [{"default_kms_key_name": key}]
    made = {"location": given.location, "repository_id": "gcf-artifacts", "format": "DOCKER", "kms_key_name": key}
    for type_name, values in (("google_storage_bucket", source), ("google_artifact_registry_repository", made)):
        written = {each: value for each, value in values.items() if value is not None}
        yield _DOCUMENTS[type_name](Given(type_name, name, written, given.project, given.region, {}))


def _of_nodes(given: Given) -> Iterable[Asset]:
    """Yield a node of a cluster, and its disk, which lie in a zone."""
    name, zone = "gke-b115-prod-cases-cases-1a2b3c4d-x5y6", f"{given.region}-a"
    within = f"projects/{given.project}/zones/{zone}"
    key = given.block("node_config").get("boot_disk_kms_key")
    encrypted = {"diskEncryptionKey": {"kmsKeyName": f"{key}/cryptoKeyVersions/1"}} if key else {}
    disk = {
        "id": digits(name, 19),
        "name": name,
        "selfLink": link(f"{within}/disks/{name}"),
        "zone": link(within),
        "sizeGb": "100",
        "type": link(f"{within}/diskTypes/pd-balanced"),
        "status": "READY",
        "users": [link(f"{within}/instances/{name}")],
        "labels": {"goog-gke-node": ""},
        **encrypted,
    }
    node = {
        "id": digits(given.address, 19),
        "name": name,
        "selfLink": link(f"{within}/instances/{name}"),
        "zone": link(within),
        "machineType": link(f"{within}/machineTypes/e2-standard-4"),
        "status": "RUNNING",
        "disks": [{"boot": True, "autoDelete": True, "type": "PERSISTENT", "source": disk["selfLink"], **encrypted}],
        "networkInterfaces": [{"name": "nic0", "networkIP": "10.115.1.4"}],
        "shieldedInstanceConfig": {"enableSecureBoot": True, "enableVtpm": True, "enableIntegrityMonitoring": True},
        "labels": {"goog-gke-node": "", "goog-k8s-cluster-name": "b115-prod-cases"},
    }
    compute = "//compute.googleapis.com/"
    yield Asset(f"{compute}{within}/disks/{name}", "compute.googleapis.com/Disk", zone, disk, given.project)
    yield Asset(f"{compute}{within}/instances/{name}", "compute.googleapis.com/Instance", zone, node, given.project)
