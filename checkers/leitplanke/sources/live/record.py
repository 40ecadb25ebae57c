"""What a cloud's interface says of one resource, in the cloud's own words."""

from typing import Any, Literal, TypeAlias

import msgspec

Cloud: TypeAlias = Literal["aws", "azure", "google"]


class Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One resource, as its cloud describes it; never in the form of Terraform.

    ``type`` is the cloud's own: ``AWS::S3::Bucket`` (as CloudFormation names it), ``microsoft.storage/storageaccounts``
    (lower case, as Resource Graph gives it), ``storage.googleapis.com/Bucket`` (of Cloud Asset Inventory). ``id`` names
    the resource in its whole cloud: the ARN, the resource id in lower case, the asset's name. ``account`` is the
    account, subscription or project; what stands above them (organisation, folder, management group, tenant) is an
    account of its own. ``region`` is empty where the resource has none.
    """

    cloud: Cloud
    type: str
    id: str
    account: str
    region: str
    doc: dict[str, Any]
    """AWS: an element of the list or describe call, with the answers of further calls under names of their own.
    Azure: the row of Resource Graph, or the resource as ARM returns it. Google: ``resource.data`` of the asset."""
    unknown: dict[str, str] = {}
    """Parts of ``doc`` that could not be read, by their dotted path, and why: ``AccessDenied on
    s3:GetEncryptionConfiguration``. The path ``*`` stands for all that is not in ``doc``."""
