"""A contact keeps what is personal out of sight, and keeps it."""

import pytest
from pydantic import ValidationError

from routekit.model import Contact, Provenance

GIVEN = {
    "authority": "parish-council:E04990001",
    "organisation": "Ashsample Parish Council",
    "role": "Clerk",
    "email": "zebra.mailbox@example.gov.uk",
    "telephone": "01632 960777",
    "page": "https://ashsample-pc.example.gov.uk",
    "name": "Zebedee Example",
    "postal_address": "1 Zebrawood Road, ZZ9 9ZZ",
    "provenance": Provenance(source="made up"),
}


@pytest.mark.parametrize("show", [repr, str, lambda contact: repr([contact]), "{}".format])
def test_the_repr_of_a_contact_has_no_name_and_no_address(show):
    shown = show(Contact(**GIVEN))
    assert "Zebedee" not in shown
    assert "Zebrawood" not in shown
    assert "zebra.mailbox@example.gov.uk" in shown, "a mailbox of the council itself may be shown"


def test_a_mailbox_that_looks_personal_is_not_in_the_repr_and_neither_is_the_telephone():
    shown = repr(Contact(**GIVEN, looks_personal=True))
    assert "zebra" not in shown.lower()
    assert "960777" not in shown
    assert "looks_personal=True" in shown


def test_what_is_not_shown_is_kept():
    contact = Contact(**GIVEN, looks_personal=True)
    assert contact.model_dump() == {
        **GIVEN,
        "looks_personal": True,
        "provenance": GIVEN["provenance"].model_dump(),
    }
    assert Contact.model_validate_json(contact.model_dump_json()) == contact


def test_a_contact_that_cannot_be_made_does_not_quote_what_it_was_given():
    with pytest.raises(ValidationError) as caught:
        Contact(**GIVEN | {"role": ["Zebedee"], "authority": None})
    assert "Zebedee" not in str(caught.value)
