"""Functions of Lambda: who may call them stands in a policy each, of which every statement is a permission."""

from collections.abc import Iterator
from typing import Any

import msgspec

from leitplanke.sources.live.asking.calls import Call, Refused, Steps
from leitplanke.sources.live.aws.collect import Asking, Collector, Place
from leitplanke.sources.live.aws.form import Collect, Form
from leitplanke.sources.live.aws.outcome import Outcome
from leitplanke.sources.live.aws.paging import Services
from leitplanke.sources.live.record import Record

_FUNCTION = "AWS::Lambda::Function"
_PERMISSION = "AWS::Lambda::Permission"
_CONDITIONS = {
    "aws:sourcearn": "SourceArn",
    "aws:sourceaccount": "SourceAccount",
    "aws:principalorgid": "PrincipalOrgID",
    "lambda:functionurlauthtype": "FunctionUrlAuthType",
    "lambda:eventsourcetoken": "",
    "lambda:invokedviafunctionurl": "InvokedViaFunctionUrl",
}
"""The conditions that `AddPermission` writes, in lower case, and its own names for them; none for a secret."""
_SAYING = frozenset({"stringequals", "stringlike", "arnequals", "arnlike", "bool"})


def collect(form: Form, place: Place, services: Services) -> Steps:
    """Read the functions of a region, their addresses and who may call them."""
    return _Functions(form.client, place, services).everything(form)


class _Functions(Collector):
    __slots__ = ("_permissions",)

    def __init__(self, service: str, place: Place, services: Services) -> None:
        super().__init__(service, place, services)
        self._permissions = Outcome()

    def everything(self, form: Form) -> Steps:
        """Read the types of the file, and the permissions."""
        yield from self.run(form)
        yield self._permissions.line(self.place, self.service, _PERMISSION)

    def read(self, one: Collect, outcome: Outcome) -> Asking:
        """Note whether the functions were read as a whole: their permissions were not otherwise."""
        yield from super().read(one, outcome)
        if one.type == _FUNCTION:
            self._permissions.follow(outcome)

    def resource(self, one: Collect, doc: dict[str, Any], outcome: Outcome) -> Asking:
        """Ask for the policy of a function, too."""
        yield from super().resource(one, doc, outcome)
        if one.type != _FUNCTION:
            return
        arn = doc["FunctionArn"]
        try:
            answer = yield from self.ask(Call(self.lane(self.service), "get_policy", {"FunctionName": arn}))
        except Refused as refused:
            if refused.code != "ResourceNotFoundException":
                self._permissions.refuse(refused, closed=self.place.closed)
            return
        try:
            policy = msgspec.json.decode(answer.get("Policy") or "{}")
            found = list(_permissions(policy, arn))
        except (msgspec.DecodeError, AttributeError):
            self._permissions.skip(f"the policy of {arn} is none")
            return
        for number, (permission, unknown) in enumerate(found):
            identity = f"{arn}/permission/{number}"
            if self._permissions.take(identity, unknown):
                place = self.place
                yield Record("aws", _PERMISSION, identity, place.account, place.region, permission, unknown)


def _permissions(policy: dict[str, Any], arn: str) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Yield a permission for each principal of each statement, and what its conditions leave open."""
    for statement in _listed(policy.get("Statement")):
        if statement.get("Effect") != "Allow":
            continue
        said: dict[str, Any] = {"FunctionArn": arn, "StatementId": statement.get("Sid")}
        unknown: dict[str, str] = {}
        for operator, keys in (statement.get("Condition") or {}).items():
            for key, value in keys.items():
                name = _CONDITIONS.get(key.lower())
                if name is None or operator.lower() not in _SAYING:
                    unknown["Principal"] = f"{operator} {key} in the policy of {arn}"
                elif name:
                    said[name] = value
        for principal in _principals(statement.get("Principal")):
            yield {**said, "Principal": principal}, unknown


def _principals(principal: Any) -> Iterator[str]:
    if isinstance(principal, dict):
        for one in principal.values():
            yield from (str(name) for name in _listed(one))
    elif principal:
        yield str(principal)


def _listed(one: Any) -> list[Any]:
    return one if isinstance(one, list) else [] if one is None else [one]
