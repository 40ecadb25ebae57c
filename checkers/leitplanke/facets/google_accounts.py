"""Attributes of Google Cloud resources that are a service account's name as a member: ``serviceAccount:...``."""

import re

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
