"""The checksums of leaves: some at a time, so that each is checked when it is first needed.

A page is 64 leaves that follow each other, with their entries: 3 KB, checked in a microsecond.
"""

import zlib
from typing import Final

PAGE_BITS: Final = 6
PAGE: Final = 1 << PAGE_BITS

RECORD: Final = 3  # numbers for a leaf: its first entry, its list, its base; one more record ends the last
ENTRY: Final = 5  # numbers for an entry: lower end x and y, upper end x and y, mask


def checksum(page: int, records: memoryview, entries: memoryview) -> int:
    """Give the CRC-32 of a page, of whole tables."""
    first, end = RECORD * (page << PAGE_BITS), min(RECORD * ((page + 1) << PAGE_BITS), len(records) - RECORD)
    found = zlib.crc32(records[first : end + RECORD])
    return zlib.crc32(entries[ENTRY * records[first] : ENTRY * records[end]], found)
