"""Secrets, as Secrets Manager tells of them, with their replicas, and the passwords that RDS keeps there."""

from datetime import UTC, datetime

from tests.live.fakes.aws_server import Answers, AwsError
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made, pairs
from tests.live.parity.aws_facts import hex_of, letters_of

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of Secrets Manager."""
    secrets = Shelf()
    for one in estate.of("aws_secretsmanager_secret"):
        doc = _secret(one)
        secrets.put(one.account, one.region, doc, one.arn, one.given["name"])
        for copy in doc.get("ReplicationStatus", ()):
            replica = {name: value for name, value in doc.items() if name not in ("ReplicationStatus", "KmsKeyId")}
            replica["ARN"] = one.arn.replace(f":{one.region}:", f":{copy['Region']}:")
            if not copy["KmsKeyId"].startswith("alias/"):
                replica["KmsKeyId"] = copy["KmsKeyId"]
            secrets.put(one.account, copy["Region"], replica, replica["ARN"], one.given["name"])
    for one in estate.of("aws_db_instance", "aws_rds_cluster"):
        if one.given.get("manage_master_user_password"):
            doc = _password(one)
            secrets.put(one.account, one.region, doc, doc["ARN"], doc["Name"])

    def policy(parameters: Doc, account: str, region: str) -> Doc:
        found = secrets.get(account, region, parameters["SecretId"])
        if found is None:
            raise AwsError("ResourceNotFoundException", "there is no such secret", 400)
        return {"ARN": found["ARN"], "Name": found["Name"]}

    told = ("ARN", "Name", "KmsKeyId", "RotationEnabled", "Tags", "OwningService", "CreatedDate", "PrimaryRegion")
    return {
        ("secretsmanager", "ListSecrets"): secrets.listing("SecretList", of=told),
        ("secretsmanager", "DescribeSecret"): secrets.detail("SecretId", status=400),
        ("secretsmanager", "GetResourcePolicy"): policy,
    }


def _secret(one: Made) -> Doc:
    """The key that AWS manages for secrets is not told; that of a copy is, by its alias."""
    doc: Doc = {
        "ARN": one.arn,
        "Name": one.given["name"],
        "RotationEnabled": False,
        "Tags": pairs(one.tags),
        "CreatedDate": _MADE,
    }
    if "kms_key_id" in one.given:
        doc["KmsKeyId"] = one.given["kms_key_id"]
    if one.given.get("replica"):
        doc["PrimaryRegion"] = one.region
        doc["ReplicationStatus"] = [
            {
                "Region": copy["region"],
                "KmsKeyId": copy.get("kms_key_id", "alias/aws/secretsmanager"),
                "Status": "InSync",
                "StatusMessage": "Replication succeeded",
            }
            for copy in one.given["replica"]
        ]
    return doc


def password_name(one: Made) -> str:
    """Return the name of the secret that RDS keeps the password of a database in."""
    kind = "db" if one.type == "aws_db_instance" else "cluster"
    return f"rds!{kind}-{hex_of(one.place, digits=32)}"


def password_arn(one: Made) -> str:
    """Return the ARN of the secret that RDS keeps the password of a database in."""
    name = password_name(one)
    return f"arn:aws:secretsmanager:{one.region}:{one.account}:secret:{name}-{letters_of(name, count=6)}"


def _password(one: Made) -> Doc:
    kind = "DBInstance" if one.type == "aws_db_instance" else "DBCluster"
    doc: Doc = {
        "ARN": password_arn(one),
        "Name": password_name(one),
        "RotationEnabled": True,
        "RotationRules": {"AutomaticallyAfterDays": 7},
        "OwningService": "rds",
        "CreatedDate": _MADE,
        "Tags": pairs({"aws:secretsmanager:owningService": "rds", f"aws:rds:primary{kind}Arn": one.arn}),
    }
    if "master_user_secret_kms_key_id" in one.given:
        doc["KmsKeyId"] = one.given["master_user_secret_kms_key_id"]
    return doc
