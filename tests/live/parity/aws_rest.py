"""What AWS answers of what an estate does not have: empty lists, and the settings that every region has."""

from collections.abc import Iterator
from functools import cache

from botocore import xform_name  # type: ignore[import-untyped]

from leitplanke.sources.live.aws import form as forms
from tests.live.fakes.aws_protocol import operations
from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, refused
from tests.live.parity.aws_estate import AwsEstate, pairs

_NOTHING: Answers = {
    ("glue", "GetDataCatalogEncryptionSettings"): {
        "DataCatalogEncryptionSettings": {
            "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
            "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
        }
    },
    ("glue", "GetResourcePolicy"): refused("EntityNotFoundException", 400),
    ("ecr", "GetRegistryPolicy"): refused("RegistryPolicyNotFoundException", 400),
    ("ecr", "DescribeRegistry"): {"replicationConfiguration": {"rules": []}},
    ("bedrock", "GetModelInvocationLoggingConfiguration"): {},
    ("bedrock-agentcore-control", "GetTokenVault"): refused("ResourceNotFoundException"),
}


def answers(estate: AwsEstate) -> Answers:
    """Return the answers to all calls of a scan, as of an account with nothing in it; and its regions and tags."""

    def tags(_: Doc, account: str, region: str) -> Doc:
        found = [one for one in estate.all if (one.account, one.region) == (account, region) and one.tags]
        mapped = [{"ResourceARN": one.arn, "Tags": pairs(one.tags)} for one in found if one.arn.startswith("arn:")]
        return {"PaginationToken": "", "ResourceTagMappingList": mapped}

    def enabled(_: Doc, account: str, region: str) -> Doc:
        names = estate.regions(account)
        return {"Regions": [{"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"} for name in names]}

    return {
        **{call: {} for call in _calls()},
        **_NOTHING,
        ("account", "ListRegions"): enabled,
        ("resourcegroupstaggingapi", "GetResources"): tags,
    }


@cache
def _operations(service: str) -> dict[str, str]:
    """Return the operations of a service by their names in snake case."""
    return {xform_name(name): name for name in operations(service)}


def _calls() -> Iterator[tuple[str, str]]:
    """Yield service and operation of all calls that list something."""
    for name in forms.names():
        form = forms.read(name)
        for one in form.collect:
            client = one.client or form.client
            yield client, _operations(client)[one.operation]
