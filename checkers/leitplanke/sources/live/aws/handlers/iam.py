"""Users, groups, roles and policies, with all documents in one call; users get their lines of the credential report."""

import csv
from typing import Any

from leitplanke.sources.live.asking.calls import Call, Refused, Steps
from leitplanke.sources.live.aws.collect import Asking, Collector, Place
from leitplanke.sources.live.aws.form import Form
from leitplanke.sources.live.aws.outcome import Outcome
from leitplanke.sources.live.aws.paging import Book, Services
from leitplanke.sources.live.record import Record

# Where the answer has them, and what they are. Policies are AWS's own only where they are attached.
_KINDS = {
    "UserDetailList": "AWS::IAM::User",
    "GroupDetailList": "AWS::IAM::Group",
    "RoleDetailList": "AWS::IAM::Role",
    "Policies": "AWS::IAM::ManagedPolicy",
}
_REPORT = "AWS::IAM::CredentialReport"
_NO_REPORT = ("ReportNotPresent", "ReportExpired", "CredentialReportNotPresentException",
              "CredentialReportExpiredException")  # fmt: skip
_ROOT = "<root_account>"


def collect(form: Form, place: Place, services: Services) -> Steps:
    """Read what an account's IAM holds."""
    return _Identities(form.client, place, services).everything(form)


class _Identities(Collector):
    __slots__ = ()

    def everything(self, form: Form) -> Steps:
        """Read the report first, since the users' docs hold their lines of it."""
        outcomes = {type_: Outcome() for type_ in (_REPORT, *_KINDS.values())}
        users, unknown = yield from self._report(outcomes[_REPORT])
        yield from self._details(outcomes, users, unknown)
        for type_, outcome in outcomes.items():
            yield outcome.line(self.place, self.service, type_)
        yield from self.run(form)

    def _report(self, outcome: Outcome) -> Asking:
        """Return the report's lines by user, and why there are none."""
        lane = self.lane(self.service)
        get = Call(lane, "get_credential_report")
        try:
            try:
                answer = yield get
            except Refused as refused:
                if refused.code not in _NO_REPORT:
                    raise
                yield Call(lane, "generate_credential_report")
                answer = yield get  # while it is being written, the refusal asks to try again later
        except Refused as refused:
            outcome.refuse(refused, closed=self.place.closed)
            return {}, {"CredentialReport": str(refused)}
        lines = {line["arn"]: line for line in csv.DictReader(str(answer.get("Content", "")).splitlines())}
        if not lines:
            outcome.skip("the credential report is empty")
            return {}, {"CredentialReport": "the credential report is empty"}
        root = next((line for line in lines.values() if line.get("user") == _ROOT), None)
        doc = {"GeneratedTime": answer.get("GeneratedTime"), "Users": list(lines.values()), "Root": root}
        identity = f"arn:{self.place.partition}:iam::{self.place.account}:credential-report"
        outcome.take(identity, {})
        yield Record("aws", _REPORT, identity, self.place.account, "", doc)
        return lines, {}

    def _details(self, outcomes: dict[str, Outcome], users: dict[str, Any], unknown: dict[str, str]) -> Asking:
        kinds = ["User", "Role", "Group", "LocalManagedPolicy"]
        call = Call(self.lane(self.service), "get_account_authorization_details", {"Filter": kinds})
        book = Book(call, self.services)
        try:
            while (page := (yield from book.ask())) is not None:
                for key, type_ in _KINDS.items():
                    for number, doc in enumerate(page.get(key) or ()):
                        yield from self._one(f"{key}[{number}]", type_, doc, outcomes[type_], users, unknown)
        except Refused as refused:
            for type_ in _KINDS.values():
                outcomes[type_].refuse(refused, closed=self.place.closed)
        yield from self._attached_policies_of_aws(outcomes["AWS::IAM::ManagedPolicy"])

    def _one(
        self,
        name: str,
        type_: str,
        doc: Any,
        outcome: Outcome,
        users: dict[str, Any],
        unknown: dict[str, str],
    ) -> Asking:
        if not isinstance(doc, dict) or not doc.get("Arn"):
            outcome.skip(f"{name} of get_account_authorization_details has no Arn")
            return
        missing: dict[str, str] = {}
        if type_ == "AWS::IAM::User":
            line = users.get(doc["Arn"])
            if line is not None:
                doc["CredentialReport"] = line
                doc["AccessKeys"] = _access_keys(line)
            else:
                missing = unknown or {"CredentialReport": "the credential report is older than the user"}
                missing = {**missing, "AccessKeys": missing["CredentialReport"]}
        elif type_ == "AWS::IAM::ManagedPolicy":
            versions = doc.get("PolicyVersionList") or ()
            doc["DefaultVersion"] = next((one for one in versions if one.get("IsDefaultVersion")), None)
        if outcome.take(doc["Arn"], missing):
            yield Record("aws", type_, doc["Arn"], self.place.account, "", doc, missing)

    def _attached_policies_of_aws(self, outcome: Outcome) -> Asking:
        """Read the policies of AWS's own that somebody has; their documents, as they are in force."""
        lane = self.lane(self.service)
        book = Book(Call(lane, "list_policies", {"Scope": "AWS", "OnlyAttached": True}), self.services)
        try:
            while (page := (yield from book.ask())) is not None:
                for policy in page.get("Policies") or ():
                    unknown = {}
                    arn, version = policy["Arn"], policy["DefaultVersionId"]
                    try:
                        answer = yield Call(lane, "get_policy_version", {"PolicyArn": arn, "VersionId": version})
                        policy["PolicyVersionList"] = [answer["PolicyVersion"]]
                    except Refused as refused:
                        unknown["PolicyVersionList"] = str(refused)
                    if outcome.take(arn, unknown):
                        yield Record("aws", "AWS::IAM::ManagedPolicy", arn, self.place.account, "", policy, unknown)
        except Refused as refused:
            outcome.refuse(refused, closed=self.place.closed)


def _access_keys(line: dict[str, str]) -> list[dict[str, str]]:
    """Return the access keys that a user has by its line of the report: at most two, without their ids."""
    made = (number for number in "12" if line.get(f"access_key_{number}_last_rotated") not in (None, "", "N/A"))
    return [{"Status": "Active" if line.get(f"access_key_{one}_active") == "true" else "Inactive"} for one in made]
