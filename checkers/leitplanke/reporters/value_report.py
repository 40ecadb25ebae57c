"""The value of an expression: its state, what it depends on, and where it comes from."""

import json
from typing import Any

from leitplanke.core.origin import Origin
from leitplanke.core.value import Absent, AnyValue, Known, Unknown
from leitplanke.reporters.finding_text import cause_text, root_text
from leitplanke.reporters.plain_value import plain
from leitplanke.reporters.texts import Texts


def describe(value: AnyValue) -> dict[str, Any]:
    """Return state, value, candidates, what it depends on and origin, as JSON-like data."""
    state = "known" if isinstance(value, Known) else "absent" if isinstance(value, Absent) else "unknown"
    worlds = value.worlds if isinstance(value, Unknown) and not value.sensitive else ()
    found = {
        "state": state,
        "value": plain(value) if isinstance(value, Known) else None,
        "candidates": [{"if": dict(world.guard), "value": plain(world.value)} for world in worlds],
        "depends_on": [cause.name for cause in value.causes] if isinstance(value, Unknown) else [],
        "origin": _origin(value.origin),
        "sensitive": value.sensitive,
    }
    known_parts = plain(value).get("known_parts") if isinstance(value, Unknown) and not value.sensitive else None
    return found | ({"known_parts": known_parts} if known_parts is not None else {})


def _origin(origin: Origin | None) -> list[dict[str, Any]]:
    links = list(origin.chain()) if origin is not None else []
    return [{"kind": link.kind.value, "label": link.label, "place": _place(link)} for link in links]


def _place(link: Origin) -> str | None:
    return f"{link.span}" if link.span is not None else None


def render_json(stack: str, value: AnyValue) -> str:
    """Return the value of an expression in a stack as JSON."""
    return json.dumps({"stack": stack, **describe(value)}, indent=2, ensure_ascii=False) + "\n"


def render_text(value: AnyValue, texts: Texts) -> str:
    """Return the value for people."""
    found = describe(value)
    lines = [texts.label(found["state"]) + (": " + _shown(found["value"]) if found["state"] == "known" else "")]
    if isinstance(value, Unknown):
        lines += [f"  {cause_text(cause, texts)}" for cause in value.causes]
    for candidate in found["candidates"]:
        assumed = ", ".join(f"{root_text(root)} = {choice}" for root, choice in candidate["if"].items())
        lines.append(f"  {_shown(candidate['value'])}  {texts.label('if')} {assumed}")
    if "known_parts" in found:
        lines.append(f"  {texts.label('known-parts')}: {_shown(found['known_parts'])}")
    places = [
        f"  {link['label']} {link['place']}".rstrip()
        for link in found["origin"]
        if link["place"] and not link["place"].startswith("<")
    ]
    lines += places
    return "\n".join(lines) + "\n"


def _shown(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)
