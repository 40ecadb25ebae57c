from leitplanke.core.value import Absent
from leitplanke.facets.former import with_current_names
from tests.unit.facets.made import MadeCatalogue, data, inventory, resource, row

_CATALOGUE = MadeCatalogue(
    {"azurerm_storage_account": row(renamed={"enable_https_traffic_only": "https_traffic_only_enabled"})}
)


def test_an_attribute_is_called_as_today() -> None:
    old = resource("azurerm_storage_account.old", {"name": "old", "enable_https_traffic_only": False})
    found = with_current_names(inventory(old), _CATALOGUE).of_type("azurerm_storage_account")[0]
    assert data(found.read("https_traffic_only_enabled")) is False
    assert isinstance(found.read("enable_https_traffic_only"), Absent)
    assert data(found.read("name")) == "old"


def test_the_current_name_wins() -> None:
    both = {"enable_https_traffic_only": False, "https_traffic_only_enabled": True}
    stack = inventory(resource("azurerm_storage_account.both", both))
    found = with_current_names(stack, _CATALOGUE).of_type("azurerm_storage_account")[0]
    assert data(found.read("https_traffic_only_enabled")) is True


def test_an_inventory_without_old_names_stays_as_it_is() -> None:
    stack = inventory(resource("azurerm_storage_account.new", {"name": "new"}), resource("google_storage_bucket.b"))
    assert with_current_names(stack, _CATALOGUE) is stack
