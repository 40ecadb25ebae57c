"""Backups, as AWS Backup tells of them; with the plan that it makes for file systems by itself."""

from datetime import UTC, datetime
from typing import Any

from tests.live.fakes.aws_server import Answers
from tests.live.parity.aws_answers import Doc, Shelf, refused
from tests.live.parity.aws_estate import AwsEstate, Made
from tests.live.parity.aws_facts import uuid_of
from tests.live.parity.aws_storage import BACKED_UP

_MADE = datetime(2026, 11, 1, 8, tzinfo=UTC)
_AUTOMATIC = "aws/efs/automatic-backup"
_DAYS = 35


def answers(estate: AwsEstate) -> Answers:
    """Return the answers of AWS Backup."""
    plans, selections, vaults = Shelf(), Shelf(), Shelf()
    for one in estate.of("aws_backup_vault"):
        vaults.put(one.account, one.region, _vault(estate, one), one.id, one.arn)
    for one in estate.of("aws_backup_plan"):
        rules = [_rule(rule, one) for rule in one.given["rule"]]
        _put_plan(plans, one, one.id, one.given["name"], rules, one.tags)
    for one in estate.of("aws_backup_selection"):
        chosen = {
            "SelectionName": one.given["name"],
            "IamRoleArn": one.given["iam_role_arn"],
            "Resources": one.given.get("resources", []),
            "ListOfTags": [
                {"ConditionType": tag["type"], "ConditionKey": tag["key"], "ConditionValue": tag["value"]}
                for tag in one.given.get("selection_tag", ())
            ],
            "NotResources": one.given.get("not_resources", []),
            "Conditions": _NO_CONDITIONS,
        }
        _put_selection(selections, one, one.id, one.given["plan_id"], chosen)
    for one in estate.of("aws_efs_file_system"):
        policy = estate.one("aws_efs_backup_policy", one.account, file_system_id=one.id)
        if policy is not None and policy.first("backup_policy")["status"] == "ENABLED":
            _automatic(estate, one, plans, selections, vaults)
    listed = ("BackupPlanArn", "BackupPlanId", "BackupPlanName", "CreationDate", "VersionId")
    return {
        ("backup", "ListBackupPlans"): plans.listing("BackupPlansList", of=listed),
        ("backup", "GetBackupPlan"): plans.detail("BackupPlanId"),
        ("backup", "ListBackupSelections"): selections.listing(
            "BackupSelectionsList",
            by=("BackupPlanId", "BackupPlanId"),
            of=("SelectionId", "SelectionName", "BackupPlanId", "CreationDate", "IamRoleArn"),
        ),
        ("backup", "GetBackupSelection"): selections.detail("SelectionId"),
        ("backup", "ListBackupVaults"): vaults.listing("BackupVaultList"),
        ("backup", "DescribeBackupVault"): vaults.detail("BackupVaultName"),
        ("backup", "GetBackupVaultAccessPolicy"): refused("ResourceNotFoundException", 400),
        ("backup", "GetBackupVaultNotifications"): refused("ResourceNotFoundException", 400),
        ("backup", "ListTags"): _tags(plans, vaults),
        ("backup", "ListProtectedResources"): {"Results": []},
        ("backup", "DescribeRegionSettings"): {
            "ResourceTypeOptInPreference": dict.fromkeys(_OPTED_IN, True),
            "ResourceTypeManagementPreference": {"DynamoDB": True, "EFS": True},
        },
    }


_OPTED_IN = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")
_NO_CONDITIONS: Doc = {"StringEquals": [], "StringNotEquals": [], "StringLike": [], "StringNotLike": []}


def _tags(*shelves: Shelf) -> Any:
    def answer(parameters: Doc, account: str, region: str) -> Doc:
        found = (shelf.get(account, region, parameters["ResourceArn"]) for shelf in shelves)
        return {"Tags": next((one["tags"] for one in found if one is not None), {})}

    return answer


def _vault(estate: AwsEstate, one: Made) -> Doc:
    doc: Doc = {
        "BackupVaultName": one.id,
        "BackupVaultArn": one.arn,
        "VaultType": "BACKUP_VAULT",
        "VaultState": "AVAILABLE",
        "EncryptionKeyArn": one.given.get("kms_key_arn") or estate.key(one.account, one.region, "backup"),
        "CreationDate": _MADE,
        "NumberOfRecoveryPoints": 0,
        "Locked": False,
        "tags": one.tags,
    }
    locks = estate.some("aws_backup_vault_lock_configuration", one.account, backup_vault_name=one.id)
    for lock in locks:
        if lock.region == one.region:
            doc["Locked"] = True
            for name, field in (("min_retention_days", "MinRetentionDays"), ("max_retention_days", "MaxRetentionDays")):
                if name in lock.given:
                    doc[field] = lock.given[name]
            if "changeable_for_days" in lock.given:
                doc["LockDate"] = datetime(2026, 11, 1 + lock.given["changeable_for_days"], 8, tzinfo=UTC)
    return doc


def _rule(rule: Doc, one: Made) -> Doc:
    made: Doc = {
        "RuleName": rule["rule_name"],
        "RuleId": uuid_of(one.place, rule["rule_name"]),
        "TargetBackupVaultName": rule["target_vault_name"],
        "ScheduleExpression": rule["schedule"],
        "ScheduleExpressionTimezone": "Etc/UTC",
        "StartWindowMinutes": 60,
        "CompletionWindowMinutes": 180,
        "EnableContinuousBackup": rule.get("enable_continuous_backup", False),
    }
    if rule.get("lifecycle"):
        made["Lifecycle"] = {"DeleteAfterDays": rule["lifecycle"][0]["delete_after"]}
    if rule.get("copy_action"):
        made["CopyActions"] = [_copy(copy) for copy in rule["copy_action"]]
    return made


def _copy(copy: Doc) -> Doc:
    made = {"DestinationBackupVaultArn": copy["destination_vault_arn"]}
    if not copy.get("lifecycle"):
        return made
    return {**made, "Lifecycle": {"DeleteAfterDays": copy["lifecycle"][0]["delete_after"]}}


def _put_plan(plans: Shelf, one: Made, identity: str, name: str, rules: list[Doc], tags: dict[str, str]) -> None:
    arn = f"arn:aws:backup:{one.region}:{one.account}:backup-plan:{identity}"
    doc = {
        "BackupPlan": {"BackupPlanName": name, "Rules": rules},
        "BackupPlanId": identity,
        "BackupPlanArn": arn,
        "BackupPlanName": name,
        "VersionId": uuid_of(identity, "1"),
        "CreationDate": _MADE,
        "tags": tags,
    }
    plans.put(one.account, one.region, doc, identity, arn)


def _put_selection(selections: Shelf, one: Made, identity: str, plan: str, chosen: Doc) -> None:
    doc = {
        "BackupSelection": chosen,
        "SelectionId": identity,
        "SelectionName": chosen["SelectionName"],
        "BackupPlanId": plan,
        "IamRoleArn": chosen["IamRoleArn"],
        "CreationDate": _MADE,
    }
    selections.put(one.account, one.region, doc, identity)


def _automatic(estate: AwsEstate, one: Made, plans: Shelf, selections: Shelf, vaults: Shelf) -> None:
    """What AWS makes where automatic backups of a file system are switched on."""
    vault, plan = f"{_AUTOMATIC}-vault", f"00000000-0000-4000-8000-{one.account}"
    arn = f"arn:aws:backup:{one.region}:{one.account}:backup-vault:{vault}"
    doc = {
        "BackupVaultName": vault,
        "BackupVaultArn": arn,
        "VaultType": "BACKUP_VAULT",
        "VaultState": "AVAILABLE",
        "EncryptionKeyArn": estate.key(one.account, one.region, "backup"),
        "CreationDate": _MADE,
        "NumberOfRecoveryPoints": 0,
        "Locked": False,
        "tags": {},
    }
    vaults.put(one.account, one.region, doc, vault, arn)
    rule = {
        "RuleName": f"{_AUTOMATIC}-rule",
        "RuleId": uuid_of(plan, "rule"),
        "TargetBackupVaultName": vault,
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "ScheduleExpressionTimezone": "Etc/UTC",
        "StartWindowMinutes": 480,
        "CompletionWindowMinutes": 10080,
        "Lifecycle": {"DeleteAfterDays": _DAYS},
        "EnableContinuousBackup": False,
    }
    _put_plan(plans, one, plan, f"{_AUTOMATIC}-plan", [rule], {})
    role = "aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
    chosen = {
        "SelectionName": f"{_AUTOMATIC}-selection",
        "IamRoleArn": f"arn:aws:iam::{one.account}:role/{role}",
        "Resources": ["arn:aws:elasticfilesystem:*:*:file-system/*"],
        "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": BACKED_UP, "ConditionValue": "enabled"}],
        "NotResources": [],
        "Conditions": _NO_CONDITIONS,
    }
    _put_selection(selections, one, uuid_of(plan, "selection"), plan, chosen)
