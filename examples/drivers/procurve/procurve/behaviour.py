"""How the command line of these switches behaves, and how they are recognised: data, by which nethost runs its sessions.

Patterns are regular expressions of the Rust crate `regex`. Those of prompts, pagers and questions are compared with the
last line of what the switch sent, after nethost has done with it what a terminal would: the switch places its cursor, writes
its prompt, erases it and writes it again whenever a line of output comes, and none of that is seen here.
"""

from wit_world.exports.description import (
    Answer_Secret,
    Answer_Text,
    Evidence_Greeting,
    Evidence_Identification,
    Evidence_Output,
    Mode,
    Pager,
    Profile,
    Question,
    Recognition,
    Secret,
    Transition,
)

from .reading import REFUSALS

# A host's name has 32 characters, blanks among them: the first ProCurve switches were called "HP ProCurve Switch 2524".
NAME = r"[\w.\-/:+]{1,32}(?: [\w.\-/:+]{1,16}){0,4}"


def asked(pattern: str, answer: Answer_Text | Answer_Secret) -> Question:
    return Question(pattern=pattern, answer=answer, line_ending=True)


PROFILE = Profile(
    modes=[
        # What an operator sees, and what a manager sees after `disable`.
        Mode(name="operator", prompts=[rf"^{NAME}>\s?$"]),
        Mode(name="manager", prompts=[rf"^{NAME}#\s?$"]),
        # (config), and in it what is being configured: (eth-1), (vlan-10), (ospf).
        Mode(name="configuration", prompts=[rf"^{NAME}\([\w./,-]{{1,40}}\)#\s?$"]),
    ],
    transitions=[
        # Asks for a name only where the switch knows more than one, and for nothing where it knows none.
        Transition(
            from_="operator",
            to="manager",
            command="enable",
            questions=[
                asked(r"^(?:Username|Login Name):\s*$", Answer_Secret(Secret.USERNAME)),
                asked(r"^Password:\s*$", Answer_Secret(Secret.ENABLE)),
            ],
        ),
        Transition(from_="manager", to="configuration", command="configure terminal", questions=[]),
        Transition(from_="configuration", to="manager", command="end", questions=[]),
    ],
    command_mode="manager",
    # Both hold for this session only.
    on_open=["no page", "terminal width 511"],
    # Nothing: `exit` only goes back to the operator's level, and `logout` asks whether it is meant and what is to be saved.
    # A switch whose connection is closed has nothing to ask.
    on_close=[],
    pagers=[Pager(pattern=r"^-- MORE --, next page: Space, next line: Enter, quit: Control-C\s*$", answer=" ")],
    questions=[
        # Stands below the banner, before the first prompt.
        asked(r"^Press any key to continue\W*$", Answer_Text("")),
    ],
    # All of them are plain words, without a sign that means something in a pattern.
    errors=[f"^{refusal}" for refusal in REFUSALS],
    line_ending="\n",
    terminal_width=511,
    terminal_height=1000,
)

RECOGNITIONS = [
    # Two lines that no other system prints so: where the image was built, and below it the version's letters.
    Recognition(evidence=Evidence_Output("show version"), pattern=r"^\s*Image stamp: +/\S+", certainty=95),
    # The banner names the product by its number, and the software by its letters.
    Recognition(
        evidence=Evidence_Greeting(),
        pattern=r"^(?:HP|HPE|Aruba|ProCurve|Hewlett-Packard) (?:ProCurve )?J[A-Z]?\d{3,4}[A-Z] ",
        certainty=75,
    ),
    # The SSH server that they carry; other small devices do too.
    Recognition(evidence=Evidence_Identification(), pattern=r"^SSH-2\.0-Mocana SSH", certainty=30),
]
