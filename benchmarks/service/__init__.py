"""Load on a really started service, on loopback: what a caller may expect of one worker."""
