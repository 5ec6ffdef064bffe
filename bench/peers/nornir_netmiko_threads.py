"""nornir with its netmiko plugin, a thread for each device that is open."""

import logging
import sys

from nornir.core import Nornir
from nornir.core.exceptions import NornirSubTaskError
from nornir.core.inventory import ConnectionOptions, Defaults, Groups, Host, Hosts, Inventory
from nornir.core.plugins.connections import ConnectionPluginRegister
from nornir.plugins.runners import ThreadedRunner
from nornir_netmiko.tasks import netmiko_send_command
from task import PASSWORD, PATIENCE, USER, Task

NETMIKO = ConnectionOptions(
    extras={
        "conn_timeout": PATIENCE,
        "banner_timeout": PATIENCE,
        "auth_timeout": PATIENCE,
        "read_timeout_override": PATIENCE,
    }
)


def host(device):
    return Host(
        name=device.name,
        hostname=device.address,
        port=device.port,
        username=USER,
        password=PASSWORD,
        platform="cisco_ios",
        connection_options={"netmiko": NETMIKO},
    )


def main():
    # It logs each failure with its traceback, which says nothing to a measurement.
    logging.disable()
    task = Task(sys.argv[1:])
    devices = {device.name: device for device in task.devices}

    def visit(run):
        """Counted here and not from what the run returns, so that it can be said how far a run got."""
        try:
            results = [
                run.run(netmiko_send_command, command_string=command, auto_find_prompt=False)
                for command in task.commands
            ]
            run.host.close_connections()
            task.check(devices[run.host.name], [result.result for result in results])
        except Exception as error:
            run.host.close_connections()
            # What went wrong below is in the result of a task that failed.
            task.failed(error.result.exception if isinstance(error, NornirSubTaskError) else error)
        else:
            task.succeeded()

    ConnectionPluginRegister.auto_register()
    hosts = Hosts({device.name: host(device) for device in task.devices})
    inventory = Inventory(hosts=hosts, groups=Groups(), defaults=Defaults())
    Nornir(inventory=inventory, runner=ThreadedRunner(num_workers=task.concurrency)).run(task=visit)
    task.say()


main()
