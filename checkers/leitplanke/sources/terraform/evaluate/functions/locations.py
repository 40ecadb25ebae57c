"""Where in the project a path that Terraform would read is."""

import posixpath

from leitplanke.core.value import AnyValue, Cause, CauseKind, Known, Template, Unknown
from leitplanke.sources.terraform.evaluate.conversion import needed
from leitplanke.sources.terraform.evaluate.project import Project
from leitplanke.sources.terraform.evaluate.scope import Scope

_ROOT = Unknown((Cause(CauseKind.FUNCTION, "path.cwd"),), nullable=False)
"""Where the project is: no two machines agree on that, so that nothing may depend on it."""


def absolute(place: str) -> Unknown:
    """Return the absolute path of a place in the project, of which only the end is known."""
    end = () if place == "." else (f"/{place}",)
    return Unknown(_ROOT.causes, partial=Template((_ROOT, *end)), nullable=False)


def needed_path(value: AnyValue, scope: Scope) -> Known[str] | Unknown:
    """Return a path that is not null; an absolute one that `absolute` made relative again."""
    found = needed(value)
    if not isinstance(found, Unknown) or not isinstance(found.partial, Template):
        return found
    first, *rest = found.partial.parts
    if not isinstance(first, Unknown) or first.causes != _ROOT.causes or len(rest) > 1:
        return found
    end = rest[0] if rest else "."
    if not isinstance(end, str):
        return found
    return Known(posixpath.relpath(end.lstrip("/") or ".", scope.working_folder), None, found.sensitive)


def locate(path: str, scope: Scope) -> str | None:
    """Return the path relative to the project's root; None if it is outside, absolute, or in the user's home.

    Relative paths start from the root module's folder, where Terraform runs, also in called modules.
    """
    if not path or path.startswith(("/", "~")) or "\0" in path:
        return None
    place = posixpath.normpath(posixpath.join(scope.working_folder, path))
    return None if place == ".." or place.startswith(("../", "/")) else place


def is_folder(project: Project, place: str) -> bool:
    """Tell whether there is a folder at a place in the project."""
    above, name = posixpath.split(place)
    return place == "." or name in project.folders(above or ".")
