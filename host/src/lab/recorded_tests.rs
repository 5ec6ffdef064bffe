use super::*;
use crate::lab::device::{SimDevice, SimSettings, Step};

const SESSION: &str = include_str!("devices/recorded/acme#edge#simulation.yaml");

fn parse(text: &str) -> Result<SessionFile, SessionFileError> {
    SessionFile::parse(Path::new("/somewhere/acme#edge#simulation.yaml"), text)
}

fn device() -> SimDevice {
    SimDevice::recorded(
        Arc::new(parse(SESSION).unwrap()),
        Arc::new(SimSettings::default()),
    )
}

fn sent(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        if let Step::Send(bytes) = step {
            text.push_str(std::str::from_utf8(bytes).unwrap());
        }
    }
    text
}

fn typed(device: &mut SimDevice, keys: &str) -> String {
    sent(&device.input(keys.as_bytes()))
}

#[test]
fn a_file_says_platform_and_hostname() {
    let file = parse(SESSION).unwrap();
    assert_eq!(
        (file.platform.as_str(), file.hostname.as_str()),
        ("acme", "edge-01")
    );
}

#[test]
fn a_recording_is_played_with_line_endings_as_devices_send_them() {
    let mut device = device();
    assert_eq!(
        sent(&device.open()),
        "\r\nAuthorised \"users\" only\r\n\u{1b}[1medge-01# "
    );
    assert_eq!(
        typed(&mut device, "show clock\n"),
        "show clock\r\n10:42:07 UTC\r\n\u{1b}[1medge-01# "
    );
}

#[test]
fn an_answer_without_echo_and_prompt_gets_both() {
    assert_eq!(
        typed(&mut device(), "show uptime\r"),
        "show uptime\r\n4 weeks\r\n\u{1b}[1medge-01# "
    );
}

#[test]
fn a_recorded_pager_goes_on_at_its_key() {
    let mut device = device();
    assert_eq!(
        typed(&mut device, "show log\n"),
        "show log\r\nfirst line\r\n--More-- "
    );
    assert_eq!(
        typed(&mut device, " "),
        "\r        \rsecond line\r\n\u{1b}[1medge-01# "
    );
    assert_eq!(
        typed(&mut device, "show nothing\n"),
        "show nothing\r\n% Invalid command: it is not in this recording\r\n\u{1b}[1medge-01# "
    );
}

#[test]
fn a_command_that_was_recorded_twice_answers_in_turn() {
    let mut device = device();
    assert!(typed(&mut device, "show counter\n").contains("one"));
    assert!(typed(&mut device, "show counter\n").contains("two"));
    assert!(typed(&mut device, "show counter\n").contains("one"));
}

#[test]
fn the_prompt_changes_as_it_was_recorded() {
    let mut device = device();
    assert_eq!(
        typed(&mut device, "configure\n"),
        "configure\r\nedge-01(config)# "
    );
    assert!(typed(&mut device, "bogus\n").ends_with("\r\nedge-01(config)# "));
}

#[test]
fn goodbye_hangs_up() {
    let mut device = device();
    assert_eq!(device.input(b"exit\n").last(), Some(&Step::Close));
    assert_eq!(device.input(b"show clock\n"), []);
}

#[test]
fn a_goodbye_hangs_up_unless_a_prompt_follows_it() {
    for (tail, closes) in [("logout", true), ("\\r", true), ("edge-01#\\x20", false)] {
        let text = format!(
            "init_prompt: root@edge-01:~#\ncommands:\n  - \"exit\\n\": |-\n      exit\n      {tail}\n"
        );
        let mut device =
            SimDevice::recorded(Arc::new(parse(&text).unwrap()), Arc::new(SimSettings::default()));
        assert_eq!(
            device.input(b"exit\n").last() == Some(&Step::Close),
            closes,
            "{tail}"
        );
    }
}

#[test]
fn an_empty_answer_is_a_prompt_alone_unless_the_recording_ends_with_it() {
    let text = "init_prompt: \"r1> \"\ncommands:\n  \"show none\\n\": \"\"\n  \"n\\n\": \"\"\n";
    let mut device = SimDevice::recorded(Arc::new(parse(text).unwrap()), Arc::new(SimSettings::default()));
    assert_eq!(typed(&mut device, "show none\n"), "show none\r\nr1> ");
    assert_eq!(device.input(b"n\n").last(), Some(&Step::Close));
}

#[test]
fn a_command_without_a_terminal_gives_its_output_alone() {
    assert_eq!(sent(&device().exec("show clock")), "10:42:07 UTC\r\n");
    assert_eq!(sent(&device().exec("show uptime")), "4 weeks");
}

#[test]
fn a_mapping_is_read_as_well_and_a_recording_may_have_no_prompt() {
    let file = parse("init_prompt:\ncommands:\n  \"show clock\\n\": |-\n    10:42\n").unwrap();
    let mut device = SimDevice::recorded(Arc::new(file), Arc::new(SimSettings::default()));
    assert_eq!(sent(&device.open()), "acme#");
    assert_eq!(typed(&mut device, "show clock\n"), "show clock\r\n10:42\r\nacme#");
}

#[test]
fn escapes_are_what_they_stand_for_and_other_backslashes_stay() {
    assert_eq!(
        unescape(r#"\e[m\x20\t\"q\" \\ \q (\_/) \xzz \"#),
        "\u{1b}[m \t\"q\" \\ \\q (\\_/) \\xzz \\"
    );
}

#[test]
fn a_file_that_is_no_session_says_so() {
    for (text, problem) in [
        ("{", "no YAML"),
        ("just text", "has no `commands`"),
        ("commands: 7", "neither a list nor a mapping"),
        ("commands:\n  - 7", "not a command with its answer"),
        ("commands:\n  - 7: text", "a command is not a text"),
        (
            "commands:\n  - \"show clock\\n\": [1]",
            "the answer to `show clock` is not a text",
        ),
        ("init_prompt: [1]\ncommands: []", "`init_prompt` is not a text"),
    ] {
        let message = parse(text).unwrap_err().to_string();
        assert!(
            message.contains(problem) && message.contains("acme#edge"),
            "{text}: {message}"
        );
    }
}
