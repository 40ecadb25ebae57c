"""What a location's name means, by provider, product and date, and whether that is inside a territory.

Authored data and lookup. Not for: finding the names in resources (facets), saying what follows from an answer
(policies).
"""

from leitplanke.geography.jurisdiction import Judgement, Membership, Territory, territory, unchanged
from leitplanke.geography.locations import aws_region_of_arn, locate, paired
from leitplanke.geography.place import Place
from leitplanke.geography.regions import region_name

__all__ = [
    "Judgement",
    "Membership",
    "Place",
    "Territory",
    "aws_region_of_arn",
    "locate",
    "paired",
    "region_name",
    "territory",
    "unchanged",
]
