"""Many places at once: what `Edition.area_at` says of each, as far as decisions rest on it."""
