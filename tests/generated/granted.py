"""How the oracle reads rules about grants and Google's data access logs: by the plain forms of their documents."""

import json
from collections.abc import Iterator
from typing import Any

from leitplanke.catalogue.row import Condition, GrantRule
from tests.generated.made import UNKNOWN
from tests.generated.reading import ABSENT, Reading, Truth, UnclearError, every, first

AUDIT_CONFIG = "google_project_iam_audit_config"
ANYONE = "allUsers"
_ALL_ROLES = ("roles/owner", "roles/editor")
_ALL_POLICIES = "arn:aws:iam::aws:policy/AdministratorAccess"
_NARROW = "arn:aws:s3:::calls/*"


def choices(rule: GrantRule) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the paths that a rule reads, with what may stand there; none for forms that the oracle does not read."""
    match rule.form:
        case "google-member" | "google-members":
            yield rule.path, ("user:anna@example.org", ANYONE)
            yield rule.role, ("roles/viewer", "roles/owner")
        case "google-policy":
            yield rule.path, tuple(_bindings(member) for member in ("user:anna@example.org", ANYONE))
        case "aws-policy":
            people = ({"AWS": "arn:aws:iam::111122223333:role/agents"}, "*") if rule.kind != "identity" else (None,)
            allowed = (("s3:GetObject", _NARROW), ("*", "*"))
            yield rule.path, tuple(_document(one, *what) for one in people for what in allowed)
        case "aws-attachment":
            yield rule.path, ("arn:aws:iam::111122223333:policy/agents", _ALL_POLICIES)
            yield rule.principal, ("agents",)
        case _:
            pass


def _bindings(member: str) -> str:
    return json.dumps({"bindings": [{"role": "roles/viewer", "members": [member]}]})


def _document(principal: Any, action: str, resource: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Statement": [statement if principal is None else {**statement, "Principal": principal}]})


def is_harmless(reading: Reading, rule: GrantRule) -> Truth | str:
    """Tell whether a grant is neither for anyone nor, for what is attached to an identity, of everything."""
    if not any(True for _ in choices(rule)):
        raise UnclearError(f"grants: {rule.form}")
    value = every(reading.own, rule.path)
    nobody = rule.form == "aws-attachment" and rule.principal and first(reading.own, rule.principal) == ABSENT
    if not value or nobody:
        return ABSENT
    identity = rule.kind == "identity"
    role = first(reading.own, rule.role) if rule.role and identity else ABSENT
    if rule.form == "aws-attachment" and UNKNOWN in value:
        raise UnclearError("grants: a policy that is not known, read from another resource")
    if UNKNOWN in value or role is UNKNOWN:
        return False if ANYONE in value or role in _ALL_ROLES else None
    match rule.form:
        case "google-member" | "google-members":
            return ANYONE not in value and not (identity and role in _ALL_ROLES)
        case "google-policy":
            return not any(ANYONE in one["members"] for one in json.loads(value[0])["bindings"])
        case "aws-policy":
            statement = json.loads(value[0])["Statement"][0]
            return bool(statement["Action"] != "*" if identity else statement["Principal"] != "*")
        case _:
            return _ALL_POLICIES not in value


def records_reads(reading: Reading, condition: Condition) -> Truth:
    """Tell whether the project records who reads from a service; what another stack switches on is not known."""
    config = reading.companion(AUDIT_CONFIG)
    if config is None:
        return None
    service, types = first(config, "service"), every(config, "audit_log_config.log_type")
    if service in condition.is_ and "DATA_READ" in types:
        return True
    raise UnclearError("an audit configuration for something else")
