"""Functions, as Lambda tells of them; with the statements that say who may call them."""

import json
from datetime import UTC, datetime

from tests.live.fakes.aws_server import Answers, AwsError
from tests.live.parity.aws_answers import Doc, Shelf
from tests.live.parity.aws_estate import AwsEstate, Made
from tests.live.parity.aws_facts import hex_of, uuid_of

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of Lambda."""
    functions, urls = Shelf(), Shelf()
    for one in estate.of("aws_lambda_function"):
        functions.put(one.account, one.region, _function(estate, one), one.id, one.arn)
    for one in estate.of("aws_lambda_function_url"):
        of = functions.get(one.account, one.region, one.given["function_name"])
        doc = {
            "FunctionUrl": f"https://{hex_of(one.place, digits=32)}.lambda-url.{one.region}.on.aws/",
            "FunctionArn": of["FunctionArn"],
            "AuthType": one.given["authorization_type"],
            "CreationTime": _MADE.isoformat(),
            "LastModifiedTime": _MADE.isoformat(),
            "InvokeMode": "BUFFERED",
        }
        urls.put(one.account, one.region, doc, one.given["function_name"])

    def policy(parameters: Doc, account: str, region: str) -> Doc:
        function = functions.get(account, region, parameters["FunctionName"])
        statements = _statements(estate, account, function) if function else []
        if not statements:
            raise AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404)
        document = {"Version": "2012-10-17", "Id": "default", "Statement": statements}
        return {"Policy": json.dumps(document), "RevisionId": uuid_of(function["FunctionArn"], "policy")}

    def urls_of(parameters: Doc, account: str, region: str) -> Doc:
        found = urls.get(account, region, parameters["FunctionName"])
        return {"FunctionUrlConfigs": [found] if found else []}

    return {
        ("lambda", "ListFunctions"): functions.listing("Functions"),
        ("lambda", "GetPolicy"): policy,
        ("lambda", "ListFunctionUrlConfigs"): urls_of,
    }


def _function(estate: AwsEstate, one: Made) -> Doc:
    given = one.given
    logging = one.first("logging_config")
    doc: Doc = {
        "FunctionName": one.id,
        "FunctionArn": one.arn,
        "Runtime": given["runtime"],
        "Role": given["role"],
        "Handler": given["handler"],
        "CodeSize": 4096,
        "Description": "",
        "Timeout": given.get("timeout", 3),
        "MemorySize": given.get("memory_size", 128),
        "LastModified": "2026-11-01T08:00:00.000+0000",
        "CodeSha256": hex_of(one.place, digits=44),
        "Version": "$LATEST",
        "TracingConfig": {"Mode": "PassThrough"},
        "RevisionId": uuid_of(one.place, "1"),
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {
            "LogFormat": logging.get("log_format", "Text"),
            "LogGroup": logging.get("log_group", f"/aws/lambda/{one.id}"),
        },
    }
    if given.get("environment"):
        doc["Environment"] = {"Variables": one.first("environment")["variables"]}
    if "kms_key_arn" in given:
        doc["KMSKeyArn"] = given["kms_key_arn"]
    if given.get("dead_letter_config"):
        doc["DeadLetterConfig"] = {"TargetArn": one.first("dead_letter_config")["target_arn"]}
    if given.get("vpc_config"):
        network = one.first("vpc_config")
        subnet = next(subnet for subnet in estate.of("aws_subnet") if subnet.id in network["subnet_ids"])
        doc["VpcConfig"] = {
            "SubnetIds": network["subnet_ids"],
            "SecurityGroupIds": network["security_group_ids"],
            "VpcId": subnet.given["vpc_id"],
            "Ipv6AllowedForDualStack": False,
        }
    return doc


def _statements(estate: AwsEstate, account: str, function: Doc) -> list[Doc]:
    """Return what others may do with a function; a URL without sign-in is opened by a statement of its own."""
    name, arn = function["FunctionName"], function["FunctionArn"]
    found = []
    for one in estate.some("aws_lambda_permission", account, function_name=name):
        given = one.given
        conditions: Doc = {}
        if "source_account" in given:
            conditions["StringEquals"] = {"AWS:SourceAccount": given["source_account"]}
        if "source_arn" in given:
            conditions["ArnLike"] = {"AWS:SourceArn": given["source_arn"]}
        principal = given["principal"]
        statement = {
            "Sid": given.get("statement_id", f"terraform-{hex_of(one.place, digits=26)}"),
            "Effect": "Allow",
            "Principal": {"Service": principal} if principal.endswith(".amazonaws.com") else principal,
            "Action": given["action"],
            "Resource": arn,
        }
        found.append({**statement, "Condition": conditions} if conditions else statement)
    if estate.one("aws_lambda_function_url", account, function_name=name, authorization_type="NONE"):
        found.append(
            {
                "Sid": "FunctionURLAllowPublicAccess",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "lambda:InvokeFunctionUrl",
                "Resource": arn,
                "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
            }
        )
    return found
