//! Lines that any output may have, which no pattern of a driver can mean: a prompt that is found in everything ends every command
//! too early, and a question so broad would have a secret sent where nobody asked for it.

/// Of interfaces, versions, addresses, counters: one word and several, indented and not.
pub const LINES: [&str; 8] = [
    "interface GigabitEthernet0/1",
    "  5 minute input rate 2000 bits/sec, 3 packets/sec",
    "Software, Version 15.2(4)M6, RELEASE SOFTWARE (fc2)",
    "ge-0/0/1    up      192.0.2.1/24    00:00:5e:00:53:01",
    "Uptime is 3 weeks, 2 days",
    "eth0",
    "a",
    "0",
];

/// Prompts of common platforms: what stands there when nothing is asked.
pub const PROMPTS: [&str; 6] = ["r1#", "r1>", "r1(config)# ", "<r1>", "admin@r1> ", "admin@r1:~$ "];
