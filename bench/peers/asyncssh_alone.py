"""asyncssh alone: a shell for each device, with prompts found by our own few lines."""

import asyncssh
from task import PASSWORD, PATIENCE, USER, with_asyncio


async def answer(process, prompt):
    """All that comes until the prompt."""
    text = ""
    while not text.endswith(prompt):
        piece = await process.stdout.read(1 << 16)
        if not piece:
            raise EOFError("the device closed")
        text += piece
    return text


async def visit(device, commands):
    # Nothing is looked for that is not needed: no files of keys or settings, no agent, no method but the password.
    connecting = asyncssh.connect(
        device.address,
        device.port,
        username=USER,
        password=PASSWORD,
        preferred_auth="password",
        known_hosts=None,
        client_keys=None,
        agent_path=None,
        config=None,
        connect_timeout=PATIENCE,
        login_timeout=PATIENCE,
    )
    async with connecting as connection:
        process = await connection.create_process(term_type="vt100", term_size=(200, 1000))
        prompt = f"{device.name}#"
        await answer(process, prompt)
        answers = []
        for command in ["terminal length 0", *commands]:
            process.stdin.write(f"{command}\n")
            answers.append(await answer(process, prompt))
        return answers[1:]


with_asyncio(visit)
