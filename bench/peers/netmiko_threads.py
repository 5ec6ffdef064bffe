"""netmiko, a thread for each device that is open."""

from netmiko import ConnectHandler
from task import PASSWORD, PATIENCE, USER, with_threads


def visit(device, commands):
    # Opening it sets the length and width of the terminal; `fast_cli` is its default.
    connection = ConnectHandler(
        device_type="cisco_ios",
        host=device.address,
        port=device.port,
        username=USER,
        password=PASSWORD,
        conn_timeout=PATIENCE,
        banner_timeout=PATIENCE,
        auth_timeout=PATIENCE,
        read_timeout_override=PATIENCE,
    )
    with connection:
        # The prompt is known from the login on and does not change: without this it is asked for before each command.
        return [connection.send_command(command, auto_find_prompt=False) for command in commands]


with_threads(visit)
