"""Who and where: the named things of an article, and which of its mentions mean the same one."""

from transforms.entities.cast import Cast, Member, Name, cast_of

__all__ = ["Cast", "Member", "Name", "cast_of"]
