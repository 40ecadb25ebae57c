import msgspec
import pytest

from leitplanke.core.value import Cause, CauseKind, Known, Reference, Unknown
from leitplanke.facets.joins import companions, referred
from leitplanke.inventory.inventory import Inventory, Scope
from tests.unit.facets.made import NOBODY_KNOWS, either, inventory, ref, resource, row

_BUCKET = row(
    identity=["bucket", "id", "arn"],
    companions=[
        {"type": "aws_s3_bucket_versioning", "on": "bucket"},
        {"type": "aws_backup_selection", "on": "resources", "scope": "account"},
    ],
)
_CALLS = resource("aws_s3_bucket.calls", {"bucket": "calls"})
_CHATS = resource("aws_s3_bucket.chats", {"bucket": "chats"})


def _versioning(bucket: object, name: str = "this") -> object:
    return resource(f"aws_s3_bucket_versioning.{name}", {"bucket": bucket})


@pytest.mark.parametrize(
    ("bucket", "calls", "chats"),
    [
        (ref("aws_s3_bucket.calls"), 1, 0),
        (ref("aws_s3_bucket.chats", "bucket"), 0, 1),
        (Known("calls", ref=Reference("aws_s3_bucket.calls", "bucket")), 1, 0),
        ("chats", 0, 1),
        ("another", 0, 0),
        (either("var.x", "calls", "chats"), None, None),
        (either("var.x", "calls", ref("aws_s3_bucket.calls")), 1, 0),
        (NOBODY_KNOWS, None, None),
    ],
)
def test_companions_by_reference_by_name_and_in_doubt(bucket: object, calls: int | None, chats: int | None) -> None:
    found = inventory(_CALLS, _CHATS, _versioning(bucket))  # type: ignore[arg-type]
    for store, expected in ((_CALLS, calls), (_CHATS, chats)):
        related = companions(found, _BUCKET, store, "aws_s3_bucket_versioning")
        assert len(related.resources) == (expected or 0)
        assert (related.more is not None) is (expected is None)


def test_what_was_read_from_a_store_names_it_whichever_name_it_has() -> None:
    """Two files of values give a bucket two names; that a companion refers to it is certain all the same."""
    names = either("tfvars", "calls-test", "calls-prod")
    calls = resource("aws_s3_bucket.calls", {"bucket": names})
    referring = msgspec.structs.replace(names, ref=Reference("aws_s3_bucket.calls", "bucket"))
    found = inventory(calls, _CHATS, _versioning(referring))  # type: ignore[arg-type]
    assert len(companions(found, _BUCKET, calls, "aws_s3_bucket_versioning").resources) == 1
    assert companions(found, _BUCKET, _CHATS, "aws_s3_bucket_versioning").more is None


def test_a_companion_may_be_named_by_another_companion() -> None:
    policy = row(
        identity=["bucket", "id"],
        companions=[
            {"type": "aws_s3_bucket_versioning", "on": "bucket"},
            {"type": "aws_s3_bucket_lifecycle_configuration", "on": "bucket"},
        ],
    )
    lifecycle = resource(
        "aws_s3_bucket_lifecycle_configuration.this", {"bucket": ref("aws_s3_bucket_versioning.this", "bucket")}
    )
    found = inventory(_CALLS, _CHATS, _versioning(ref("aws_s3_bucket.calls")), lifecycle)  # type: ignore[arg-type]
    assert companions(found, policy, _CALLS, lifecycle.type).resources == (lifecycle,)
    assert companions(found, policy, _CHATS, lifecycle.type).resources == ()


def test_both_may_take_their_name_from_a_third() -> None:
    pet = resource("random_pet.name")
    named = resource("aws_s3_bucket.named", {"bucket": ref("random_pet.name")})
    found = inventory(_CALLS, named, pet, _versioning(ref("random_pet.name")))  # type: ignore[arg-type]
    assert len(companions(found, _BUCKET, named, "aws_s3_bucket_versioning").resources) == 1
    assert companions(found, _BUCKET, _CALLS, "aws_s3_bucket_versioning").more is None
    # A third that no bucket is named by may be any bucket's name.
    found = inventory(_CALLS, pet, _versioning(ref("random_pet.name")))  # type: ignore[arg-type]
    assert companions(found, _BUCKET, _CALLS, "aws_s3_bucket_versioning").more is not None


def test_the_id_of_another_type_names_nobody_here() -> None:
    key = resource("aws_kms_key.other")
    found = inventory(_CALLS, key, _versioning(ref("aws_kms_key.other")))  # type: ignore[arg-type]
    related = companions(found, _BUCKET, _CALLS, "aws_s3_bucket_versioning")
    assert related.resources == ()
    assert related.more is None


def test_a_name_that_is_not_known_may_be_the_one() -> None:
    store = resource("aws_s3_bucket.store", {"bucket": NOBODY_KNOWS})
    found = inventory(store, _versioning("calls"))  # type: ignore[arg-type]
    related = companions(found, _BUCKET, store, "aws_s3_bucket_versioning")
    assert related.resources == ()
    assert related.more is not None
    assert related.more.causes == NOBODY_KNOWS.causes


def test_missing_is_a_fact_only_in_a_closed_scope() -> None:
    for closed, missing in (((Scope.MODULE,), False), ((Scope.MODULE, Scope.ACCOUNT), True)):
        found = inventory(_CALLS, closed=closed)
        related = companions(found, _BUCKET, _CALLS, "aws_backup_selection")
        assert (related.more is None) is missing
        assert companions(found, _BUCKET, _CALLS, "aws_s3_bucket_versioning").more is None


def test_a_module_that_is_not_there_may_hold_one() -> None:
    away = Cause(CauseKind.MODULE, "module.versioning")
    found = inventory(_CALLS, hidden=[("*", away)])
    related = companions(found, _BUCKET, _CALLS, "aws_s3_bucket_versioning")
    assert related.more is not None
    assert related.more.causes == (away,)


def test_what_a_value_refers_to() -> None:
    found = inventory(_CALLS, _CHATS)
    assert referred(found, ref("aws_s3_bucket.chats"), "aws_s3_bucket", _BUCKET, _CALLS) is _CHATS
    assert referred(found, Known("calls"), "aws_s3_bucket", _BUCKET, _CALLS) is _CALLS
    assert isinstance(referred(found, Known("away"), "aws_s3_bucket", _BUCKET, _CALLS), Unknown)
    assert isinstance(referred(found, NOBODY_KNOWS, "aws_s3_bucket", _BUCKET, _CALLS), Unknown)


def test_a_setting_of_a_live_account_holds_in_its_region_or_everywhere() -> None:
    database = row(identity=["name"], companions=[{"type": "aws_glue_data_catalog_encryption_settings"}])
    type_name = "aws_glue_data_catalog_encryption_settings"
    here, there, everywhere = (
        resource(f"{type_name}.{name}", region=region) if region else resource(f"{type_name}.{name}")
        for name, region in (("here", "eu-central-1"), ("there", "eu-west-1"), ("everywhere", ""))
    )
    calls = resource("aws_glue_catalog_database.calls", {"name": "calls"}, region="eu-central-1")
    written = inventory(calls, here, there, everywhere)
    read = Inventory(written.stack, written.resources, closed=frozenset(Scope), names={type_name: {}})
    assert companions(written, database, calls, type_name).resources == (everywhere, here, there)
    assert companions(read, database, calls, type_name).resources == (everywhere, here)


@pytest.mark.parametrize(("region", "own"), [("eu-central-1", 0), ("eu-west-1", 1)])
def test_a_name_in_a_live_account_is_one_of_its_region(region: str, own: int) -> None:
    function = row(identity=["name"], companions=[{"type": "aws_lambda_permission", "on": "function_name"}])
    regions = ("eu-central-1", "eu-west-1")
    functions = [resource(f"aws_lambda_function.{one}", {"name": "f"}, region=one) for one in regions]
    written = [resource(f"aws_lambda_permission.{one}", {"function_name": "f"}, region=one) for one in regions]
    far = {"function_name": ref("aws_lambda_function.eu-central-1")}
    leading = resource("aws_lambda_permission.far", far, region="us-east-1")
    all_ = [*functions, *written, leading]
    read = Inventory(inventory().stack, all_, closed=frozenset(Scope), names={"aws_lambda_function": {}})
    asking = resource("aws_lambda_alias.one", region=region)
    assert referred(read, Known("f"), "aws_lambda_function", function, asking) is functions[own]
    expected = [written[own], leading] if own == 0 else [written[own]]
    assert list(companions(read, function, functions[own], "aws_lambda_permission").resources) == expected
