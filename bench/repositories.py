"""Trees shaped like well-known repositories: a small one, one of a reusable module, and a monorepo.

How many files, folders, bytes, resources, data sources and module calls each has is in its docstring. What makes such
repositories costly is here too: nested modules called with ``for_each``, optional attributes, dynamic blocks,
``try``, ``lookup``, and examples that call the whole module again.
"""

from pathlib import Path
from random import Random

from modules import Shape, call, module_files, registry_call
from services import LOCALS, PROVIDERS, VARIABLES
from synthetic import SEED, files, put

MODULES = ("store", "store/modules/key", "stream", "table", "profile", "profile/modules/group", "archive", "audit")
"""Folders under ``modules/`` of the module repository."""
NESTED = {"store": "./modules/key", "profile": "./modules/group"}
"""Which of them call one of their own."""
EXAMPLES = ("basic", "complete", "encrypted", "multi-region", "archive", "streams", "private", "audited", "minimal")


def write_small(target: Path, _size: int = 0) -> None:
    """Write 5 root modules: 47 files, 95 KB, about 110 resources."""
    rng = Random(SEED)
    for folder, count in (("telephony", 7), ("recordings", 7), ("analytics", 6), ("billing", 6), ("platform", 6)):
        root = target / "stacks" / folder
        put(root / "providers.tf", PROVIDERS)
        put(root / "variables.tf", VARIABLES)
        put(root / "locals.tf", LOCALS)
        for index, text in enumerate(files(rng, count * 4, 3)):
            if index < count:
                comment = "".join(f"# {line}\n" for line in text.splitlines()[:45])
                put(root / f"part_{index:02}.tf", f"# As it was until the move to the new account:\n{comment}\n{text}")


def write_module_repository(target: Path, _size: int = 0) -> None:
    """Write a reusable module with 8 nested ones and 10 examples: 19 folders, 87 files, 505 KB, 84 module calls.

    The root calls five of its modules with ``for_each``; each example calls the root once, some modules directly, and
    others from a registry, which are not there.
    """
    rng = Random(SEED)
    shape = Shape("aws", resources=8, data=5, size=27_000)
    for name in MODULES:
        calls = call("nested", NESTED[name], "each") if name in NESTED else ""
        for file, text in module_files(rng, shape, files=5, calls=calls).items():
            put(target / "modules" / name / file, text)
    outer = [name for name in MODULES if "/" not in name][:5]
    repeats = ("each", "each", "asked", "asked", "asked")
    calls = "\n".join(call(name, f"./modules/{name}", how) for name, how in zip(outer, repeats, strict=True))
    root = Shape("aws", resources=18, data=8, size=95_000)
    for file, text in module_files(rng, root, files=7, calls=calls).items():
        put(target / file, text)
    for index, name in enumerate((*EXAMPLES, "upgrade")):
        parts = [call("this", "../..", "once")]
        parts += [call(f"{one}_direct", f"../../modules/{one}", "once") for one in outer[:2]]
        parts += [registry_call(rng, f"registry_{number}") for number in range(5 if index % 4 else 4)]
        example = Shape("aws", resources=2, data=2, size=19_000)
        for file, text in module_files(rng, example, files=4, calls="\n".join(parts), root=True).items():
            put(target / "examples" / name / file, text)


def write_monorepo(target: Path, _size: int = 0) -> None:
    """Write 80 modules and 53 stages that call them: 133 folders, 798 files, 2.9 MB, 860 resources, 152 calls."""
    rng = Random(SEED)
    module = Shape("google", resources=10, data=0, size=22_000)
    names = [f"{kind}-{number:02}" for number in range(16) for kind in ("store", "warehouse", "key", "vm", "log")]
    for name in names:
        for file, text in module_files(rng, module, files=6).items():
            put(target / "modules" / name / file, text)
    stage = Shape("google", resources=1, data=1, size=22_000)
    for number in range(53):
        group = ("stages", "blueprints", "examples")[number % 3]
        called = rng.sample(names, 3 if number % 8 else 2)
        calls = "\n".join(
            call(one.replace("-", "_"), f"../../modules/{one}", "asked" if index > 1 else "once")
            for index, one in enumerate(called)
        )
        for file, text in module_files(rng, stage, files=6, calls=calls, root=True).items():
            put(target / group / f"{number:02}-{called[0]}" / file, text)
