"""What is to be read: accounts, their regions, and a task for each collector file in each of them."""

from collections.abc import Generator
from functools import partial
from importlib import import_module
from typing import Any

import msgspec

from leitplanke.inventory.coverage import Coverage, State
from leitplanke.sources.live.asking.calls import Call, Refusal, Refused, Steps, Task
from leitplanke.sources.live.aws import form as forms
from leitplanke.sources.live.aws import regions
from leitplanke.sources.live.aws.collect import Collector, Place, collect
from leitplanke.sources.live.aws.form import Form
from leitplanke.sources.live.aws.outcome import reason
from leitplanke.sources.live.aws.paging import Services
from leitplanke.sources.live.aws.partitions import Partition

_HANDLERS = "leitplanke.sources.live.aws.handlers."
_ALL = "*"
_ACTIVE = "ACTIVE"


class Scope(msgspec.Struct, frozen=True, gc=False):
    """What a scan is asked to read. Empty tuples stand for all there is."""

    own_account: str
    partition: Partition
    organisation: bool
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    files: tuple[str, ...]
    """Names of collector files."""
    first: str = ""
    """The region that is read first in every account, as most is there."""


class Discovery:
    """Makes tasks, each when the one before has shown what there is."""

    __slots__ = ("_forms", "_scope", "_services")

    def __init__(self, scope: Scope, services: Services) -> None:
        self._scope = scope
        self._services = services
        self._forms = {name: forms.read(name) for name in scope.files}

    def roots(self) -> list[Task]:
        """Return the first tasks."""
        own = self._scope.own_account
        if self._scope.organisation:
            return [Task(own, "", "accounts", self._accounts, discovers=True), *self._organisation()]
        return [self._account_task(account) for account in self._scope.accounts or (own,)]

    def _organisation(self) -> list[Task]:
        place = self._place(self._scope.own_account, "")
        return [self._collect(name, place) for name, form in self._forms.items() if form.scope == "organization"]

    def _accounts(self) -> Steps:
        """List the accounts of the organisation."""
        own = self._scope.own_account
        collector = Collector("organizations", self._place(own, ""), self._services)
        answer = yield from collector.ask(Call(collector.lane("organizations"), "list_accounts"))
        wanted = self._scope.accounts
        found: set[str] = set()
        for account in answer.get("Accounts", ()):
            number = str(account["Id"])
            found.add(number)
            if wanted and number not in wanted:
                continue
            status = account.get("State") or account.get("Status") or _ACTIVE
            if status == _ACTIVE:
                yield self._account_task(number)
            else:
                yield Coverage(number, "", _ALL, _ALL, State.DENIED, 0, f"the account is {status}")
        for number in wanted:
            if number not in found:
                error = "the account is not in the organisation"
                yield Coverage(number, "", _ALL, _ALL, State.FAILED, 0, error)

    def _account_task(self, account: str) -> Task:
        return Task(account, "", "account", partial(self._account, account), discovers=True, service=_ALL)

    def _account(self, account: str) -> Steps:
        """See whether the account can be read at all, and in which regions."""
        place = self._place(account, "")
        collector = Collector("sts", place, self._services)
        try:
            yield from _identity(collector)
        except Refused as refused:
            yield Coverage(account, "", _ALL, _ALL, _state(refused), 0, reason(refused))
            return
        for name, form in self._forms.items():
            if form.scope == "account":
                yield self._collect(name, place)
        if not any(form.scope == "region" for form in self._forms.values()):
            return
        wanted = self._scope.regions
        try:
            enabled = yield from regions.enabled(collector)
        except Refused as refused:
            if not wanted:
                error = f"the regions of the account are not known: {reason(refused)}"
                yield Coverage(account, "", _ALL, _ALL, _state(refused), 0, error)
                return
            enabled = list(wanted)
        for region in wanted or enabled:
            if region in enabled:
                run = partial(self._region, account, region)
                later = region != self._scope.first
                yield Task(account, region, "region", run, discovers=True, service=_ALL, later=later)
            else:
                yield Coverage(account, region, _ALL, _ALL, State.CLOSED, 0, "the region is not enabled")

    def _region(self, account: str, region: str) -> Steps:
        """See whether the organisation has closed the region, and have its services read."""
        closed = yield from regions.is_closed(account, region)
        place = self._place(account, region, closed=closed)
        for name, form in self._forms.items():
            if form.scope == "region":
                yield self._collect(name, place)

    def _collect(self, name: str, place: Place) -> Task:
        form = self._forms[name]
        run = partial(_run, form, place, self._services)
        return Task(place.account, place.region, name, run, types=form.all_types, service=form.client)

    def _place(self, account: str, region: str, *, closed: bool = False) -> Place:
        return Place(self._scope.partition.name, account, region, self._scope.partition.home, closed)


def _identity(collector: Collector) -> Generator[Call, Any, None]:
    """Make sure that the credentials are those of the account that they are for."""
    call = Call(collector.lane("sts"), "get_caller_identity")
    answer = yield from collector.ask(call)
    if answer.get("Account") != collector.place.account:
        text = f"the credentials are those of account {answer.get('Account')}"
        raise Refused(Refusal.INVALID, "WrongAccount", text, "sts:GetCallerIdentity")


def _run(form: Form, place: Place, services: Services) -> Steps:
    if not form.handler:
        return collect(form, place, services)
    steps: Steps = import_module(_HANDLERS + form.handler).collect(form, place, services)
    return steps


def _state(refused: Refused) -> State:
    """Return the state of an account that is refused as a whole: nothing says that there is nothing in it."""
    state = refused.kind.state
    return State.DENIED if state is State.CLOSED else state
