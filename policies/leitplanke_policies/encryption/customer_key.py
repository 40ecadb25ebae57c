"""Policy `encryption/customer-key`."""

from collections.abc import Iterator

from leitplanke.inventory.facets import Custody, Level
from leitplanke.policy import (
    Check,
    Domain,
    Known,
    Parameters,
    Severity,
    Subject,
    all_of,
    any_of,
    at_least,
    check,
    fix_of,
    is_present,
    negate,
    policy,
    shown,
    through,
    weakest,
    with_fix,
)


class CustomerKey(Parameters, frozen=True):
    """What is asked of the key.

    ``custody``: who may hold it. ``rotation``: it must rotate. ``multi_region``: it may be copied to other regions.
    """

    custody: tuple[Custody, ...] = (Custody.CUSTOMER, Custody.EXTERNAL)
    rotation: bool = True
    multi_region: bool = False


@policy(
    "encryption/customer-key",
    domain=Domain.CUSTOMER_KEYS,
    severity=Severity.MEDIUM,
    judges="encryption_at_rest",
    since="0.1.0",
    parameters=CustomerKey,
)
def customer_key(subject: Subject, parameters: CustomerKey) -> Iterator[Check]:
    """Data at rest are encrypted with a key that the customer holds.

    *Why.* Whoever holds the key decides who reads. A key of the customer's own can be withdrawn, and its policy is the
    customer's to write; a key that the provider manages for the customer, such as `alias/aws/s3`, is neither.

    *What is checked.* Each kind of storage: whether its key is the customer's, and, as far as the configuration shows
    the key itself, whether it rotates, who holds it and whether it may leave its region. A key in the stack is checked
    at its own line, too.

    *Remediation.* Create a key with rotation, in the region of the data, and name it in the resource.
    """
    for entry in subject.encryption_at_rest:
        key = entry.key
        conditions = [
            (at_least(entry.level, Level.CUSTOMER_KEY), ("level", entry.evidence)),
            (through(key, lambda one: Known(one.custody in parameters.custody)), ("custody", entry.evidence)),
        ]
        of_the_key = with_fix(entry.evidence, fix_of(key))
        if parameters.rotation:
            conditions.append((through(key, lambda one: one.rotates), ("rotation", of_the_key)))
        if not parameters.multi_region:
            stays = negate(through(key, lambda one: one.multi_region))
            conditions.append((any_of(stays, negate(is_present(key))), ("multi-region", with_fix(of_the_key, None))))
        code, evidence = weakest(conditions)
        holds = all_of(*(one for one, _ in conditions))
        yield check(entry.slot, holds, evidence, f"customer-key.{code}", key=shown(key, absent="-"))
