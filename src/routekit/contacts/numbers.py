"""Telephone numbers that are the same for everybody: the emergency services, and the police otherwise."""

from collections.abc import Mapping
from types import MappingProxyType

from routekit.model import Contact, Provenance, Unrouted

_EMERGENCY = "https://www.gov.uk/guidance/999-and-112-the-uks-national-emergency-numbers"
_POLICE = "https://www.gov.uk/contact-police"
_POWER = "https://www.powercut105.com/"

NATIONAL_NUMBERS: Mapping[str, Contact] = MappingProxyType(
    {
        number: Contact(
            authority=authority,
            organisation=organisation,
            role=role,
            telephone=number,
            page=page,
            provenance=Provenance(source=page, url=page),
        )
        for number, authority, organisation, role, page in (
            ("999", "emergency-services", "Emergency services", "Emergency call", _EMERGENCY),
            ("101", "police", "Police", "Non-emergency call", _POLICE),
            ("105", "electricity-network", "Electricity network operator", "Power cut", _POWER),
        )
    }
)


def emergency_contact(unrouted: Unrouted) -> Contact | None:
    """Give the contact behind the number that an emergency says to call; None where it says none known."""
    return NATIONAL_NUMBERS.get(unrouted.call or "")
