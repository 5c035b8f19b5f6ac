"""The same look-ups by routekit and by others, interleaved in one run: `make bench-peers`."""
