"""Layers: sets of features, such as roads or street lights, that are looked up by distance."""
