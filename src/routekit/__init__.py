"""routekit: which public body handles a council transaction here, why, and how to reach it."""
