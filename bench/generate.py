"""Generate input of any size: ``python bench/generate.py synthetic --size 5000 FOLDER``.

The same arguments always write the same bytes. Shapes (files, bytes, folders, module calls) are those of well-known
public repositories, so that figures can be compared with figures taken from them.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import plans
import repositories
import synthetic

SHAPES: Mapping[str, Callable[[Path, int], None]] = {
    "synthetic": synthetic.write,
    "booleans": synthetic.write_booleans,
    "root-module": synthetic.write_root_module,
    "small-repository": repositories.write_small,
    "module-repository": repositories.write_module_repository,
    "monorepo": repositories.write_monorepo,
    "plan": plans.write,
}
SIZES = {"synthetic": 1000, "booleans": 20, "root-module": 50, "plan": 1000}
"""What ``--size`` counts, by default: resources; unknown booleans; files; resources. Other shapes have one size."""


def main() -> None:
    """Write one shape."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("shape", choices=sorted(SHAPES))
    parser.add_argument("target", type=Path, help="folder to write to; for a plan, the file")
    parser.add_argument("--size", type=int, help="resources, files or booleans; repositories have one size")
    given = parser.parse_args()
    SHAPES[given.shape](given.target, given.size or SIZES.get(given.shape, 0))


if __name__ == "__main__":
    main()
