"""Addresses of resources of Google Cloud, and what stands for a provider's configuration."""

from typing import Any

from leitplanke.catalogue.live_loader import load_live_catalogue
from leitplanke.catalogue.loader import load_catalogue
from leitplanke.core.value import Known, Unknown
from leitplanke.inventory.coverage import Coverage, State
from leitplanke.inventory.resource import Resource
from leitplanke.sources.live.mapping.account import AccountReader
from leitplanke.sources.live.record import Record

READER = AccountReader("google", load_catalogue(), load_live_catalogue("google"))


def only(type_name: str, identity: str, region: str = "", **doc: Any) -> Resource:
    record = Record("google", type_name, identity, "calls-prod", region, doc)
    (found,) = READER.read("calls-prod", [record], []).inventory
    return found


def settings(found: Resource) -> dict[str, Any]:
    return {name: one.data for name, one in found.provider_settings.entries.items() if isinstance(one, Known)}


def test_a_record_of_one_resource_gives_it_its_address() -> None:
    """Also where other records of the type are about another type of Terraform's, and where it completes something."""
    role = only("iam.googleapis.com/Role", "//iam.googleapis.com/projects/p/roles/r", name="projects/p/roles/r")
    assert (role.type, role.address) == ("google_project_iam_custom_role", "//iam.googleapis.com/projects/p/roles/r")


def test_what_lies_in_a_zone_lies_in_its_region() -> None:
    disk = "//compute.googleapis.com/projects/p/zones/europe-west3-a/disks/d"
    found = settings(only("compute.googleapis.com/Disk", disk, "europe-west3-a", name="d"))
    assert found == {"region": "europe-west3", "zone": "europe-west3-a", "project": "calls-prod"}
    bucket = settings(only("storage.googleapis.com/Bucket", "//storage.googleapis.com/b", "europe-west3", name="b"))
    assert bucket == {"region": "europe-west3", "project": "calls-prod"}


def test_what_a_record_is_made_of_is_read_in_records_of_their_own() -> None:
    instance = "//bigtableadmin.googleapis.com/projects/p/instances/calls"
    records = [
        Record("google", "bigtableadmin.googleapis.com/Instance", instance, "p", "", {}),
        Record(
            "google",
            "bigtableadmin.googleapis.com/Cluster",
            f"{instance}/clusters/c",
            "p",
            "europe-west3-a",
            {"name": "projects/p/instances/calls/clusters/c", "location": "projects/p/locations/europe-west3-a"},
        ),
    ]
    lines = [Coverage("p", "", "", one.type, State.COMPLETE) for one in records]
    found = READER.read("p", records, lines).inventory.get(instance)
    assert found is not None
    assert [one.data for one in found.read_all("cluster.zone") if isinstance(one, Known)] == ["europe-west3-a"]
    (unread,) = READER.read("p", records[:1], lines[:1]).inventory
    assert isinstance(unread.read("cluster"), Unknown)
