"""How to reach an authority: contact sources. The only package that uses the network."""

from routekit.contacts.cache import Cache, KeptList
from routekit.contacts.chain import AsyncChain, Chain
from routekit.contacts.choices import Choices
from routekit.contacts.client import AsyncModernGov, ModernGov
from routekit.contacts.councils import ParishCouncil
from routekit.contacts.directory import AsyncDirectory, Directory
from routekit.contacts.findings import Finding, findings
from routekit.contacts.guard import Limits
from routekit.contacts.hooks import Closed, Hooks, Opened, Retried
from routekit.contacts.hosts import Hosts
from routekit.contacts.installs import Install
from routekit.contacts.keeping import Keeping
from routekit.contacts.links import Links
from routekit.contacts.numbers import NATIONAL_NUMBERS, emergency_contact
from routekit.contacts.overrides import read_overrides
from routekit.contacts.register import Register
from routekit.contacts.snapshot import Change, Snapshot
from routekit.contacts.source import AsyncContactSource, ContactSource, own_contact
from routekit.contacts.survey import Survey
from routekit.contacts.surveying import Surveyor
from routekit.contacts.telling import CacheEvent

__all__ = [
    "NATIONAL_NUMBERS",
    "AsyncChain",
    "AsyncContactSource",
    "AsyncDirectory",
    "AsyncModernGov",
    "Cache",
    "CacheEvent",
    "Chain",
    "Change",
    "Choices",
    "Closed",
    "ContactSource",
    "Directory",
    "Finding",
    "Hooks",
    "Hosts",
    "Install",
    "Keeping",
    "KeptList",
    "Limits",
    "Links",
    "ModernGov",
    "Opened",
    "ParishCouncil",
    "Register",
    "Retried",
    "Snapshot",
    "Survey",
    "Surveyor",
    "emergency_contact",
    "findings",
    "own_contact",
    "read_overrides",
]
