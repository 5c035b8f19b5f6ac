"""How to reach one authority, found for `contacts show`: in a register, or from a service."""

import re
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.show import contact_text

if TYPE_CHECKING:
    from routekit.contacts import ContactSource
    from routekit.model import Authority, Contact

_AREA = re.compile(r"[EW]0[0-9]{7}")


def found_contact(authority: str, options: dict[str, Any]) -> "Contact | None":
    """Look in the register that was named, else ask the district's service, else in its own record."""
    _check(options)
    from routekit.bodies import Bodies
    from routekit.contacts import own_contact
    from routekit.router import Router, today_in_london

    bodies = Bodies.open()
    if options["register"]:
        return _in_register(authority, options)
    router = Router.open(packs=[], edition=options["edition"], bodies=bodies)
    if options["district"]:
        for each in router.parish_councils_in(options["district"]):
            if authority == each.id or authority in each.areas:
                return _from_service(each, options, router.areas_in)
        raise click.UsageError(
            f"AUTHORITY is {authority!r}; no parish council of {options['district']} is that"
        )
    held = bodies.authority(authority, today_in_london()).authority
    if held is None:
        raise click.UsageError(
            f"AUTHORITY is {authority!r}; for a parish council give --register or --district"
        )
    return own_contact(held)


def _check(options: dict[str, Any]) -> None:
    if options["register"] and (options["district"] or options["base_url"]):
        raise click.UsageError("--register uses no network: leave --district and --base-url out")
    if options["base_url"] and not options["district"]:
        raise click.UsageError("--base-url goes with --district")


def _in_register(authority: str, options: dict[str, Any]) -> "Contact | None":
    from routekit.contacts import Register

    register = Register.open(
        options["register"],
        include_name=options["include_name"],
        include_postal=options["include_postal"],
    )
    ident = (
        f"parish-council:{authority}" if _AREA.fullmatch(authority) and authority[1:3] == "04" else authority
    )
    return register.contact(ident)


def _from_service(authority: "Authority", options: dict[str, Any], areas_of: Any) -> "Contact | None":  # noqa: ANN401 - a method of the router
    from routekit.contacts import Directory, ModernGov

    choices = {name: options[name] for name in ("include_name", "include_postal", "allow_insecure")}
    source: ContactSource
    if options["base_url"]:
        district = options["district"]
        source = ModernGov(options["base_url"], district=district, areas=areas_of(district), **choices)
    else:
        source = Directory.open(areas_of=areas_of, **choices)
    return source.contact_for(authority)


def shown_contact(contact: "Contact") -> str:
    """Show a contact, and where it is from."""
    said = contact.provenance
    lines = [contact_text(contact)]
    if said.fetched_at is not None:
        lines.append(f"    on: {said.fetched_at.date()}")
    if said.url:
        lines.append(f"    from: {said.url}")
    return "\n".join(lines)
