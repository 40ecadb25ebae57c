"""What AWS computes of a resource once it is made: its id, its ARN, what it draws."""

import re
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# What AWS computes, by type: ``{name}`` are arguments, ``$uuid``, ``$hex`` and ``$letters`` what it draws.
_FACTS: dict[str, dict[str, str]] = {
    "aws_backup_plan": {"id": "$uuid", "arn": "arn:aws:backup:{$region}:{$account}:backup-plan:{id}"},
    "aws_backup_selection": {"id": "$uuid"},
    "aws_backup_vault": {"id": "{name}", "arn": "arn:aws:backup:{$region}:{$account}:backup-vault:{name}"},
    "aws_cloudwatch_event_bus": {"id": "{name}", "arn": "arn:aws:events:{$region}:{$account}:event-bus/{name}"},
    "aws_cloudwatch_event_rule": {
        "id": "{event_bus_name}/{name}",
        "arn": "arn:aws:events:{$region}:{$account}:rule/{event_bus_name}/{name}",
    },
    "aws_cloudwatch_log_group": {"id": "{name}", "arn": "arn:aws:logs:{$region}:{$account}:log-group:{name}"},
    "aws_connect_instance": {"id": "$uuid", "arn": "arn:aws:connect:{$region}:{$account}:instance/{id}"},
    "aws_connect_instance_storage_config": {
        "id": "{instance_id}:{association}:{resource_type}",
        "association": "$hex64",
    },
    "aws_db_instance": {
        "id": "db-$letters26",
        "resource_id": "{id}",
        "arn": "arn:aws:rds:{$region}:{$account}:db:{identifier}",
        "address": "{identifier}.$hex12.{$region}.rds.amazonaws.com",
    },
    "aws_db_parameter_group": {"id": "{name}", "arn": "arn:aws:rds:{$region}:{$account}:pg:{name}"},
    "aws_db_subnet_group": {"id": "{name}", "arn": "arn:aws:rds:{$region}:{$account}:subgrp:{name}"},
    "aws_dynamodb_table": {"id": "{name}", "arn": "arn:aws:dynamodb:{$region}:{$account}:table/{name}"},
    "aws_ebs_volume": {"id": "vol-0$hex16", "arn": "arn:aws:ec2:{$region}:{$account}:volume/{id}"},
    "aws_efs_file_system": {
        "id": "fs-0$hex16",
        "arn": "arn:aws:elasticfilesystem:{$region}:{$account}:file-system/{id}",
    },
    "aws_iam_policy": {"id": "{arn}", "arn": "arn:aws:iam::{$account}:policy/{name}"},
    "aws_iam_role": {"id": "{name}", "arn": "arn:aws:iam::{$account}:role/{name}"},
    "aws_iam_user": {"id": "{name}", "arn": "arn:aws:iam::{$account}:user/{name}"},
    "aws_kinesis_firehose_delivery_stream": {
        "id": "{arn}",
        "arn": "arn:aws:firehose:{$region}:{$account}:deliverystream/{name}",
    },
    "aws_kinesis_stream": {"id": "{arn}", "arn": "arn:aws:kinesis:{$region}:{$account}:stream/{name}"},
    "aws_kinesis_video_stream": {
        "id": "{arn}",
        "arn": "arn:aws:kinesisvideo:{$region}:{$account}:stream/{name}/1795478400000",
    },
    "aws_kms_alias": {"id": "{name}", "arn": "arn:aws:kms:{$region}:{$account}:{name}"},
    "aws_kms_key": {"id": "$uuid", "key_id": "{id}", "arn": "arn:aws:kms:{$region}:{$account}:key/{id}"},
    "aws_lambda_function": {
        "id": "{function_name}",
        "arn": "arn:aws:lambda:{$region}:{$account}:function:{function_name}",
    },
    "aws_lexv2models_bot": {"id": "$letters10", "arn": "arn:aws:lex:{$region}:{$account}:bot/{id}"},
    "aws_rds_cluster": {
        "id": "{cluster_identifier}",
        "cluster_resource_id": "cluster-$letters26",
        "arn": "arn:aws:rds:{$region}:{$account}:cluster:{cluster_identifier}",
    },
    "aws_rds_cluster_instance": {
        "id": "{identifier}",
        "dbi_resource_id": "db-$letters26",
        "arn": "arn:aws:rds:{$region}:{$account}:db:{identifier}",
    },
    "aws_rds_cluster_parameter_group": {
        "id": "{name}",
        "arn": "arn:aws:rds:{$region}:{$account}:cluster-pg:{name}",
    },
    "aws_s3_bucket": {"id": "{bucket}", "arn": "arn:aws:s3:::{bucket}"},
    "aws_secretsmanager_secret": {
        "id": "{arn}",
        "arn": "arn:aws:secretsmanager:{$region}:{$account}:secret:{name}-$letters6",
    },
    "aws_security_group": {"id": "sg-0$hex16"},
    "aws_sqs_queue": {
        "id": "{url}",
        "url": "https://sqs.{$region}.amazonaws.com/{$account}/{name}",
        "arn": "arn:aws:sqs:{$region}:{$account}:{name}",
    },
    "aws_subnet": {"id": "subnet-0$hex16"},
    "aws_vpc": {"id": "vpc-0$hex16"},
}
_DRAWN = re.compile(r"\$(uuid|hex|letters)(\d*)")
_HOLE = re.compile(r"\{([^}]+)\}")


def facts_of(type_: str, given: dict[str, Any], account: str, region: str, key: str) -> dict[str, str]:
    """Return what AWS computes of a resource: ``key`` tells it from all others of its account."""
    templates = _FACTS.get(type_, {"id": "$uuid"})
    known = {"$account": account, "$region": region}

    def drawn(match: re.Match[str]) -> str:
        count = int(match[2] or 0)
        if match[1] == "uuid":
            return uuid_of(account, key)
        return hex_of(account, key, digits=count) if match[1] == "hex" else letters_of(account, key, count=count)

    def text(name: str) -> str:
        if name in templates:
            return _HOLE.sub(lambda hole: text(hole[1]), _DRAWN.sub(drawn, templates[name]))
        return known.get(name) or str(given[name])

    return {name: text(name) for name in templates}


def uuid_of(*parts: str) -> str:
    """Return the UUID that AWS has drawn."""
    return str(uuid5(NAMESPACE_URL, "/".join(parts)))


def hex_of(*parts: str, digits: int = 17) -> str:
    """Return an id in hexadecimal digits."""
    return sha256("/".join(parts).encode()).hexdigest()[:digits]


def letters_of(*parts: str, count: int) -> str:
    """Return an id in capital letters and digits."""
    return "".join(_PLAIN[byte % 32] for byte in sha256("/".join(parts).encode()).digest()[:count])
