"""The thin HTTP service: a router and contacts behind a few JSON calls, and pages for people."""
