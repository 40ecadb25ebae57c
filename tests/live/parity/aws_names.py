"""From the addresses of Terraform to those of the live inventory, where resources are named by their ARNs."""

from collections.abc import Callable

from tests.live.parity.aws_estate import AwsEstate, Made
from tests.live.parity.compare import Place

# What is a part of another resource's document: the type and argument that lead there, and where it stands.
_PARTS = {
    "aws_efs_file_system_policy": ("file_system_id", "FileSystemPolicy"),
    "aws_s3_bucket_policy": ("bucket", "Policy"),
    "aws_sqs_queue_policy": ("queue_url", "Attributes.Policy"),
}


def ids(estate: AwsEstate) -> dict[Place, tuple[Place, ...]]:
    """Return the live place of every resource of an estate; a replica is a resource of its region, too."""
    found: dict[Place, tuple[Place, ...]] = {(one.place, ""): ((_address(estate, one), ""),) for one in estate.all}
    for one in estate.of("aws_dynamodb_table", "aws_secretsmanager_secret"):
        for copy in one.given.get("replica", ()):
            region = copy.get("region_name") or copy["region"]
            there, slot = one.arn.replace(f":{one.region}:", f":{region}:"), f"replica:{region}"
            found[one.place, slot] = ((one.arn, slot), (there, "storage"), (there, "primary"))
    return found


def _address(estate: AwsEstate, one: Made) -> str:
    if one.type in _PARTS:
        argument, part = _PARTS[one.type]
        owner = next(other for other in estate.all if other.id == one.given[argument] and other.account == one.account)
        return f"{owner.arn}#{part}"
    named = _NAMED.get(one.type)
    return named(estate, one) if named is not None else one.arn


def _inline(estate: AwsEstate, one: Made) -> str:
    own = list(estate.some(one.type, one.account, role=one.given["role"]))
    return f"{_owner(estate, one).arn}#RolePolicyList[{own.index(one)}]"


def _attached(estate: AwsEstate, one: Made) -> str:
    kind, name = _holder(one)
    own = list(estate.some(one.type, one.account, **{kind: name}))
    return f"{_owner(estate, one).arn}#AttachedManagedPolicies[{own.index(one)}]"


def _owner(estate: AwsEstate, one: Made) -> Made:
    kind, name = _holder(one)
    found = estate.one(f"aws_iam_{kind}", one.account, name=name)
    assert found is not None, f"{one.place} is of nobody"
    return found


def _holder(one: Made) -> tuple[str, str]:
    kind = "user" if "user" in one.given else "role"
    return kind, one.given[kind]


def _of_instance(estate: AwsEstate, one: Made) -> str:
    """What a configuration of Connect is called has the instance before it."""
    instance = next(other for other in estate.of("aws_connect_instance") if other.id == one.given["instance_id"])
    if one.type == "aws_connect_lambda_function_association":
        return f"{instance.arn}/lambda-function/{one.given['function_arn']}"
    return f"{instance.arn}/storage-config/{one.given['resource_type']}/{one.facts['association']}"


def _of_function(estate: AwsEstate, one: Made) -> str:
    function = estate.one("aws_lambda_function", one.account, function_name=one.given["function_name"])
    assert function is not None, f"{one.place} is of no function"
    if one.type == "aws_lambda_function_url":
        return f"{function.arn}/url"
    own = list(estate.some(one.type, one.account, function_name=one.given["function_name"]))
    return f"{function.arn}/permission/{own.index(one)}"


_NAMED: dict[str, Callable[[AwsEstate, Made], str]] = {
    "aws_connect_instance_storage_config": _of_instance,
    "aws_connect_lambda_function_association": _of_instance,
    "aws_iam_role_policy": _inline,
    "aws_iam_role_policy_attachment": _attached,
    "aws_iam_user_policy_attachment": _attached,
    "aws_lambda_function_url": _of_function,
    "aws_lambda_permission": _of_function,
}
