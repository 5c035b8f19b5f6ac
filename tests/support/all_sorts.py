"""A pack with a question of every kind, in English and Welsh, and what cannot be: for the pages."""

ALL_SORTS = """\
format: 1
transaction: all-sorts
version: 1.0.0
title: All sorts of questions
effective: {from: 2020-01-01}
maintainer: Nobody
licence: MIT
status: alpha
questions:
  danger: {text: "Is somebody in danger?", options: {yes: "Yes", no: "No"}}
  limit:
    text: "What is the limit?"
    number: {from: 5, to: 70, unit: mph}
    options: {dont_know: I do not know}
  cars: {text: "How many cars?", hint: Count them., number: {from: 1, to: 9}}
  seen: {text: "When did you see it?", date: {from: 2020-01-01, to: 2030-12-31}}
  kind: {text: "What kind is it?", options: {fast: "Fast", slow: "Slow"}}
outcomes:
  one: {role: highway_authority, say: The council.}
  two: {role: police, say: The police.}
stops:
  - {id: S1, when: {danger: yes}, call: "999", say: Call 999 now., why: Somebody is in danger., source: Here}
impossible:
  - {when: {cars: 9, limit: 61..}, why: There is no room for so many}
rows:
  - {id: R1, when: {danger: no, limit: [dont_know, ..30]}, then: one, why: Low., source: Here}
  - {id: R2, when: {danger: no, limit: 31.., cars: ..4, kind: fast}, then: one, why: Few., source: Here}
  - {id: R3, when: {danger: no, limit: 31.., cars: ..4, kind: slow}, then: two, why: Slow., source: Here}
  - {id: R4, when: {danger: no, limit: 31.., cars: 5.., seen: ..2025-12-31}, then: one, why: Old, source: H}
  - id: R5
    when: {danger: no, limit: 31.., cars: 5.., seen: 2026-01-01..}
    then: two
    why: New.
    source: https://example.gov.uk/new
texts:
  cy:
    title: Pob math o gwestiynau
    questions:
      danger: {text: "A oes rhywun mewn perygl?", options: {yes: "Oes", no: "Nac oes"}}
      limit: {text: "Beth yw'r terfyn?", options: {dont_know: Ni wn i ddim}}
      cars: {text: "Faint o geir?", hint: Cyfrwch nhw.}
      seen: {text: "Pryd y gwelsoch chi ef?"}
      kind: {text: "Pa fath?", options: {fast: "Cyflym", slow: "Araf"}}
    outcomes:
      one: {say: Y cyngor.}
      two: {say: Yr heddlu.}
    rows:
      R1: {why: Isel.}
      R2: {why: Ychydig.}
      R3: {why: Araf.}
      R4: {why: Hen.}
      R5: {why: Newydd.}
    stops:
      S1: {say: Ffoniwch 999 nawr., why: Mae rhywun mewn perygl.}
"""
