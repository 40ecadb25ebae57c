"""The organisation: its units, accounts with the path of units above them, and its policies with their targets."""

from collections.abc import Generator
from typing import Any

from leitplanke.sources.live.asking.calls import Call, Refused, Steps
from leitplanke.sources.live.aws.collect import Asking, Collector, Place
from leitplanke.sources.live.aws.form import Collect, Form
from leitplanke.sources.live.aws.outcome import Outcome
from leitplanke.sources.live.aws.paging import Services
from leitplanke.sources.live.aws.together import together
from leitplanke.sources.live.record import Record

_UNIT = "AWS::Organizations::OrganizationalUnit"
_ACCOUNT = "AWS::Organizations::Account"
_ROOT = "AWS::Organizations::Root"


def collect(form: Form, place: Place, services: Services) -> Steps:
    """Read the organisation from its management account, or from one that it has delegated this to."""
    return _Organisation(form.client, place, services).everything(form)


class _Organisation(Collector):
    __slots__ = ("_roots",)

    def everything(self, form: Form) -> Steps:
        """Read what data can say, which gives the roots; then walk down from them."""
        self._roots: list[dict[str, Any]] = []
        yield from self.run(form)
        outcomes = {type_: Outcome() for type_ in (_UNIT, _ACCOUNT)}
        if not self._roots:
            for outcome in outcomes.values():
                outcome.skip("the organisation's roots are not known")
        yield from together(self._below(root["Id"], [_step(root)], outcomes) for root in self._roots)
        for type_, outcome in outcomes.items():
            yield outcome.line(self.place, self.service, type_)

    def resource(self, one: Collect, doc: dict[str, Any], outcome: Outcome) -> Asking:
        """Keep the roots."""
        if one.type == _ROOT and doc.get("Id"):
            self._roots.append(doc)
        yield from super().resource(one, doc, outcome)

    def _below(self, parent: str, path: list[dict[str, str]], outcomes: dict[str, Outcome]) -> Asking:
        """Read accounts and units below a root or unit. ``path`` is from the root down to it."""
        accounts = yield from self._list("list_accounts_for_parent", "Accounts", parent, outcomes[_ACCOUNT])
        yield from together(self._account(account, path, outcomes[_ACCOUNT]) for account in accounts)
        units = yield from self._list(
            "list_organizational_units_for_parent", "OrganizationalUnits", parent, outcomes[_UNIT]
        )
        below = []
        for unit in units:
            if not unit.get("Arn") or not unit.get("Id"):
                outcomes[_UNIT].skip(f"a unit below {parent} has no Arn")
            elif outcomes[_UNIT].take(unit["Arn"], {}):
                doc = {**unit, "ParentId": parent, "Path": path}
                yield Record("aws", _UNIT, unit["Arn"], self.place.account, "", doc)
                below.append(self._below(unit["Id"], [*path, _step(unit)], outcomes))
        yield from together(below)

    def _account(self, account: dict[str, Any], path: list[dict[str, str]], outcome: Outcome) -> Asking:
        if not account.get("Arn") or not account.get("Id"):
            outcome.skip(f"an account below {path[-1]['Id']} has no Arn")
            return
        doc = {**account, "ParentId": path[-1]["Id"], "Path": path}
        unknown: dict[str, str] = {}
        try:
            call = Call(self.lane(self.service), "list_tags_for_resource", {"ResourceId": account["Id"]})
            doc["Tags"] = (yield from self.ask(call)).get("Tags", [])
        except Refused as refused:
            unknown["Tags"] = str(refused)
        if outcome.take(account["Arn"], unknown):
            yield Record("aws", _ACCOUNT, account["Arn"], account["Id"], "", doc, unknown)

    def _list(
        self, operation: str, key: str, parent: str, outcome: Outcome
    ) -> Generator[Call, Any, list[dict[str, Any]]]:
        try:
            answer = yield from self.ask(Call(self.lane(self.service), operation, {"ParentId": parent}))
        except Refused as refused:
            outcome.refuse(refused, closed=False)
            return []
        return list(answer.get(key) or ())


def _step(unit: dict[str, Any]) -> dict[str, str]:
    return {"Id": str(unit.get("Id", "")), "Name": str(unit.get("Name", ""))}
