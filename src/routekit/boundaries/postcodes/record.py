"""What a compiled edition of postcodes says of itself."""

from typing import Literal, Self

from pydantic import ValidationError

from routekit.boundaries.container import Container, damaged
from routekit.boundaries.postcodes.edition import PostcodesEdition, Sha256
from routekit.errors import EditionError
from routekit.model.value import Value


class PostcodesRecord(Value):
    """The facts of a compiled edition of postcodes, how many it has, and how many of them are located.

    `sha256` is that of the postcodes with their points, radii and districts, `tool` the compiler and its
    version.
    """

    kind: Literal["postcodes"] = "postcodes"
    edition: PostcodesEdition
    count: int
    located: int
    sha256: Sha256
    tool: str

    @classmethod
    def of(cls, container: Container) -> Self:
        """Read the record of an open file; EditionError if it is not that of an edition of postcodes."""
        if container.edition.get("kind") != "postcodes":
            raise EditionError(
                f"{container.path} is an edition of boundaries; an edition of postcodes is needed, which "
                "`routekit boundaries postcodes build` makes"
            )
        try:
            return cls.model_validate(container.edition)
        except ValidationError as error:
            first = error.errors()[0]
            raise damaged(container.path, f"{first['loc']}: {first['msg']}") from error
