"""A really started `routekit serve` with a config file: the sample, pages, and packs that lead nowhere."""

from contextlib import contextmanager

from live_service import live

HEAD = """\
format: 1
version: 1.0.0
maintainer: Nobody
licence: MIT
status: alpha
"""
NOT_YET = (
    HEAD
    + """\
transaction: not-yet
title: Something that begins later
effective: {from: 2090-01-01}
questions:
  wet: {text: "Is it wet?", options: {yes: "Yes", no: "No"}}
outcomes:
  one: {role: highway_authority, say: The council.}
rows:
  - {id: R1, when: {wet: [yes, no]}, then: one, why: It is theirs., source: Here}
"""
)
NOBODY = (
    HEAD
    + """\
transaction: motorway
title: Something on a motorway
effective: {from: 2009-04-01}
questions:
  wet: {text: "Is it wet?", options: {yes: "Yes", no: "No"}}
outcomes:
  one: {role: strategic_roads, say: Whoever has the motorways.}
rows:
  - {id: R1, when: {wet: [yes, no]}, then: one, why: They have the motorways., source: Here}
"""
)
CONFIG = """\
sample = true
edition = "{edition}"
postcodes = "{postcodes}"
packs = [{packs}]
contacts = "directory"
installs = "{installs}"
allow_insecure = true
contact_budget_s = 1
pages = "on"
inspect = true
evidence = true

[page_settings]
title = "Find out who to tell"
title_cy = "Gweld wrth bwy i roi gwybod"
phase = "alpha"
phase_text = "The people here are invented."

[[page_settings.links]]
text = "Accessibility"
href = "https://www.example.gov.uk/accessibility"
"""


@contextmanager
def configured(folder, *, moderngov, packs, **files):
    """Start it; the Modern.Gov service at an address is that of West Berkshire."""
    for name, text in (("not-yet", NOT_YET), ("motorway", NOBODY)):
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    installs = folder / "installs.csv"
    row = f"E06000037,West Berkshire,{moderngov},False,"
    installs.write_text(f"gss,name,base_url,disabled,end_date\n{row}\n", "utf-8")
    config = folder / "serve.toml"
    quoted = ", ".join(f'"{path}"' for path in (*packs, folder / "not-yet.yaml", folder / "motorway.yaml"))
    config.write_text(CONFIG.format(packs=quoted, installs=installs, **files), "utf-8")
    with live(folder, folder / "cache", config=config) as service:
        yield service
