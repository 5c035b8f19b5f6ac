"""Places: whatever a caller can give, told apart by `kind`."""

from typing import Annotated

from pydantic import Field

from routekit.model.point import Grid, LatLon
from routekit.model.postcode import Postcode
from routekit.model.stretch import Stretch

Place = Annotated[LatLon | Grid | Postcode | Stretch, Field(discriminator="kind")]
