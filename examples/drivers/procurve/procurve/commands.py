"""All commands that the driver parses."""

from . import addresses, configuration, lldp, ports, show_system, vlans
from .command import Command

COMMANDS: list[Command] = [
    *show_system.COMMANDS,
    *ports.COMMANDS,
    *vlans.COMMANDS,
    *addresses.COMMANDS,
    *lldp.COMMANDS,
    *configuration.COMMANDS,
]


def find(typed: str) -> Command | None:
    """The command that is meant, however it was abbreviated."""
    return next((command for command in COMMANDS if command.is_typed(typed)), None)
