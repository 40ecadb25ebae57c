"""More knowledge never contradicts what was concluded from less."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.core.diagnostic import Diagnostic
from tests.unit.sources.terraform.evaluate.knowledge import SCALARS, agrees, forgotten, value_of
from tests.unit.sources.terraform.evaluate.scopes import plain, worth

# s, t: text; n: number; f: truth; l: list; p: set; m: map; ll: lists in a list; o: objects in a list; z: text or null
EXPRESSIONS = [
    '"${s}-${t}"', '"x${s}y" == "xay"', "s == t", "l == ll", "s != null", "z == null", "f && s == t", "f || !f",
    "n + 1 > n", "n % 2 == 0", "-n * n", 'f ? s : "a"', "f ? l : []", "f ? z : s", "f ? { a = s } : { a = t }",
    "n > 1 ? l[0] : s", "l[n]", 'm["a"]', "m[s]", "o[0].k", "o[*].k", "o[n].v", "ll[*][0]", "l[*]", "z[*]", "m[*]",
    "[for x in l : upper(x)]", "[for i, x in l : i if x != s]", "[for k, v in m : k]", "[for x in p : x]",
    "{ for x in p : x => s }", "{ for k, v in m : k => v if v != s }", "{ for x in o : x.k => x.v... }",
    "{ for i, x in l : i => x }", "{ (s) = t, a = n }", "{ a = n, (s) = t }", '{ a = s, b = t }["a"]',
    "merge(m, { a = s })", "merge({ a = s }, m)", "merge(m, { for x in p : x => x }).a", "concat(l, [s])",
    "concat([s], l, ll[*][0])", "flatten(ll)", "flatten([ll, l, s])", "contains(l, s)", "contains(p, s)",
    "distinct(l)", "distinct(concat(l, l))", "compact(l)", "element(l, n)", "index(l, s)", "length(l)", "length(p)",
    "length(m)", "length(s)", "length(flatten(ll)) > 1", "one(p)", "one(l)", "slice(l, 0, n)", "slice(l, n, 2)",
    "reverse(l)", "sort(l)", "chunklist(l, 2)", "chunklist(l, n)", 'coalesce(z, s, t, "d")', 'coalesce(s, "x")',
    "coalescelist(l, [s])", "try(m.a, s)", "try(o[0].k, l[0], t)", "can(m.a)", "can(l[n])", "lookup(m, s, t)",
    'lookup(m, "a", s)', "keys(m)", "values(m)", "zipmap(l, l)", "zipmap(l, range(length(l)))", "transpose({ a = l })",
    "setunion(p, l)", "setintersection(p, l)", "setsubtract(p, l)", "setsubtract(l, p)", "setproduct(l, p)",
    "toset(l)", "tolist(p)", "tolist([s, n])", "tomap(m)", 'toset([s, t, "a"])', "tostring(n)", "tobool(s)",
    "join(s, l)", 'join("-", l, ll[*][0])', 'join(",", p)', "split(s, t)", 'split("-", "a-${s}-b")',
    'split("b", "${s}-ab")', 'lower("A${s}")', "upper(s)", 'startswith("a${s}", "a")', 'startswith("a${s}", t)',
    'endswith("${s}b", t)', 'strcontains("a${s}", t)', 'format("%s-%s", s, n)', 'format("%5s|%q", s, t)',
    'formatlist("%s-%s", l, s)', 'replace(s, "a", t)', "substr(s, 0, 1)", "trimspace(s)", "title(s)",
    "jsonencode({ k = s, l = l, m = m })", "jsondecode(jsonencode({ k = s, o = o }))", "jsonencode(l)",
    'jsondecode("{\\"k\\": \\"x${s}\\", \\"n\\": ${n}, \\"l\\": [1, ${n}]}")', "base64decode(base64encode(s))",
    "alltrue([f, s == t])", "anytrue([f, s == t])", "alltrue([for x in l : x != s])", "max(n, 1)", "min(1, n, 2)",
    "sum([for x in o : x.v])", "abs(n)", "range(n)", 'regex("a?", s)', 'regexall("[a-z]", s)', "md5(s)",
    "matchkeys(l, l, [s])", "toset(l) == p", "[s, t] == [t, s]", "m == { a = s }", "nonsensitive(s)",
    'cidrsubnet("10.0.0.0/8", 8, abs(n))', '"%{ if f }${s}%{ else }b%{ endif }"', '"%{ for x in l }${x},%{ endfor }"',
    "toset(concat(l, [s]))", "length(toset(concat(l, [s])))", "tolist(toset(l))[0]", "[for x in toset(l) : x][0]",
    "[for k, v in merge(m, { a = s }) : v]", "{ for k, v in merge(m, { a = s }) : v => k... }", "concat(l, l)[n]",
    'flatten([for x in ll : [for y in x : "${y}${s}"]])', "keys({ for x in o : x.k => x.v... })", "max(l...)",
    "concat(ll...)", "merge([for x in o : { (x.k) = x.v }]...)", "f ? m[s] : lookup(m, t, n)", "(f ? l : p)[*]",
    "f == f", '(f ? "a" : "b") == (f ? "a" : "b")', "[for x in l : f ? x : s]", "o[*].k == l", "ll == [l]",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
@settings(max_examples=20)
@given(data=st.data())
def test_conclusions_hold_whatever_the_unknown_turns_out_to_be(expression: str, data: st.DataObject) -> None:
    used = [name for name in SCALARS if re.search(rf"\b{name}\b", expression)]
    truth = {name: data.draw(SCALARS[name]) for name in used}
    part = {name: data.draw(forgotten(one, name, SCALARS[name])) for name, one in truth.items()}
    reports: list[Diagnostic] = []
    actual = worth(expression, {name: value_of(one) for name, one in truth.items()}, diagnostics=reports)
    concluded = worth(expression, part, diagnostics=reports)
    assert agrees(concluded, actual), (plain(concluded), plain(actual))
