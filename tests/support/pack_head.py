"""What every pack that a test writes begins with."""

HEAD = """format: 1
transaction: drawn
version: 1.0.0
title: Drawn
effective: {from: 2020-01-01}
maintainer: Nobody
licence: MIT
status: alpha"""
