"""The nethost driver for ArubaOS-Switch, which runs on the switches that were called HP ProCurve: `hp_procurve`.

This file is the contract's side: it answers what nethost asks, in the contract's types, out of what the modules in
`procurve/` know. A driver has no files, no network and no clock, and each call may find it as it was when it was built.
What is slow to make, such as a compiled pattern, is best made where a module is loaded: that happens once, in the build.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports import getters
from wit_world.exports.configuration import Datastore, Wishes
from wit_world.exports.description import Column, ColumnKind, Command, Driver
from wit_world.exports.getters import GetterError_Output, GetterError_Unsupported, Output, Request
from wit_world.exports.parsing import (
    Misunderstanding,
    ParseError,
    ParseError_NoSuchCommand,
    ParseError_NotUnderstood,
    ParseError_Refused,
    Table,
    Value_Boolean,
    Value_Integer,
    Value_None_,
    Value_Text,
)
from wit_world.imports import log

from procurve import configuration
from procurve.behaviour import PROFILE, RECOGNITIONS
from procurve.commands import COMMANDS, find
from procurve.getters import HAS, Outputs
from procurve.reading import NotUnderstood, Refused, Value

KINDS = {str: ColumnKind.TEXT, int: ColumnKind.INTEGER, bool: ColumnKind.BOOLEAN}

# Patterns are compiled when they are first asked for. Asked now, they are part of the component.
for command in COMMANDS:
    command.is_typed("")


class Description(exports.Description):
    def describe(self) -> Driver:
        return Driver(
            platform="hp_procurve",
            aliases=["aruba_procurve", "aruba_osswitch", "hp_procurve_telnet", "procurve", "arubaoss"],
            vendor="HPE",
            version="0.1.0",
            profile=PROFILE,
            recognitions=RECOGNITIONS,
            commands=[
                Command(
                    name=command.name,
                    columns=[Column(name=name, kind=KINDS[kind]) for name, kind in command.columns.items()],
                )
                for command in COMMANDS
            ],
            getters=[it.getter for it in HAS.values()],
        )


class Parsing(exports.Parsing):
    def parse(self, command: str, output: str) -> Table:
        known = find(command)
        if known is None:
            raise Err(ParseError_NoSuchCommand())
        with errors(lambda error: error):
            rows = known.rows(output)
        return Table(columns=list(known.columns), rows=[[cell(value) for value in row.values()] for row in rows])


class Getters:
    """A method for each getter. Those that are not here are answered by `__getattr__`."""

    def plan(self, request: Request) -> list[str]:
        has = HAS.get(type(request))
        if has is None:
            raise Err(GetterError_Unsupported())
        return has.plan

    def get_facts(self, outputs: list[Output]) -> getters.Facts:
        return collect(getters.Request_Facts, outputs)

    def get_interfaces(self, outputs: list[Output]) -> list[getters.NetworkInterface]:
        return collect(getters.Request_Interfaces, outputs)

    def get_interfaces_ip(self, outputs: list[Output]) -> list[getters.InterfaceAddress]:
        return collect(getters.Request_InterfacesIp, outputs)

    def get_lldp_neighbors(self, outputs: list[Output]) -> list[getters.LldpNeighbor]:
        return collect(getters.Request_LldpNeighbors, outputs)

    def get_arp_table(self, outputs: list[Output]) -> list[getters.ArpEntry]:
        return collect(getters.Request_ArpTable, outputs)

    def get_mac_address_table(self, outputs: list[Output]) -> list[getters.MacEntry]:
        return collect(getters.Request_MacAddressTable, outputs)

    def get_vlans(self, outputs: list[Output]) -> list[getters.Vlan]:
        return collect(getters.Request_Vlans, outputs)

    def get_config(self, outputs: list[Output]) -> getters.Config:
        return collect(getters.Request_Config, outputs)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return unsupported


class Configuration(exports.Configuration):
    def commands(self, datastore: Datastore) -> list[str]:
        shown_by = {Datastore.RUNNING: configuration.RUNNING, Datastore.STARTUP: configuration.STARTUP}
        return [shown_by[datastore].name]

    def stable(self, command: str, output: str, wishes: Wishes) -> str:
        with errors(lambda error: error):
            kept = configuration.stable(command, output, wishes.without_secrets)
        if kept is None:
            raise Err(ParseError_NoSuchCommand())
        return kept


def unsupported(*_: object) -> None:
    raise Err(GetterError_Unsupported())


def collect(request: type, outputs: list[Output]):
    given = Outputs(outputs)
    with errors(lambda error: GetterError_Output((given.reading, error))):
        return HAS[request].collect(given)


@contextmanager
def errors(wrapped: Callable[[ParseError], object]) -> Iterator[None]:
    """Makes the contract's errors of ours."""
    try:
        yield
    except NotUnderstood as why:
        misunderstanding = Misunderstanding(line=why.number, text=why.line, state=why.state, message=why.message)
        raise Err(wrapped(ParseError_NotUnderstood(misunderstanding))) from None
    except Refused as why:
        raise Err(wrapped(ParseError_Refused(str(why)))) from None
    except Exception:
        # A mistake of ours ends the call, and nethost sees no more of it than that. What it was stands in the log.
        log.write(log.Level.ERROR, traceback.format_exc())
        raise


def cell(value: Value):
    # A bool is an int to Python, and so comes first.
    if isinstance(value, bool):
        return Value_Boolean(value)
    if isinstance(value, int):
        return Value_Integer(value)
    return Value_None_() if value is None else Value_Text(value)
