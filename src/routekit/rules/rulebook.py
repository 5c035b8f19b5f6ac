"""The packs in use: versions of each transaction by their days, and the overlays of councils over them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from routekit.errors import InputError, UnknownTransactionError
from routekit.model import Transaction
from routekit.rules.files import Overlay, changes_after, in_force
from routekit.rules.pack import Pack
from routekit.suggest import suggestion

Tiers: TypeAlias = Callable[[str, date], Sequence[str]]


class Ruling(NamedTuple):
    """The pack that holds for some councils on a day, and the first later day on which another may."""

    pack: Pack
    until: date | None


class Rulebook:
    """Packs by transaction and day. Every overlay is laid over its pack and proved when this is made.

    `tiers` gives a council's code on a day after that of the county above it, if there is one: then overlays
    of the two are proved together too, else when first needed. Safe to share between threads.
    """

    def __init__(self, packs: Iterable[Pack], *, tiers: Tiers | None = None) -> None:
        """Index and prove. Raises InputError for packs of one transaction on the same day, and RulesError."""
        self._packs = _by_transaction(packs)
        self._tiers = tiers or _alone
        self._merged: dict[tuple[Pack, tuple[Overlay, ...]], Pack] = {}
        for pack in (each for versions in self._packs.values() for each in versions):
            for overlays in holding_together(pack, self._tiers):
                self._laid(pack, overlays)

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

    def all_of(self, transaction: str, on: date) -> Iterator[Pack]:
        """Give the pack of a transaction on a day, without overlays and with those that may be on it."""
        pack = self.pack(transaction, on)
        yield pack
        for overlays in holding_together(pack, self._tiers):
            yield self._laid(pack, overlays)

    def _laid(self, pack: Pack, overlays: tuple[Overlay, ...]) -> Pack:
        if not overlays:
            return pack
        key = (pack, overlays)
        merged = self._merged.get(key)
        # Threads that come at once may each make it, and all get the first: no lock is held across a fork.
        return self._merged.setdefault(key, pack.overlaid(overlays)) if merged is None else merged


def holding_together(pack: Pack, tiers: Tiers) -> Iterator[tuple[Overlay, ...]]:
    """Give every overlay of a pack, and every two that hold at one place on one day, a county's first."""
    found: dict[tuple[Overlay, ...], None] = {(overlay,): None for overlay in pack.overlays}
    for overlay in pack.overlays:
        for day in sorted({each.since for each in pack.overlays if overlay.in_force(each.since)}):
            found[tuple(in_force(pack.overlays, tiers(overlay.council, day), day))] = None
    yield from found


def _alone(council: str, _: date) -> tuple[str, ...]:
    return (council,)


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
