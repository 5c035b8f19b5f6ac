"""Sources of editions, projection tables and dated tables of bodies. Data only."""
