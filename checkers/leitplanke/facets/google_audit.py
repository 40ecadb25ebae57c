"""Data access logs of Google Cloud: switched on by project and service, for every resource of the service at once."""

from leitplanke.catalogue.row import Condition
from leitplanke.core.logic import all_of, any_of, choose, join, lift, one_of
from leitplanke.core.text import HOLE, outline
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Unknown, Value, unknown
from leitplanke.facets.context import Context
from leitplanke.facets.joins import companions
from leitplanke.inventory.facets import Evidence
from leitplanke.inventory.inventory import Scope
from leitplanke.inventory.resource import Resource

_CONFIG = "google_project_iam_audit_config"
_SCOPE = Scope.ACCOUNT
_READS = ("DATA_READ",)
"""Who read what is the question; source: Cloud Audit Logs documentation, "Configure data access audit logs"."""


def data_access_log(context: Context, condition: Condition) -> tuple[Value[bool], Evidence]:
    """Return whether the resource's project records reads of one of the services that the condition names."""
    related = companions(context.inventory, context.row, context.resource, _CONFIG)
    evidence = context.evidence("")
    answers: list[Value[bool]] = []
    for config in related.resources:
        service = config.read("service")
        types = [one_of(value, _READS) for value in config.read_all("audit_log_config.log_type")]
        mine = all_of(same_project(context.resource, _project(config)), one_of(service, condition.is_), any_of(*types))
        on = choose(config.exists, mine, Known(False))
        answers.append(on)
        if not isinstance(on, Known) or on.data:
            evidence = context.evidence("service", service, of=config)
    unread = context.inventory.why_incomplete(_CONFIG, lambda cause: cause.is_of_scan)
    if related.more is not None:
        answers.append(related.more)
    elif unread is not None:
        answers.append(unread)  # one that was read rules out none that was not
    elif _SCOPE not in context.inventory.closed:
        answers.append(unknown(CauseKind.SCOPE, _CONFIG))  # one that is about another project or service rules none out
    return any_of(*answers), evidence


def same_project(resource: Resource, other: AnyValue) -> Value[bool]:
    """Two projects that are both known must be the same; one that is not written is the provider's."""
    return lift(_same, _project(resource), other)


def _same(own: AnyValue, other: AnyValue) -> AnyValue:
    if isinstance(own, Known) and isinstance(other, Known):
        return Known(str(own.data).rpartition("/")[2] == str(other.data).rpartition("/")[2])
    if isinstance(own, Unknown) and isinstance(other, Unknown) and own.causes == other.causes:
        # `var.project` on both sides, be it after `projects/`; `${var.stage}-calls` is not `${var.stage}-logs`.
        texts = [(outline(one) or HOLE).rpartition("/")[2] for one in (own, other)]
        return Known(True) if texts[0] == texts[1] else join(own, other)
    return join(own, other) if isinstance(own, Unknown) or isinstance(other, Unknown) else Known(True)


def _project(resource: Resource) -> AnyValue:
    own = resource.attributes.entries.get("project", Absent())
    return resource.provider_settings.entries.get("project", Absent()) if isinstance(own, Absent) else own
