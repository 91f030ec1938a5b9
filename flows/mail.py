"""Notices by e-mail: a block for Prefect's automations, which have none for an SMTP server of one's own.

An entry point of `prefect.collections` names this module, so that any Prefect server knows the block where dateline is
installed.
"""

from typing import ClassVar

from prefect.blocks.notifications import AppriseNotificationBlock


class Mail(AppriseNotificationBlock):
    """Sends by an address of Apprise: mailto://USER:PASSWORD@SERVER:PORT?from=ADDRESS&to=ADDRESS; mailtos:// by TLS."""

    _block_type_name: ClassVar[str] = "Mail by SMTP"
    _block_type_slug: ClassVar[str] = "dateline-mail"
