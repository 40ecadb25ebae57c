"""What makes a trust policy narrow, as data."""

CALLER_KEYS = frozenset(
    {
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principaltag",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:username",
        "sts:externalid",
    }
)
"""Condition keys that say who of another account is meant. Source: IAM user guide, "Access to AWS accounts owned by
third parties" and "AWS global condition context keys"."""

SOURCE_KEYS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})
"""Condition keys that say for whom a service acts. Source: IAM user guide, "The confused deputy problem"."""

DEPUTIES = (
    r"(appflow|bedrock|comprehend|config|kendra|lexv2|pipes|qbusiness|scheduler|ses|transcribe|transfer|vpc-flow-logs)"
    r"\.amazonaws\.com"
)
"""Services that act for many accounts with what they are given, and whose guides ask for a source in the role's trust
policy. Source: the sections "Cross-service confused deputy prevention" of their guides."""

WEB_IDENTITY = frozenset({"sts:assumerolewithwebidentity"})

CONSUMER_CLAIMS = (
    r"(accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com)"
    r":(aud|oaud|app_id|amr|sub|id|user_id)"
)
"""Claims of providers that vouch for an application's own users: the application is what narrows. Source: IAM user
guide, "Available keys for AWS OIDC federation"."""

SUBJECT_CLAIM = r".+:sub"
OTHER_CLAIMS = r".+:(repository|repository_id|job_workflow_ref|repository_owner_id|project_id|namespace_id)"

NARROW_SUBJECT = (
    r"repo:[^/*?]+/[^:*?]+(:.*)?"
    r"|project_path:[^:*?]+/[^:*?]+(:.*)?"
    r"|system:serviceaccount:[^:*?]+:.+"
    r"|(?!repo:|project_path:|system:serviceaccount:)([^:*?]+|[^:*?]+:[^:*?]+.*)"
)
"""Subjects that name at least a repository, a project, a namespace or whatever a provider names first. Source: GitHub
documentation, "OpenID Connect reference"; GitLab documentation, "Connect to cloud services"; Amazon EKS user guide,
"Assign IAM roles to Kubernetes service accounts"."""
