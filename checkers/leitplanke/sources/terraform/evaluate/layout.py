"""Which files of a folder Terraform reads, by their names. Nothing is parsed for it."""

import posixpath

from leitplanke.sources.terraform.evaluate.project import Project

SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""How the names of configuration files end."""


def configuration_files(project: Project, folder: str) -> tuple[list[str], list[str]]:
    """Return the paths of a folder's configuration files, and of those that override them, sorted."""
    names = [name for name in project.files(folder) if name.endswith(SUFFIXES) and not _is_ignored(name)]
    present = frozenset(names)
    primary: list[str] = []
    override: list[str] = []
    for name in names:
        # OpenTofu reads `main.tofu` in place of `main.tf`.
        if name.endswith((".tf", ".tf.json")) and _as_tofu(name) in present:
            continue
        stem = name.split(".", 1)[0] if name.endswith(".json") else name.rpartition(".")[0]
        path = posixpath.normpath(posixpath.join(folder, name))
        (override if stem == "override" or stem.endswith("_override") else primary).append(path)
    return primary, override


def automatic_files(project: Project, folder: str) -> list[str]:
    """Return the variable files that Terraform loads by itself, in the order in which the later ones win."""
    names = project.files(folder)
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    rest = sorted(name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    return [posixpath.normpath(posixpath.join(folder, name)) for name in (*first, *rest)]


def is_local(source: str) -> bool:
    """Tell whether a module's source is a folder, relative to the one that calls it."""
    return source.startswith(("./", "../")) or source in (".", "..")


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "#")) or name.endswith("~")


def _as_tofu(name: str) -> str:
    stem, _, _ = name.rpartition(".tf")
    return stem + ".tofu" + (".json" if name.endswith(".json") else "")
