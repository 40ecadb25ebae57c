"""Builds AWS's answers for an estate, and leads from Terraform's addresses to those of the live inventory."""

from collections.abc import Iterable
from typing import Any

import msgspec

from tests.live.fakes.aws_server import Answer, Answers
from tests.live.parity import (
    aws_backup,
    aws_contact_centre,
    aws_databases,
    aws_functions,
    aws_iam,
    aws_keys,
    aws_messages,
    aws_rest,
    aws_s3,
    aws_secrets,
    aws_storage,
    aws_streams,
    aws_tables,
)
from tests.live.parity.applied import Applied
from tests.live.parity.aws_answers import Doc
from tests.live.parity.aws_estate import AwsEstate
from tests.live.parity.aws_names import ids
from tests.live.parity.compare import Place

_SERVICES: tuple[Any, ...] = (
    aws_rest,
    aws_s3,
    aws_storage,
    aws_databases,
    aws_tables,
    aws_iam,
    aws_backup,
    aws_messages,
    aws_streams,
    aws_functions,
    aws_secrets,
    aws_contact_centre,
    aws_keys,
)


class Built(msgspec.Struct, frozen=True):
    """What AWS answers, in which accounts."""

    answers: Answers
    accounts: tuple[str, ...]
    ids: dict[Place, tuple[Place, ...]]
    """What `tests.live.parity.compare.differences` needs."""


def build(applied: Applied, first_account: int) -> Built:
    """Return AWS after Terraform has applied an estate, in accounts that are numbered from the first."""
    estate = AwsEstate(applied, first_account)
    found: dict[tuple[str, str], Any] = {}
    for service in _SERVICES:
        found.update(service.answers(estate))
    return Built(found, tuple(estate.accounts.values()), ids(estate))


def together(builts: Iterable[Built]) -> Answers:
    """Return what AWS answers of several estates."""
    by_account = {account: one.answers for one in builts for account in one.accounts}
    calls = {call for answers in by_account.values() for call in answers}
    return {call: _by_account({account: own[call] for account, own in by_account.items()}) for call in calls}


def _by_account(own: dict[str, Answer]) -> Answer:
    def answer(parameters: Doc, account: str, region: str) -> Doc:
        found = own[account]
        return found(parameters, account, region) if callable(found) else found

    return answer
