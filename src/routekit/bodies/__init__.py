"""Who plays which role where and when: role + area + date -> authority, from dated tables."""

from routekit.bodies.roles import Answer, Bodies, Holder

__all__ = ["Answer", "Bodies", "Holder"]
