"""What names a place: a region inside an ARN, a segment of a path, a resource that is somewhere."""

from leitplanke.catalogue.row import PlacementRule
from leitplanke.core.logic import join, lift
from leitplanke.core.text import HOLE, outline
from leitplanke.core.value import Absent, AnyValue, CauseKind, Known, Template, Unknown, unknown, with_origin
from leitplanke.facets.context import Context
from leitplanke.facets.stores import store_named
from leitplanke.geography import aws_region_of_arn

_ARN_COLONS_BEFORE_REGION = 3


def name_of(value: AnyValue) -> AnyValue:
    """Return the name of a location."""
    return Known(value.data.name, value.origin) if isinstance(value, Known) else value


def mode(rule: PlacementRule, value: AnyValue) -> AnyValue:
    """Return what a mode means as a place; absent where it is none."""
    if isinstance(value, Known):
        name = rule.values.get(str(value.data))
        return Known(name, value.origin) if name else Absent(value.origin)
    return value


def region_of_arn(context: Context, value: AnyValue) -> AnyValue:
    """Return the region inside an ARN; S3's has none, so the bucket must be one of this stack."""
    text = outline(value)
    if text is None or isinstance(value, Absent):
        return value
    region = aws_region_of_arn(text) if HOLE not in text else _region_before_hole(text)
    if region:
        return Known(region, value.origin)
    bucket = store_named(context, value, "bucket")
    found = context.primary_place(bucket) if bucket is not None else None
    if found is not None:
        return lift(name_of, found.location)
    return unknown(CauseKind.ELSEWHERE, text.replace(HOLE, "..."), value.origin)


def _region_before_hole(text: str) -> str | None:
    """Return the region of an ARN of which parts are not known, if the region is."""
    head = text.split(":")
    enough = len(head) > _ARN_COLONS_BEFORE_REGION + 1
    region = head[_ARN_COLONS_BEFORE_REGION] if enough and head[0] == "arn" else ""
    return region if region and HOLE not in region else None


def place_after(context: Context, rule: PlacementRule, value: AnyValue) -> AnyValue:
    """Return the place that follows a segment of a path, or that of the resource that the path begins with."""

    def leaf(one: AnyValue) -> AnyValue:
        target = context.inventory.target(_beginning(one))
        if target is not None:
            found = context.primary_place(target)
            if found is None:
                return join(one)
            return found.location if one.origin is None else with_origin(found.location, one.origin)
        text = outline(one)
        if text is None:
            return one if isinstance(one, Absent) else join(one)
        segments = text.split("/")
        at = segments.index(rule.after) + 1 if rule.after in segments else len(segments)
        if at < len(segments) and HOLE not in segments[at]:
            return Known(segments[at], one.origin)
        return Absent(one.origin) if isinstance(one, Known) else join(one)

    return lift(leaf, value)


def _beginning(value: AnyValue) -> AnyValue:
    """Return what a path begins with: ``${google_kms_key_ring.this.id}/cryptoKeys/calls``."""
    parts = value.partial.parts if isinstance(value, Unknown) and isinstance(value.partial, Template) else ()
    return parts[0] if parts and value.ref is None and not isinstance(parts[0], str) else value
