"""Attributes of Google Cloud resources that are a service account's name as a member: ``serviceAccount:...``."""

import re

from leitplanke.core.text import HOLE
from leitplanke.core.value import AnyValue

_MEMBER_OF = frozenset(
    {
        "google_service_account",
        "google_project_service_identity",
        "google_storage_project_service_account",
        "google_bigquery_default_service_account",
        "google_compute_default_service_account",
        "google_app_engine_default_service_account",
    }
)
"""Types with an attribute ``member``; source: google provider documentation."""
_WRITER_OF = frozenset(
    {
        "google_logging_project_sink",
        "google_logging_folder_sink",
        "google_logging_organization_sink",
        "google_logging_billing_account_sink",
    }
)
"""Types with an attribute ``writer_identity``; source: google provider documentation."""
_AGENT_OF = frozenset(
    {
        "google_project_service_identity",
        "google_storage_project_service_account",
        "google_bigquery_default_service_account",
    }
)
"""Types that are agents of Google's own; source: google provider documentation."""
_OF_GOOGLE = (
    r"gcp-sa-[a-z\d-]+|bigquery-encryption|cloud-filer|cloud-memcache-sa|cloud-ml\.google\.com|cloud-redis|cloud-tpu"
    r"|cloudcomposer-accounts|cloudscheduler|compute-system|container-analysis|container-engine-robot"
    r"|containerregistry|dataflow-service-producer-prod|dataproc-accounts|dlp-api|endpoints-portal|firebase-rules"
    r"|gae-api-prod\.google\.com|gcf-admin-robot|gs-project-accounts|remotebuildexecution|serverless-robot-prod"
    r"|service-networking|sourcerepo-service-accounts"
)
_NUMBER = rf"(?:\d+|{HOLE})"
_AGENT = re.compile(
    rf"serviceAccount:(?:{_NUMBER}@cloudservices|[\w-]+@system"
    rf"|(?:service-(?:(?:org|folder)-)?|bq-|cmek-p){_NUMBER}@(?:{_OF_GOOGLE})\.iam)\.gserviceaccount\.com"
)
"""Members that are agents of Google's own: the customer neither makes them nor can act as them. Accounts of a project
may have names of the same form, so the domain decides. Source: Google Cloud IAM documentation, "Service agents"."""
_TYPE = re.compile(r"(?:^|\.)(google_\w+)\.\w+(?:\[.*\])?$")


def is_service_account(value: AnyValue) -> bool:
    """Tell whether a value, whatever it will be, was read from where service accounts are named as members."""
    if value.ref is None:
        return False
    found = _TYPE.search(value.ref.address)
    type_name = found[1] if found is not None else ""
    if value.ref.attribute == "member":
        return type_name in _MEMBER_OF
    return value.ref.attribute == "writer_identity" and type_name in _WRITER_OF


def is_address_of_service_account(value: AnyValue) -> bool:
    """Tell whether a value, whatever it will be, was read from the e-mail address of a service account."""
    if value.ref is None or value.ref.attribute != "email":
        return False
    found = _TYPE.search(value.ref.address)
    return found is not None and found[1] in _MEMBER_OF


def is_agent(member: str) -> bool:
    """Tell whether a member, with holes where it is not known, is an agent of Google's own."""
    return _AGENT.fullmatch(member) is not None


def is_type_of_agent(type_name: str) -> bool:
    """Tell whether resources and data sources of a type are agents of Google's own."""
    return type_name.removeprefix("data.") in _AGENT_OF
