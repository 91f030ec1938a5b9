"""What a user is told."""


class UserError(Exception):
    """Something that the user can mend: its text is one line that names what is wrong and the cure."""
