"""What can be wrong with a lake. Each message is one line that names the place and the cure."""

from transforms.errors import UserError


class LakeError(UserError):
    """Any of these."""


class NoLake(LakeError):
    """Reading where no lake is."""


class NoSnapshot(LakeError):
    """The lake cannot be shown as it was then."""


class NotALake(LakeError):
    """There is something at this place, but no lake of dateline."""


class LakeTooNew(LakeError):
    """The lake was written by a newer version than this one knows."""


class LakeNotWritable(LakeError):
    """The lake's folder or catalog cannot be written to."""


class LakeUnreachable(LakeError):
    """The server of the catalog or of the files does not answer, or refuses."""


class LakeBusy(LakeError):
    """Another writer held the lake for longer than one is ready to wait."""


class BadQuery(LakeError):
    """The SQL is wrong, or is not a question that a reader may ask."""
