"""Plan JSON as ``terraform show -json`` writes it (format 1.2): any number of resources, 2.4 KB each.

Written resource by resource: the generator's memory does not grow with the plan.
"""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, TextIO

SEED = 20261123
VERSIONS = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "applyable": True,
    "complete": True,
    "errored": False,
}
PROVIDER = "registry.terraform.io/hashicorp/{}"


def write(target: Path, size: int) -> None:
    """Write a plan that creates ``size`` resources; each is planned value, change and configuration."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        file.write(dumps(VERSIONS)[:-1])
        file.write(',"variables":{"stage":{"value":"prod"}},"planned_values":{"root_module":{"resources":')
        write_array(file, map(planned, resources(size)))
        file.write('}},"resource_changes":')
        write_array(file, map(change, resources(size)))
        file.write(',"configuration":{"provider_config":')
        file.write(dumps(provider_config()))
        file.write(',"root_module":{"resources":')
        write_array(file, map(configured, resources(size)))
        file.write('}},"timestamp":"2026-11-23T08:00:00Z"}\n')


def write_array(file: TextIO, items: Iterator[dict[str, Any]]) -> None:
    """Write a JSON array of any length."""
    file.writelines(f"{',' if index else '['}{dumps(item)}" for index, item in enumerate(items))
    file.write("]")


def dumps(value: object) -> str:
    """Return JSON without blanks, as Terraform writes it."""
    return json.dumps(value, separators=(",", ":"))


def provider_config() -> dict[str, Any]:
    """Return the provider blocks of the configuration."""
    regions = {"aws": "eu-central-1", "google": "europe-west3"}
    found: dict[str, Any] = {
        name: {"name": name, "full_name": PROVIDER.format(name), "expressions": {"region": {"constant_value": region}}}
        for name, region in regions.items()
    }
    found["azurerm"] = {"name": "azurerm", "full_name": PROVIDER.format("azurerm")}
    return found


def resources(size: int) -> Iterator[dict[str, Any]]:
    """Yield each resource: type, name, what is known after apply, references, attributes."""
    rng = Random(SEED)
    groups = (of_group(rng, f"r{number:06}") for number in range(size))
    for count, resource in enumerate(chain.from_iterable(groups)):
        if count == size:
            return
        yield resource


def of_group(rng: Random, name: str) -> Iterator[dict[str, Any]]:
    """Yield a bucket with two companions, a database, a storage account and a bucket of another cloud."""
    tags = {
        "Name": name,
        "stage": "prod",
        "project": "contact-centre",
        "data-class": rng.choice(("health", "personal")),
    }
    bucket = f"aws_s3_bucket.{name}"
    yield of("aws_s3_bucket", name, {"bucket": f"cc-{name}", "force_destroy": False, "tags": tags, "tags_all": tags})
    key = {"kms_master_key_id": "arn:aws:kms:eu-central-1:111122223333:key/0", "sse_algorithm": "aws:kms"}
    rule = {"apply_server_side_encryption_by_default": [key], "bucket_key_enabled": rng.choice((True, None))}
    kind = "aws_s3_bucket_server_side_encryption_configuration"
    yield of(kind, name, {"expected_bucket_owner": None, "rule": [rule]}, {"bucket": f"{bucket}.id"})
    flags = {"block_public_acls": True, "block_public_policy": rng.random() < 0.8, "ignore_public_acls": True}
    public = {**flags, "restrict_public_buckets": True}
    yield of("aws_s3_bucket_public_access_block", name, public, {"bucket": f"{bucket}.id"})
    database = {
        "identifier": f"cc-{name}",
        "engine": "postgres",
        "storage_encrypted": rng.random() < 0.8,
        "backup_retention_period": rng.choice((0, 7, 30)),
        "deletion_protection": rng.random() < 0.5,
        "publicly_accessible": False,
        "allocated_storage": 100,
        "replicate_source_db": None,
        "tags": tags,
    }
    yield of("aws_db_instance", name, database)
    account = {
        "name": f"cc{name}",
        "location": rng.choice(("germanywestcentral", "westeurope", "eastus")),
        "account_replication_type": rng.choice(("LRS", "GRS")),
        "min_tls_version": "TLS1_2",
        "allow_nested_items_to_be_public": False,
        "resource_group_name": "cc-data",
        "tags": tags,
    }
    yield of("azurerm_storage_account", name, account)
    store = {
        "name": f"cc-{name}",
        "location": rng.choice(("EUROPE-WEST3", "EU", "US")),
        "uniform_bucket_level_access": True,
        "public_access_prevention": "enforced",
        "versioning": [{"enabled": True}],
        "labels": {"stage": "prod"},
    }
    yield of("google_storage_bucket", name, store)


def of(type_name: str, name: str, after: dict[str, Any], references: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a resource, filled up with settings that nobody set, so that it comes to 2.4 KB in all."""
    unset = {f"optional_setting_{index}": None for index in range(17)}
    return {"type": type_name, "name": name, "after": {**after, **unset}, "references": references or {}}


def identity(resource: dict[str, Any]) -> dict[str, Any]:
    """Return what all three places say of a resource."""
    type_name, name = resource["type"], resource["name"]
    return {"address": f"{type_name}.{name}", "mode": "managed", "type": type_name, "name": name}


def planned(resource: dict[str, Any]) -> dict[str, Any]:
    """Return an element of ``planned_values``."""
    provider = PROVIDER.format(resource["type"].partition("_")[0])
    return {
        **identity(resource),
        "provider_name": provider,
        "schema_version": 0,
        "values": resource["after"],
        "sensitive_values": {"tags": {}} if "tags" in resource["after"] else {},
    }


def change(resource: dict[str, Any]) -> dict[str, Any]:
    """Return an element of ``resource_changes``."""
    computed = ("id", "arn", "bucket_domain_name", "hosted_zone_id", "self_link", *resource["references"])
    return {
        **identity(resource),
        "provider_name": PROVIDER.format(resource["type"].partition("_")[0]),
        "change": {
            "actions": ["create"],
            "before": None,
            "after": resource["after"],
            "after_unknown": dict.fromkeys(computed, True),
            "before_sensitive": False,
            "after_sensitive": {},
        },
    }


def configured(resource: dict[str, Any]) -> dict[str, Any]:
    """Return an element of ``configuration``: constants, and what a value was read from."""
    expressions: dict[str, Any] = {
        name: {"constant_value": value}
        for name, value in resource["after"].items()
        if isinstance(value, (str, int, bool)) and value is not None
    }
    for name, target in resource["references"].items():
        expressions[name] = {"references": [target, target.rpartition(".")[0]]}
    provider = resource["type"].partition("_")[0]
    return {**identity(resource), "provider_config_key": provider, "expressions": expressions, "schema_version": 0}
