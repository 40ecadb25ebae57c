"""Buckets: one list for the account; what a bucket is set to is asked in the bucket's own region."""

from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refused, Steps
from leitplanke.sources.live.aws.collect import Asking, Collector, Place
from leitplanke.sources.live.aws.form import Collect, Form
from leitplanke.sources.live.aws.outcome import Outcome
from leitplanke.sources.live.aws.paging import Services
from leitplanke.sources.live.aws.templates import Missing

_REGION = "BucketRegion"
# What `get_bucket_location` says of buckets that are older than regions had names.
_OLD_NAMES = {"": "us-east-1", "EU": "eu-west-1"}


def collect(form: Form, place: Place, services: Services) -> Steps:
    """Read all buckets of an account."""
    return _Buckets(form.client, place, services).run(form)


class _Buckets(Collector):
    __slots__ = ()

    def resource(self, one: Collect, doc: dict[str, Any], outcome: Outcome) -> Asking:
        """Find the bucket's region first."""
        unknown: dict[str, str] = {}
        if not doc.get("Name"):
            raise Missing("Name")
        if not doc.get(_REGION):
            try:
                answer = yield from self.ask(
                    Call(self.lane(self.service), "get_bucket_location", {"Bucket": doc["Name"]})
                )
            except Refused as refused:
                unknown[_REGION] = str(refused)
                one = msgspec.structs.replace(one, region="")
            else:
                said = answer.get("LocationConstraint") or ""
                doc[_REGION] = _OLD_NAMES.get(said, said)
        yield from self.complete(one, doc, outcome, unknown, doc.get(_REGION, ""))
