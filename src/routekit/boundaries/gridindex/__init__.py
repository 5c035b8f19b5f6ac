"""The grid index: which areas a point lies in, by squares of the National Grid.

`docs/explanation/the-grid-index.md` says how it works. Building it takes NumPy and shapely (`building`),
asking about one point takes neither (`scalar`), and about many takes NumPy (`bulk`).
"""
