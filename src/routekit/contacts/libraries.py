"""What the libraries of the extra `contacts` know of e-mail addresses and telephone numbers."""

from functools import cache
from importlib import import_module
from types import ModuleType


def checked_email(text: str) -> str | None:
    """Give an address as it is sent: "" if email-validator refuses it, None if that is not installed."""
    library = _library("email_validator")
    if library is None:
        return None
    try:
        checked = library.validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except ValueError:
        return ""
    return str(checked.ascii_email or "")


def is_in_use(number: str) -> bool:
    """Tell whether a national number is in a range that is in use; no, if libphonenumber is not installed."""
    library = _library("phonenumbers")
    if library is None:
        return False
    try:
        return bool(library.is_valid_number(library.parse(number, "GB")))
    except library.NumberParseException:
        return False


@cache
def _library(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None
