"""Maps of areas on a sheet of paper: which part of the country, and land in colours with a legend."""
