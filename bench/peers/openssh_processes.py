"""One `ssh` of OpenSSH for each device, as `xargs -P` or a loop in a shell would start them.

It knows no prompts: all commands are on its standard input from the start, and the device reads one after the other.
"""

import os
import subprocess

from task import PASSWORD, PATIENCE, USER, with_threads

# No file of settings, so that the machine's do not decide; no method but the password.
OPTIONS = {
    "StrictHostKeyChecking": "no",
    "UserKnownHostsFile": "/dev/null",
    "PreferredAuthentications": "password",
    "ConnectTimeout": PATIENCE,
    "LogLevel": "ERROR",
}
SSH = ["sshpass", "-e", "ssh", "-F", "none", "-tt", *(f"-o{name}={value}" for name, value in OPTIONS.items())]
ENVIRONMENT = os.environ | {"SSHPASS": PASSWORD}


def visit(device, commands):
    typed = "\n".join(["terminal length 0", *commands, "exit", ""])
    done = subprocess.run(
        [*SSH, f"-p{device.port}", f"{USER}@{device.address}"],
        input=typed.encode(),
        capture_output=True,
        env=ENVIRONMENT,
        timeout=PATIENCE,
    )
    text = done.stdout.decode()
    # The commands are echoed, each after a prompt.
    rest = text
    answers = []
    for command in reversed(commands):
        rest, echo, answer = rest.rpartition(f"{device.name}#{command}")
        if not echo:
            raise EOFError(done.stderr.decode().strip() or f"{command}: no echo of it")
        answers.insert(0, answer)
    return answers


with_threads(visit)
