"""Who and where: the named things of an article, and which of its mentions mean the same one."""

from transforms.entities.cast import Cast, Member, Name, cast_of
from transforms.entities.resolve import entities_of, entity_of, mentions_of, merge

__all__ = ["Cast", "Member", "Name", "cast_of", "entities_of", "entity_of", "mentions_of", "merge"]
