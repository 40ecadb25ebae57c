"""Collectors in code: who may call a function, and the root volumes of machines."""

from typing import Any

import botocore.session  # type: ignore[import-untyped]
import msgspec

from leitplanke.inventory.coverage import State
from leitplanke.sources.live.asking.calls import Call, Refusal, Refused, Task
from leitplanke.sources.live.aws import form
from leitplanke.sources.live.aws.collect import Place
from leitplanke.sources.live.aws.handlers import ec2, functions
from leitplanke.sources.live.aws.services import BotocoreServices
from tests.live.fakes.drive import Found, drive

_ACCOUNT, _REGION = "111122223333", "eu-central-1"
_PLACE = Place("aws", _ACCOUNT, _REGION, "us-east-1")
_PERMISSION = "AWS::Lambda::Permission"
_INSTANCE = "AWS::EC2::Instance"


def _read(handler: Any, name: str, answers: dict[str, Any]) -> tuple[Found, list[Call]]:
    """Run a collector. ``answers`` are by operation: an answer, a refusal, or nothing."""
    asked: list[Call] = []

    def caller(call: Call) -> dict[str, Any]:
        asked.append(call)
        answer = answers.get(call.operation, {})
        if isinstance(answer, Refused):
            raise answer
        return dict(answer)

    services = BotocoreServices(botocore.session.Session().get_component("data_loader"))
    task = Task(_ACCOUNT, _REGION, name, lambda: handler.collect(form.read(name), _PLACE, services))
    return drive([task], caller), asked


def _arn(name: str) -> str:
    return f"arn:aws:lambda:{_REGION}:{_ACCOUNT}:function:{name}"


def _functions(policy: Any) -> Found:
    listed = {"FunctionName": "f", "FunctionArn": _arn("f"), "Environment": {"Variables": {"TOKEN": "hidden"}}}
    answers = {"list_functions": {"Functions": [listed]}, "get_policy": policy}
    return _read(functions, "lambda", answers)[0]


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Policy": msgspec.json.encode({"Statement": statements}).decode()}


def test_every_principal_of_a_statement_is_a_permission() -> None:
    found = _functions(
        _policy(
            {
                "Sid": "bucket",
                "Effect": "Allow",
                "Principal": {"Service": "s3.amazonaws.com"},
                "Condition": {
                    "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::calls"},
                    "StringEquals": {"AWS:SourceAccount": _ACCOUNT, "lambda:EventSourceToken": "hidden"},
                },
            },
            {"Sid": "all", "Effect": "Allow", "Principal": {"AWS": ["*", "999988887777"]}},
            {"Sid": "not", "Effect": "Deny", "Principal": "*"},
        )
    )
    assert [record.doc for record in found.of(_PERMISSION)] == [
        {
            "FunctionArn": _arn("f"),
            "StatementId": "bucket",
            "SourceArn": "arn:aws:s3:::calls",
            "SourceAccount": _ACCOUNT,
            "Principal": "s3.amazonaws.com",
        },
        {"FunctionArn": _arn("f"), "StatementId": "all", "Principal": "*"},
        {"FunctionArn": _arn("f"), "StatementId": "all", "Principal": "999988887777"},
    ]
    assert found.line(_ACCOUNT, _PERMISSION).resources == 3
    assert "hidden" not in str([record.doc for record in found.records])


def test_other_conditions_leave_open_whom_a_permission_is_for() -> None:
    condition = {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}
    found = _functions(_policy({"Effect": "Allow", "Principal": "*", "Condition": condition}))
    (permission,) = found.of(_PERMISSION)
    assert permission.unknown == {"Principal": f"StringNotEquals aws:SourceVpc in the policy of {_arn('f')}"}


def test_function_without_a_policy_has_no_permissions() -> None:
    found = _functions(Refused(Refusal.NOT_FOUND, "ResourceNotFoundException", "", "lambda:GetPolicy"))
    assert found.line(_ACCOUNT, _PERMISSION).state is State.COMPLETE
    assert [record.doc.get("HasEnvironment") for record in found.of("AWS::Lambda::Function")] == [True]


def test_policies_that_may_not_be_read_leave_permissions_unread() -> None:
    found = _functions(Refused(Refusal.DENIED, "AccessDeniedException", "", "lambda:GetPolicy"))
    line = found.line(_ACCOUNT, _PERMISSION)
    assert (line.state, line.error) == (State.DENIED, "AccessDeniedException on lambda:GetPolicy")


def test_policy_that_makes_no_sense_is_said() -> None:
    line = _functions({"Policy": "["}).line(_ACCOUNT, _PERMISSION)
    assert (line.state, line.error) == (State.FAILED, f"the policy of {_arn('f')} is none")


def _machines(volumes: Any) -> tuple[Found, list[Call]]:
    instance = {
        "InstanceId": "i-1",
        "State": {"Name": "running"},
        "RootDeviceType": "ebs",
        "RootDeviceName": "/dev/xvda",
    }
    answers = {
        "describe_volumes": volumes,
        "describe_instances": {"Reservations": [{"Instances": [instance]}]},
        "describe_instance_attribute": {"DisableApiTermination": {"Value": True}},
    }
    return _read(ec2, "ec2", answers)


def test_root_volume_is_taken_from_the_list_of_volumes() -> None:
    data = {"VolumeId": "vol-2", "Attachments": [{"InstanceId": "i-1", "Device": "/dev/sdf"}]}
    root = {"VolumeId": "vol-1", "Encrypted": True, "Attachments": [{"InstanceId": "i-1", "Device": "/dev/xvda"}]}
    found, asked = _machines({"Volumes": [data, root]})
    (instance,) = found.of(_INSTANCE)
    assert instance.doc["RootVolume"] == root
    assert instance.doc["DisableApiTermination"] is True
    assert sum(call.operation == "describe_volumes" for call in asked) == 1


def test_without_the_list_each_machine_is_asked_about() -> None:
    refused = Refused(Refusal.DENIED, "UnauthorizedOperation", "", "ec2:DescribeVolumes")
    found, asked = _machines(refused)
    (instance,) = found.of(_INSTANCE)
    assert instance.unknown == {"RootVolume": "UnauthorizedOperation on ec2:DescribeVolumes"}
    assert sum(call.operation == "describe_volumes" for call in asked) == 2
