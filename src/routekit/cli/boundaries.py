"""`routekit boundaries`: compile editions, look at them, find the area of a place."""

import json
from pathlib import Path

import click

from routekit.cli.options import UNROUTED, as_json, place_options, read_place
