"""Blocks of a broken file that tree-sitter lost: a mistake may make its scanner swallow everything behind it.

Terraform files are laid out by `terraform fmt`: blocks begin and end in the first column. Each that begins behind the
mistake is read again on its own.
"""

import re
from bisect import bisect_right

from tree_sitter import Node, Parser, Range

from leitplanke.sources.terraform.syntax import tree_sitter_kinds as kinds

_HEADER = re.compile(
    rb"^(?:check|data|ephemeral|import|locals|module|moved|output|provider|removed|resource|terraform|variable)"
    rb'(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{',
    re.MULTILINE,
)
_END = re.compile(rb"^\}", re.MULTILINE)
_MOST = 5_000


def lost_blocks(data: bytes, good: list[Node], broken: int) -> list[Node]:
    """Return the block nodes that can be read on their own and lie in none of the ``good`` ones.

    The search begins at the line of the byte ``broken``. Only block types of Terraform's own are looked for, so that
    the text of a heredoc is rarely mistaken for one.
    """
    starts = [node.start_byte for node in good]
    ends = [node.end_byte for node in good]
    found: list[Node] = []
    here = data.rfind(b"\n", 0, broken) + 1
    row, counted = 0, 0
    for _ in range(_MOST):
        header = _HEADER.search(data, here)
        end = _END.search(data, header.end()) if header else None
        if header is None or end is None:
            break
        start = header.start()
        here = header.end()
        before = bisect_right(starts, start) - 1
        if before >= 0 and ends[before] > start:
            continue
        row, counted = row + data.count(b"\n", counted, start), start
        last = row + data.count(b"\n", start, end.end())
        node = _block(data, Range((row, 0), (last, 1), start, end.end()))
        if node is not None:
            found.append(node)
            here = end.end()
    return found


def _block(data: bytes, place: Range) -> Node | None:
    root = Parser(kinds.LANGUAGE, included_ranges=[place]).parse(data).root_node
    if root.has_error:
        return None
    node = root
    while node.kind_id != kinds.BLOCK:
        children = [child for child in node.children if child.kind_id in {kinds.BODY, kinds.BLOCK}]
        if len(children) != 1:
            return None
        node = children[0]
    return node
