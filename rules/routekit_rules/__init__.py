"""Rule packs, one file per transaction. Data only."""
