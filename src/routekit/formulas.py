"""Texts that a spreadsheet would run as a formula: made safe for a cell, and as they were again."""

import re
from typing import Final

# OWASP's list: a spreadsheet may run what begins with one of these. Quotes before it are part of the text.
# The last four are the wide forms of the first four; \u2019 is the apostrophe that some make of a plain one.
_SIGNS: Final = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_FORMULA: Final = re.compile(f"['\u2019]*{_SIGNS}")
_ESCAPED: Final = re.compile(f"['\u2019](?=['\u2019]*{_SIGNS})")
_NO_FORMULA: Final = "-"


def escaped(text: str) -> str:
    """Put an apostrophe before what a spreadsheet might run; a lone `-` is none."""
    return f"'{text}" if _FORMULA.match(text) and text != _NO_FORMULA else text


def unescaped(text: str) -> str:
    """Take that apostrophe off, also where a spreadsheet has made it a curly one."""
    return text[1:] if _ESCAPED.match(text) and text[1:] != _NO_FORMULA else text
