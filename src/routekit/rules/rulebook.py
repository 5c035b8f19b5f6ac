"""The packs in use: versions of each transaction by their days, and the overlays of councils over them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

from routekit.errors import InputError, UnknownTransactionError
from routekit.model import Transaction
from routekit.rules.files import Overlay, changes_after, in_force
from routekit.rules.pack import Pack
from routekit.suggest import suggestion


class Ruling(NamedTuple):
    """The pack that holds for some councils on a day, and the first later day on which another may."""

    pack: Pack
    until: date | None


class Rulebook:
    """Packs by transaction and day. Every overlay is laid over its pack and proved when this is made.

    Overlays of a county and of a district in it are laid over one another when first needed. Safe to share
    between threads.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        """Index and prove. Raises InputError for packs of one transaction on the same day, and RulesError."""
        self._packs = _by_transaction(packs)
        self._merged: dict[tuple[Pack, tuple[Overlay, ...]], Pack] = {}
        self._lock = Lock()
        for pack in (each for versions in self._packs.values() for each in versions):
            for overlay in pack.overlays:
                self._laid(pack, (overlay,))

    def transactions(self, on: date) -> tuple[Transaction, ...]:
        """Give every transaction, by id: as it is on a day, or else as it will be or was."""
        return tuple(self.pack(id_, on).transaction for id_ in self._packs)

    def pack(self, transaction: str, on: date) -> Pack:
        """Give the pack of a transaction that holds on a day, else the next one, else the last.

        Raises UnknownTransactionError naming the ones there are.
        """
        versions = self._packs.get(transaction) if isinstance(transaction, str) else None
        if versions is None:
            raise UnknownTransactionError.of("transaction", transaction, suggestion(transaction, self._packs))
        later = [each for each in versions if each.effective_to is None or on < each.effective_to]
        return later[0] if later else versions[-1]

    def at(self, transaction: str, on: date, councils: Sequence[str]) -> Ruling:
        """Give what holds for some councils on a day, a county before its district. Raises RulesError."""
        pack = self.pack(transaction, on)
        chosen = tuple(in_force(pack.overlays, councils, on))
        changes = changes_after(pack.overlays, councils, on)
        ends = [day for day in (pack.effective_to, changes) if day is not None]
        return Ruling(self._laid(pack, chosen), min(ends, default=None))

    def _laid(self, pack: Pack, overlays: tuple[Overlay, ...]) -> Pack:
        if not overlays:
            return pack
        key = (pack, overlays)
        with self._lock:
            if key not in self._merged:
                self._merged[key] = pack.overlaid(overlays)
            return self._merged[key]


def _by_transaction(packs: Iterable[Pack]) -> Mapping[str, tuple[Pack, ...]]:
    found: dict[str, list[Pack]] = {}
    for pack in sorted(packs, key=lambda pack: pack.effective_from):
        versions = found.setdefault(pack.ref.transaction, [])
        if versions and versions[-1].in_force(pack.effective_from):
            expected = (
                f"one pack for each transaction and day is needed; {versions[-1].file} holds for "
                f"{pack.ref.transaction} on {pack.effective_from} too"
            )
            raise InputError.of("packs", pack.file, expected)
        versions.append(pack)
    return MappingProxyType({name: tuple(each) for name, each in sorted(found.items())})
