"""All functions by name."""

from collections.abc import Mapping

from leitplanke.sources.terraform.evaluate.functions import (
    digests,
    encoding,
    files,
    formatting,
    lists,
    maps,
    network,
    numeric,
    regular,
    sets,
    strings,
    time,
    values,
)
from leitplanke.sources.terraform.evaluate.functions.function import Function

FUNCTIONS: Mapping[str, Function] = {
    **digests.FUNCTIONS,
    **encoding.FUNCTIONS,
    **files.FUNCTIONS,
    **formatting.FUNCTIONS,
    **lists.FUNCTIONS,
    **maps.FUNCTIONS,
    **network.FUNCTIONS,
    **numeric.FUNCTIONS,
    **regular.FUNCTIONS,
    **sets.FUNCTIONS,
    **strings.FUNCTIONS,
    **time.FUNCTIONS,
    **values.FUNCTIONS,
}
"""Terraform's 1.11 and OpenTofu's 1.10; ``try`` and ``can`` are no functions of values, see `attempts`."""
