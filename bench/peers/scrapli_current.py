"""scrapli's current release, whose sessions are native code, with its libssh2 transport."""

from scrapli import AuthOptions, Cli, SessionOptions, TransportSsh2Options
from task import PASSWORD, PATIENCE, USER, with_asyncio


async def visit(device, commands):
    # Its definition of the platform sets the length and width of the terminal.
    session = Cli(
        definition_file_or_name="cisco_iosxe",
        host=device.address,
        port=device.port,
        auth_options=AuthOptions(username=USER, password=PASSWORD),
        session_options=SessionOptions(operation_timeout_s=PATIENCE),
        transport_options=TransportSsh2Options(),
    )
    async with session as connection:
        return [(await connection.send_input_async(input_=command)).result for command in commands]


with_asyncio(visit)
