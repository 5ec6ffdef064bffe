"""ansible-playbook with `cisco.ios.ios_command` over network_cli and libssh, one task for all commands.

Ansible's own events, one line of JSON each, tell what the devices answered.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from task import PASSWORD, PATIENCE, USER, Task

ANSIBLE = Path(sys.executable).with_name("ansible-playbook")
VARIABLES = {
    "ansible_user": USER,
    "ansible_password": PASSWORD,
    "ansible_connection": "ansible.netcommon.network_cli",
    "ansible_network_os": "cisco.ios.ios",
    "ansible_network_cli_ssh_type": "libssh",
    "ansible_host_key_checking": False,
    "ansible_command_timeout": PATIENCE,
    "ansible_connect_timeout": PATIENCE,
}
# What may come of a device.
OUTCOMES = ("v2_runner_on_ok", "v2_runner_on_failed", "v2_runner_on_unreachable")
LAST = "v2_playbook_on_stats"


def write(folder, task):
    hosts = {device.name: {"ansible_host": device.address, "ansible_port": device.port} for device in task.devices}
    play = {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [{"cisco.ios.ios_command": {"commands": task.commands}}],
    }
    (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": hosts, "vars": VARIABLES}}))
    (folder / "play.json").write_text(json.dumps([play]))
    (folder / "ansible.cfg").write_text("[defaults]\n")


def environment(folder, task):
    return os.environ | {
        "HOME": str(folder),
        "PATH": f"{ANSIBLE.parent}:{os.environ['PATH']}",
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_FORKS": str(task.concurrency),
        "ANSIBLE_HOST_KEY_CHECKING": "False",
        "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.jsonl",
        "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": str(PATIENCE),
    }


def events(lines):
    """What it prints, up to the last event: a connection that it has left behind may hold its output open."""
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        yield event
        if event.get("_event") == LAST:
            break


def count(task, devices, event):
    """Counts the devices of one event."""
    kind = event.get("_event")
    if kind not in OUTCOMES:
        return
    for name, result in event.get("hosts", {}).items():
        try:
            if kind != OUTCOMES[0]:
                raise RuntimeError(result.get("msg", kind))
            task.check(devices[name], result["stdout"])
            task.succeeded()
        except Exception as error:
            task.failed(error)


def main():
    task = Task(sys.argv[1:])
    devices = {device.name: device for device in task.devices}
    with tempfile.TemporaryDirectory(prefix="nethost-bench-") as name:
        folder = Path(name)
        write(folder, task)
        playbook = subprocess.Popen(
            [ANSIBLE, "-i", folder / "inventory.json", folder / "play.json"],
            env=environment(folder, task),
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        for event in events(playbook.stdout):
            count(task, devices, event)
        playbook.wait()
    task.say()


main()
