"""All functions by name. The module of a kind is imported when one of its functions is called."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from leitplanke.sources.terraform.evaluate.functions.function import Function

_KINDS = {
    "digests": "base64sha256 base64sha512 bcrypt md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5",
    "encoding": (
        "base64decode base64encode base64gunzip base64gzip csvdecode jsondecode jsonencode textdecodebase64 "
        "textencodebase64 urldecode urlencode yamldecode yamlencode"
    ),
    "files": (
        "abspath basename dirname file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 "
        "fileset filesha1 filesha256 filesha512 pathexpand templatefile templatestring"
    ),
    "formatting": "format formatlist",
    "lists": (
        "alltrue anytrue chunklist compact concat contains distinct element flatten index length matchkeys "
        "one range reverse slice sort sum"
    ),
    "maps": "keys lookup merge transpose values zipmap",
    "network": "cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numeric": "abs ceil floor log max min parseint pow signum",
    "regular": "regex regexall replace",
    "sets": "setintersection setproduct setsubtract setunion",
    "strings": (
        "chomp endswith indent join lower split startswith strcontains strrev substr title trim trimprefix "
        "trimspace trimsuffix upper"
    ),
    "time": "formatdate plantimestamp timeadd timecmp timestamp",
    "values": "coalesce coalescelist ephemeralasnull tobool tolist tomap tonumber toset tostring type",
}
"""Which modules beside this one have which functions."""


class _Functions(Mapping[str, Function]):
    """Functions by name; they are looked up in their module."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = {name: kind for kind, names in kinds.items() for name in names.split()}

    def __getitem__(self, name: str) -> Function:
        module = import_module(f"{__package__}.{self._kinds[name]}")
        found: Function = module.FUNCTIONS[name]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


FUNCTIONS: Mapping[str, Function] = _Functions(_KINDS)
"""Terraform's 1.11 and OpenTofu's 1.10; ``try`` and ``can`` are no functions of values, see `attempts`."""
