"""What differs between callers, put into an answer that is kept as it is sent: reference and contact."""

from typing import Final

from pydantic import TypeAdapter
from pydantic_core import to_json

from routekit.model import Contact
from routekit.referral import Reached
from routekit.service.flat import flat_contacts

# A key stands in a text as \\"key\\", so these stand nowhere but where the writer put them.
_REFERENCE: Final = b'"reference":""'
_NO_CONTACT: Final = b',"contact_status":null,"contact":null,"fallback_contact":null}'
_FLAT_CONTACT: Final = b',"contact_status":"'
_FLAT_AFTER: Final = b',"warning_count":"'

_CONTACT: Final = TypeAdapter(Contact | None)


def with_reference(text: bytes, reference: bytes) -> bytes:
    """Give an answer that has an empty reference with this one, which is JSON."""
    head, _, tail = text.partition(_REFERENCE)
    return b"".join((head, _REFERENCE[:-2], reference, tail))


def with_contact(text: bytes, reached: Reached, shape: str) -> bytes:
    """Give an answer that has no contact with what came of looking it up, in its shape."""
    if shape == "flat":
        head, _, rest = text.partition(_FLAT_CONTACT)
        row = to_json(flat_contacts(reached.contact_status, reached.contact, reached.fallback_contact))
        return b"".join((head, b",", row[1:-1], rest[rest.index(_FLAT_AFTER) :]))
    return b"".join(
        (
            text.removesuffix(_NO_CONTACT),
            b',"contact_status":',
            to_json(reached.contact_status),
            b',"contact":',
            _CONTACT.dump_json(reached.contact),
            b',"fallback_contact":',
            _CONTACT.dump_json(reached.fallback_contact),
            b"}",
        )
    )
