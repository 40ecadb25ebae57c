"""Packs that are installed: found by the entry point group ``leitplanke.packs``.

Reads the ``entry_points.txt`` files itself: `importlib.metadata` takes about 50 ms to import and scan, a fifth of
the time that a hook may take, and `configparser` 2 ms.
"""

import os
import sys
from collections.abc import Iterator
from importlib import import_module

from leitplanke.app.packs import PackError, Packs
from leitplanke.policy.pack import Pack

GROUP = "leitplanke.packs"
_METADATA = ".dist-info"


def installed_packs() -> Packs:
    """Return all installed packs. Raises `PackError` if one cannot be loaded, or none is installed."""
    packs = [_load(name, place) for name, place in sorted(set(_entry_points()))]
    if not packs:
        raise PackError(f"no pack of policies is installed (entry point group {GROUP}); reinstall leitplanke")
    return Packs(packs)


def installed_distributions() -> list[str]:
    """Return the names and versions of what is installed where Python looks for modules, sorted."""
    return sorted(f"{name}-{version}" for name, version, _ in _distributions())


def _entry_points() -> Iterator[tuple[str, str]]:
    for _, _, folder in _distributions():
        yield from _declared(os.path.join(folder, "entry_points.txt"))


def _distributions() -> Iterator[tuple[str, str, str]]:
    """Yield name, version and metadata folder of each distribution that Python would find."""
    seen: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for name in names:
            distribution, _, version = name.removesuffix(_METADATA).rpartition("-")
            if not name.endswith(_METADATA) or distribution in seen:
                continue
            seen.add(distribution)
            yield distribution, version, os.path.join(folder, name)


def _declared(path: str) -> Iterator[tuple[str, str]]:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return
    section = ""
    for line in map(str.strip, text.splitlines() if GROUP in text else ()):
        name, equals, place = line.partition("=")
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == GROUP and equals and not line.startswith(("#", ";")):
            yield name.strip(), place.strip()


def _load(name: str, place: str) -> Pack:
    module, _, attribute = place.partition(":")
    try:
        pack = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as problem:
        raise PackError(f"pack {name} ({place}) cannot be loaded: {problem}") from problem
    if not isinstance(pack, Pack):
        raise PackError(f"pack {name} ({place}) is not a Pack")
    return pack
