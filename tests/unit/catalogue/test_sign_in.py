"""Every attribute that decides how one signs in is read by the authentication rules of its row."""

import re

import pytest

from leitplanke.catalogue.loader import load_catalogue
from leitplanke.catalogue.row import Row
from tests.unit.catalogue.schema import condition_uses, schemas

_DECIDES = re.compile(
    r"(.*\.)?("
    r"local_auth(entication)?_(enabled|disabled)|local_account_disabled|local_user_enabled|admin_enabled"
    r"|shared_access_key_enabled|access_keys_authentication_enabled|password_auth_enabled"
    r"|disable_password_authentication|\w+_publish_basic_authentication_enabled"
    r"|iam_database_authentication_enabled|active_directory_auth(entication)?_enabled|azuread_authentication_only"
    r"|internal_user_database_enabled|identity_management_type|anonymous_auth_enabled"
    r"|\w*mfa_\w+|multi_?factor\w*|authorized_grant_type|expose_client_secret"
    r")"
)
_EXCEPTIONS = {
    ("aws_cognito_user_pool", "email_mfa_configuration"): "how the second factor is sent, not whether it is asked for",
    ("aws_cognito_user_pool", "software_token_mfa_configuration"): "which second factor, not whether it is asked for",
    ("aws_opensearch_domain", "advanced_security_options.anonymous_auth_enabled"): "lets in without sign-in: exposure",
    ("aws_s3_bucket", "versioning.mfa_delete"): "a second factor for deleting versions, not for signing in",
    ("azurerm_redis_cache", "redis_configuration.active_directory_authentication_enabled"): (
        "keys are refused only where the directory is on, which the provider checks"
    ),
}
_CATALOGUE = load_catalogue()
_ROWS = [
    (name, row)
    for name in _CATALOGUE.types()
    if (row := _CATALOGUE.row(name)) is not None and (row.role in ("store", "processor") or row.authentication)
]


def _read(name: str, row: Row) -> set[str]:
    conditions = [
        condition for way in row.authentication for condition in (way.directory, way.passwords, way.second_factor)
    ]
    return {use.path for condition in conditions for use in condition_uses(name, condition)}


def _deciding(name: str) -> set[str]:
    paths = schemas()[name]
    return {path for path, kind in paths.items() if _DECIDES.fullmatch(path) and not kind.endswith("/comp")}


@pytest.mark.parametrize(("name", "row"), _ROWS, ids=[name for name, _ in _ROWS])
def test_attributes_of_sign_in_are_judged(name: str, row: Row) -> None:
    missing = _deciding(name) - _read(name, row)

    assert {path for path in missing if (name, path) not in _EXCEPTIONS} == set()


def test_exceptions_are_needed() -> None:
    rows = dict(_ROWS)

    for name, path in _EXCEPTIONS:
        assert path in _deciding(name) - _read(name, rows[name])
