"""scrapli's last release in Python alone, with its asyncssh transport."""

from scrapli.driver.core import AsyncIOSXEDriver
from task import PASSWORD, PATIENCE, USER, with_asyncio


async def visit(device, commands):
    # Opening it sets the length and width of the terminal.
    driver = AsyncIOSXEDriver(
        host=device.address,
        port=device.port,
        auth_username=USER,
        auth_password=PASSWORD,
        auth_strict_key=False,
        transport="asyncssh",
        timeout_socket=PATIENCE,
        timeout_transport=PATIENCE,
        timeout_ops=PATIENCE,
    )
    async with driver as connection:
        return [(await connection.send_command(command)).result for command in commands]


with_asyncio(visit)
