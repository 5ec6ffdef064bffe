use super::*;

fn ios() -> Ios {
    Ios::new(Arc::new(Identity::new(0, 1)), None)
}

fn say(ios: &mut Ios, line: &str) -> String {
    String::from_utf8(ios.line(line).text).unwrap()
}

#[test]
fn every_command_shows_something_with_every_placeholder_filled_in() {
    for show in SHOWS {
        let answer = ios().line(show.command);
        let text = String::from_utf8(answer.text).unwrap();
        assert!(
            answer.shows && text.len() > 20 && text.ends_with("\r\n"),
            "{}",
            show.command
        );
        assert!(
            !text.contains('{') && !text.contains('}'),
            "{}: {text}",
            show.command
        );
    }
}

#[test]
fn outputs_tell_one_device_from_another() {
    let mut other = Ios::new(Arc::new(Identity::new(1, 1)), None);
    for command in [
        "show version",
        "show inventory",
        "show interfaces",
        "show ip interface brief",
        "show running-config",
    ] {
        assert_ne!(say(&mut ios(), command), say(&mut other, command), "{command}");
    }
}

#[test]
fn columns_stay_in_their_place_whatever_an_address_is_long() {
    for index in [0, 254, 9_999] {
        let text = say(
            &mut Ios::new(Arc::new(Identity::new(index, 1)), None),
            "show ip interface brief",
        );
        let header = text.lines().next().unwrap();
        for column in ["OK?", "Status"] {
            let place = header.find(column).unwrap();
            for line in text.lines().skip(1) {
                assert!(
                    line[place - 1..].starts_with(' ') && !line[place..].starts_with(' '),
                    "{line:?}"
                );
            }
        }
    }
}

#[test]
fn a_running_configuration_is_long_enough_to_page() {
    assert!((250..450).contains(&say(&mut ios(), "show running-config").lines().count()));
}

#[test]
fn abbreviations_are_the_commands() {
    for (short, long) in [
        ("sh ver", "show version"),
        ("sh ip int br", "show ip interface brief"),
        ("sh int status", "show interfaces status"),
        ("sh int desc", "show interfaces description"),
        ("sh run", "show running-config"),
        ("sh mac add", "show mac address-table"),
        ("sh cdp nei det", "show cdp neighbors detail"),
    ] {
        assert_eq!(say(&mut ios(), short), say(&mut ios(), long), "{short}");
    }
}

#[test]
fn refusals_point_at_what_was_wrong() {
    assert_eq!(
        say(&mut ios(), "show foo"),
        "              ^\r\n% Invalid input detected at '^' marker.\r\n\r\n"
    );
    assert_eq!(say(&mut ios(), "sh in"), "% Ambiguous command:  \"sh in\"\r\n");
    assert_eq!(say(&mut ios(), "show ip"), "% Incomplete command.\r\n\r\n");
    assert!(!ios().line("show foo").shows);
}

#[test]
fn user_mode_may_do_less() {
    let mut ios = Ios::new(Arc::new(Identity::new(0, 1)), Some(Secret::new("more")));
    assert_eq!(ios.prompt(), "lab-0001>");
    assert!(say(&mut ios, "show running-config").contains("Invalid input"));
    assert!(say(&mut ios, "configure terminal").contains("Invalid input"));
    assert_eq!(
        say(&mut ios, "show privilege"),
        "Current privilege level is 1\r\n"
    );
    say(&mut ios, "enable");
    say(&mut ios, "more");
    assert_eq!(
        say(&mut ios, "show privilege"),
        "Current privilege level is 15\r\n"
    );
    say(&mut ios, "disable");
    assert_eq!(ios.prompt(), "lab-0001>");
}

#[test]
fn configuration_has_parts_and_may_rename_the_device() {
    let mut ios = ios();
    let mut prompts = Vec::new();
    for line in [
        "conf t",
        "int gi1/0/1",
        "desc to the hall",
        "no shut",
        "vlan 30",
        "exit",
        "hostname core-9",
        "do show clock",
        "end",
    ] {
        let text = say(&mut ios, line);
        assert!(!text.contains('%'), "{line}: {text}");
        prompts.push(ios.prompt());
    }
    assert_eq!(
        prompts,
        [
            "lab-0001(config)#",
            "lab-0001(config-if)#",
            "lab-0001(config-if)#",
            "lab-0001(config-if)#",
            "lab-0001(config-vlan)#",
            "lab-0001(config)#",
            "core-9(config)#",
            "core-9(config)#",
            "core-9#",
        ]
    );
    assert!(say(&mut ios, "show running-config").contains("\r\nhostname core-9\r\n"));
    assert!(say(&mut ios, "show version").contains("core-9 uptime is"));
}

#[test]
fn end_and_interrupt_leave_configuration() {
    let mut ios = ios();
    say(&mut ios, "configure terminal");
    say(&mut ios, "router bgp 64512");
    ios.end();
    assert_eq!(ios.prompt(), "lab-0001#");
    say(&mut ios, "copy run start");
    assert_eq!(ios.prompt(), "Destination filename [startup-config]? ");
    ios.interrupt();
    assert_eq!(ios.prompt(), "lab-0001#");
}

#[test]
fn a_question_is_answered() {
    let mut ios = ios();
    assert_eq!(say(&mut ios, "copy running-config startup-config"), "");
    assert_eq!(say(&mut ios, ""), "Building configuration...\r\n[OK]\r\n");
    assert_eq!(ios.prompt(), "lab-0001#");
}

#[test]
fn filters_choose_lines() {
    assert_eq!(
        say(&mut ios(), "show running-config | include ^hostname"),
        "hostname lab-0001\r\n"
    );
    assert!(!say(&mut ios(), "show ip int brief | exclude unassigned").contains("unassigned"));
    assert!(
        say(&mut ios(), "show version | begin Configuration register")
            .starts_with("Configuration register is")
    );
    assert_eq!(
        say(&mut ios(), "show ip int br | count Vlan"),
        "Number of lines which match regexp = 3\r\n"
    );
    assert!(say(&mut ios(), "show version | include (").starts_with('%'));
    assert!(say(&mut ios(), "show version | nonsense x").starts_with('%'));
}
