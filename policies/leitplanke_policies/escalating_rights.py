"""Rights by which their holder can give himself further ones.

Names are written as the cloud writes them; where a right has to be narrowed, the narrowing is a resource or one of the
conditions at the end.
"""

AWS = (
    "connect:AdminGetEmergencyAccessToken",
    "connect:UpdateSecurityProfile",
    "connect:UpdateUserSecurityProfiles",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:CreateServiceSpecificCredential",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "iam:UpdateSAMLProvider",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "sso:AttachManagedPolicyToPermissionSet",
    "sso:CreateAccountAssignment",
    "sso:PutInlinePolicyToPermissionSet",
    "ssm:SendCommand",
    "ssm:StartSession",
    "sts:AssumeRole",
)
"""Source: AWS service authorization reference (access levels "permissions management" and "write"); IAM user guide,
"Grant a user permissions to pass a role to an AWS service"."""

ROLES = (
    r"policy:.*:policy/(AdministratorAccess|IAMFullAccess|PowerUserAccess)"
    r"|Owner|Role Based Access Control Administrator|User Access Administrator"
    r"|roles/(owner|editor|deploymentmanager\.editor"
    r"|iam\.(organizationRoleAdmin|roleAdmin|securityAdmin|serviceAccountAdmin|serviceAccountKeyAdmin"
    r"|serviceAccountTokenCreator|serviceAccountUser|workloadIdentityUser)"
    r"|resourcemanager\.(folderAdmin|folderIamAdmin|organizationAdmin|projectIamAdmin))"
)
"""The clouds' own policies and roles that have such rights. Source: AWS managed policy reference guide; Azure
documentation, "Azure built-in roles"; Google Cloud IAM documentation, "Roles index"."""

OTHER_POLICIES = r"policy:.*"
"""Policies that are judged where they are written, or that are AWS's."""

AZURE = (
    "Microsoft.Authorization/elevateAccess/action",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
)
"""Source: Azure documentation, "Azure permissions for identity" and "... for management and governance"."""

GOOGLE = (
    "bigquery.datasets.setIamPolicy",
    "cloudkms.cryptoKeys.setIamPolicy",
    "cloudkms.keyRings.setIamPolicy",
    "deploymentmanager.deployments.create",
    "deploymentmanager.deployments.update",
    "iam.roles.update",
    "iam.serviceAccountKeys.create",
    "iam.serviceAccounts.actAs",
    "iam.serviceAccounts.getAccessToken",
    "iam.serviceAccounts.implicitDelegation",
    "iam.serviceAccounts.setIamPolicy",
    "iam.serviceAccounts.signBlob",
    "iam.serviceAccounts.signJwt",
    "resourcemanager.folders.setIamPolicy",
    "resourcemanager.organizations.setIamPolicy",
    "resourcemanager.projects.setIamPolicy",
    "secretmanager.secrets.setIamPolicy",
    "storage.buckets.setIamPolicy",
)
"""Source: Google Cloud IAM documentation, "Permissions index" and "Service account impersonation"; Deployment Manager
acts as an account that is an editor."""

CONNECT = ("SecurityProfiles.Edit", "Users.EditPermission")
"""Source: Amazon Connect administrator guide, "List of security profile permissions"."""

GENESYS = (
    "authorization:grant:add",
    "authorization:role:add",
    "authorization:role:edit",
)
"""Source: Genesys Cloud resource centre, "Permissions"."""

BY_PROVIDER = {
    "aws": frozenset(name.lower() for name in (*AWS, *CONNECT)),
    "azurerm": frozenset(name.lower() for name in AZURE),
    "genesyscloud": frozenset(name.lower() for name in GENESYS),
    "google": frozenset(name.lower() for name in GOOGLE),
}

WIDE = r"\*|arn:[^:]*:(?!s3:)[^:]*:[^:]*:[^:]*:(\*|[\w-]+[:/]\*+(/\*+)?)|/.*|\$\{(.*\.)?(data\.)?azurerm_.*"
"""Resources that take in all of a kind; a scope of Azure, however small, is where the rights would be raised."""

NARROWING_KEYS = frozenset(
    {
        "aws:resourcetag",
        "conditions",
        "iam:associatedresourcearn",
        "iam:passedtoservice",
        "iam:permissionsboundary",
        "iam:policyarn",
        "iam:resourcetag",
        "kms:grantconstrainttype",
        "kms:granteeprincipal",
        "kms:grantisforawsresource",
        "kms:grantoperations",
        "kms:resourcealiases",
        "kms:viaservice",
        "lambda:functionarn",
        "ssm:resourcetag",
        "sts:externalid",
    }
)
"""Condition keys that narrow what such a right reaches, in lower case; conditions on who or from where do not. The
``conditions`` are those of a Genesys Cloud role. Source: AWS service authorization
reference, condition keys."""

EXPRESSIONS = r"(?s).*(modifiedGrantsByRole|resource\.name|RoleDefinitionId|PrincipalId).*"
"""Conditions of Google and Azure that say which roles may be given, or on what. Source: Google Cloud IAM
documentation, "Set limits on granting roles"; Azure documentation, "Delegate role assignment with conditions"."""
