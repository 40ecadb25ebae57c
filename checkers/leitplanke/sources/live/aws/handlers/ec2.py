"""Machines: the list of volumes, read once, answers what would be a call for each instance."""

from collections.abc import Generator
from typing import Any

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.asking.calls import Call, Steps
from leitplanke.sources.live.aws.collect import Asking, Collector, Place
from leitplanke.sources.live.aws.form import Collect, Form
from leitplanke.sources.live.aws.outcome import Outcome
from leitplanke.sources.live.aws.paging import Services

_VOLUME = "AWS::EC2::Volume"


def collect(form: Form, place: Place, services: Services) -> Steps:
    """Read the volumes, instances, images and settings of a region."""
    return _Machines(form.client, place, services).run(form)


class _Machines(Collector):
    __slots__ = ("_attached", "_has_all")

    def __init__(self, service: str, place: Place, services: Services) -> None:
        super().__init__(service, place, services)
        self._attached: dict[tuple[str, str], dict[str, Any]] = {}
        self._has_all = False

    def read(self, one: Collect, outcome: Outcome) -> Asking:
        """Note whether the volumes were read as a whole."""
        yield from super().read(one, outcome)
        if one.type == _VOLUME:
            self._has_all = outcome.state is State.COMPLETE

    def resource(self, one: Collect, doc: dict[str, Any], outcome: Outcome) -> Asking:
        """Note which instances a volume is attached to, and as what device."""
        if one.type == _VOLUME:
            for attachment in doc.get("Attachments") or ():
                self._attached[attachment.get("InstanceId", ""), attachment.get("Device", "")] = doc
        yield from super().resource(one, doc, outcome)

    def ask(self, call: Call) -> Generator[Call, dict[str, Any] | None, dict[str, Any]]:
        """Answer which volume is a device of an instance, if all volumes were read; else ask."""
        filters = {one["Name"]: one["Values"][0] for one in call.parameters.get("Filters", ())}
        if not self._has_all or call.operation != "describe_volumes":
            return (yield from super().ask(call))
        found = self._attached.get((filters["attachment.instance-id"], filters["attachment.device"]))
        return {"Volumes": [] if found is None else [found]}
