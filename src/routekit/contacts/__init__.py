"""How to reach an authority: contact sources. The only package that uses the network."""

from routekit.contacts.client import AsyncModernGov, ModernGov
from routekit.contacts.councils import ParishCouncil
from routekit.contacts.directory import AsyncDirectory, Directory
from routekit.contacts.guard import Limits
from routekit.contacts.installs import Install
from routekit.contacts.register import Register
from routekit.contacts.source import AsyncContactSource, ContactSource, own_contact

__all__ = [
    "AsyncContactSource",
    "AsyncDirectory",
    "AsyncModernGov",
    "ContactSource",
    "Directory",
    "Install",
    "Limits",
    "ModernGov",
    "ParishCouncil",
    "Register",
    "own_contact",
]
