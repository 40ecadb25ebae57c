"""A resource of Terraform's on Google Cloud, as it is once it is applied: its names, and what its asset needs."""

import uuid
import zlib
from typing import Any

import msgspec

NUMBERS = {
    "musterstadt-b115-platform-prod": "481516234210",
    "musterstadt-b115-service-line-prod": "481516234211",
    "musterstadt-b115-case-data-prod": "481516234212",
}
"""The projects of the estate, as its variables name them."""
DOMAIN = "musterstadt.example"
_COMPUTE = "https://www.googleapis.com/compute/v1/"


class Given(msgspec.Struct, frozen=True):
    """What Terraform says of a resource: its plain attributes, and the project, region and labels of its provider."""

    type: str
    address: str
    values: dict[str, Any]
    project: str
    region: str
    default_labels: dict[str, str]
    computed: frozenset[str] = frozenset()
    """Members of a grant that are not known before it is applied."""

    @property
    def number(self) -> str:
        """The project's number."""
        return NUMBERS[self.project]

    @property
    def location(self) -> str:
        """Where it is."""
        return str(self.values.get("location") or self.values.get("region") or self.region)

    @property
    def labels(self) -> dict[str, str]:
        """The labels that it has in the cloud; the provider adds one of its own."""
        own = self.values.get("labels", {})
        return {**self.default_labels, **own, "goog-terraform-provisioned": "true"}

    @property
    def parent(self) -> str:
        """``projects/p/locations/l``."""
        return f"projects/{self.project}/locations/{self.location}"

    def text(self, name: str) -> str:
        """Return an attribute that is a text; empty where it is not set."""
        return str(self.values.get(name, ""))

    def block(self, path: str) -> dict[str, Any]:
        """Return a block that occurs once at most, by the dotted names that lead to it; empty where there is none."""
        found: Any = self.values
        for name in path.split("."):
            blocks = found.get(name) or [{}]
            found = blocks[0]
        return dict(found)

    def name(self) -> str:
        """Return the name by which the cloud's own interface knows it."""
        return relative_name(self)


class Asset(msgspec.Struct, frozen=True):
    """What Cloud Asset Inventory says of one resource. ``parent`` is its project, or a folder: ``folders/4``."""

    name: str
    type: str
    location: str
    data: dict[str, Any]
    parent: str


def relative_name(given: Given) -> str:
    """Return the name without its service: ``projects/p/locations/l/keyRings/r``. Ids are made up of the address."""
    value, project, at = given.text, f"projects/{given.project}", given.parent
    by_number, above = f"projects/{NUMBERS.get(given.project)}", f"folders/{folder(given)}"
    regional = f"{project}/regions/{given.location}"
    made_up = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{given.project}/{given.address}"))
    names = {
        "google_alloydb_cluster": f"{at}/clusters/{value('cluster_id')}",
        "google_alloydb_instance": f"{value('cluster')}/instances/{value('instance_id')}",
        "google_artifact_registry_repository": f"{at}/repositories/{value('repository_id')}",
        "google_bigquery_dataset": f"{project}/datasets/{value('dataset_id')}",
        "google_cloud_run_v2_service": f"{at}/services/{value('name')}",
        "google_cloudfunctions2_function": f"{at}/functions/{value('name')}",
        "google_compute_region_ssl_policy": f"{regional}/sslPolicies/{value('name')}",
        "google_compute_region_target_http_proxy": f"{regional}/targetHttpProxies/{value('name')}",
        "google_compute_region_target_https_proxy": f"{regional}/targetHttpsProxies/{value('name')}",
        "google_compute_region_url_map": f"{regional}/urlMaps/{value('name')}",
        "google_contact_center_insights_view": f"{by_number}/locations/{given.location}/views/{made_up[:8]}",
        "google_container_cluster": f"{at}/clusters/{value('name')}",
        "google_container_node_pool": f"{value('cluster')}/nodePools/{value('name')}",
        "google_data_loss_prevention_deidentify_template": f"{value('parent')}/deidentifyTemplates/{made_up[:8]}",
        "google_data_loss_prevention_inspect_template": f"{value('parent')}/inspectTemplates/{made_up[:8]}",
        "google_dialogflow_conversation_profile": f"{at}/conversationProfiles/{made_up[:8]}",
        "google_dialogflow_cx_agent": f"{at}/agents/{made_up}",
        "google_dialogflow_cx_security_settings": f"{at}/securitySettings/{made_up[:8]}",
        "google_firestore_database": f"{project}/databases/{value('name')}",
        "google_kms_crypto_key": f"{value('key_ring')}/cryptoKeys/{value('name')}",
        "google_kms_key_ring": f"{at}/keyRings/{value('name')}",
        "google_logging_folder_bucket_config": f"{above}/locations/{given.location}/buckets/{value('bucket_id')}",
        "google_logging_folder_settings": f"{above}/settings",
        "google_logging_folder_sink": f"{above}/sinks/{value('name')}",
        "google_logging_project_bucket_config": f"{at}/buckets/{value('bucket_id')}",
        "google_logging_project_sink": f"{project}/sinks/{value('name')}",
        "google_project_iam_custom_role": f"{project}/roles/{value('role_id')}",
        "google_pubsub_subscription": f"{project}/subscriptions/{value('name')}",
        "google_pubsub_topic": f"{project}/topics/{value('name')}",
        "google_redis_instance": f"{at}/instances/{value('name')}",
        "google_secret_manager_secret": f"{by_number}/secrets/{value('secret_id')}",
        "google_service_account": f"{project}/serviceAccounts/{email(given)}",
        "google_spanner_database": f"{project}/instances/{value('instance')}/databases/{value('name')}",
        "google_spanner_instance": f"{project}/instances/{value('name')}",
        "google_sql_database_instance": f"{project}/instances/{value('name')}",
        "google_storage_bucket": value("name"),
    }
    return names.get(given.type, made_up)


_NAMED_IN_FULL = (
    "google_alloydb_cluster",
    "google_dialogflow_cx_security_settings",
    "google_secret_manager_secret",
    "google_service_account",
)
"""Types of which ``name`` is the whole name, as the provider's documentation says."""


def computed(given: Given, attribute: str) -> Any:
    """Return an attribute that Terraform reads from the cloud, once the resource is there."""
    name = relative_name(given)
    answers = {
        # Terraform has the project's id where the cloud answers with its number.
        "id": name.replace(f"projects/{given.number}/", f"projects/{given.project}/"),
        "name": name if given.type in _NAMED_IN_FULL else name.rpartition("/")[2],
        "email": email(given),
        "member": f"serviceAccount:{email(given)}",
        "writer_identity": f"serviceAccount:{writer(given)}",
        "uri": f"https://{given.text('name')}-{given.number}.{given.location}.run.app",
    }
    return answers[attribute]


def email(given: Given) -> str:
    """Return the address of a service account."""
    return f"{given.text('account_id')}@{given.project}.iam.gserviceaccount.com"


def writer(given: Given) -> str:
    """Return the service account that sends logs for a project or a folder."""
    whose = f"folder-{folder(given)}" if given.text("folder") else given.number
    return f"service-{whose}@gcp-sa-logging.iam.gserviceaccount.com"


def folder(given: Given) -> str:
    """Return the number of the folder that it is about."""
    return given.text("folder").removeprefix("folders/")


def digits(text: str, length: int = 21) -> str:
    """Return a made-up number that stays the same."""
    return str(zlib.crc32(text.encode())).rjust(length, "1")


def link(name: str) -> str:
    """Return the link of something of Compute Engine, which is how its documents name each other."""
    return name if name.startswith("https://") else _COMPUTE + name


def present(**values: Any) -> dict[str, Any]:
    """Return what is set: in the JSON of Google's interfaces, zero, false and empty texts are left out."""
    return {name: value for name, value in values.items() if value not in (None, "", False, 0, [], {})}
