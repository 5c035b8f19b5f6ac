"""The number that stands for a postcode."""

from typing import Final

LONGEST: Final = 7  # characters of a postcode without its space


def key_of(compact: str) -> int:
    """Give the number that stands for a postcode without its space: in base 36, filled up with noughts.

    Keys are in alphabetical order, and no two postcodes have the same, as all end in a letter.
    """
    return int(compact.ljust(LONGEST, "0"), 36)
