"""Who plays which role where and when: role + area + date -> authority, from lists and dated tables."""

from routekit.bodies.parishes import Answer, Holder
from routekit.bodies.roles import Agreed, Bodies

__all__ = ["Agreed", "Answer", "Bodies", "Holder"]
