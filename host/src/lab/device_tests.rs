use super::*;

fn device(settings: SimSettings) -> SimDevice {
    SimDevice::new(Arc::new(Identity::new(0, 1)), Arc::new(settings))
}

fn sound() -> SimDevice {
    device(SimSettings::default())
}

/// Everything that steps send, without their waits.
fn sent(steps: &[Step]) -> String {
    let bytes: Vec<u8> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Send(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn typed(device: &mut SimDevice, keys: &str) -> String {
    sent(&device.input(keys.as_bytes()))
}

#[test]
fn a_session_opens_with_the_banner_and_a_prompt() {
    let opened = sent(&sound().open());
    assert!(opened.starts_with("\r\n***"), "{opened:?}");
    assert!(opened.contains("lab-0001: simulated device"), "{opened:?}");
    assert!(opened.ends_with("\r\nlab-0001#"), "{opened:?}");
    assert!(
        !opened.replace("\r\n", "").contains('\n'),
        "every line ends with both characters"
    );
}

#[test]
fn a_command_is_echoed_answered_and_followed_by_the_prompt() {
    assert_eq!(
        typed(&mut sound(), "show clock\r"),
        "show clock\r\n10:42:07.318 UTC Tue Mar 4 2025\r\nlab-0001#"
    );
}

#[test]
fn the_same_keys_give_the_same_answer_however_they_are_cut() {
    let keys = b"term len 0\rshow ip int br\rshow nonsense\rconf t\rhostname core\rend\r";
    let whole = sent(&sound().input(keys));
    let mut device = sound();
    let single: String = keys.iter().map(|key| sent(&device.input(&[*key]))).collect();
    assert_eq!(single, whole);
    assert!(whole.ends_with("core#"), "{whole:?}");
}

#[test]
fn only_what_shows_something_takes_time() {
    let latency = Duration::from_millis(200);
    let mut device = device(SimSettings {
        latency,
        ..SimSettings::default()
    });
    for quick in [
        "terminal length 0\r",
        "configure terminal\r",
        "end\r",
        "enable\r",
        "show nonsense\r",
        "\r",
    ] {
        assert!(
            !device
                .input(quick.as_bytes())
                .iter()
                .any(|step| matches!(step, Step::Wait(_))),
            "{quick}"
        );
    }
    let steps = device.input(b"show clock\r");
    assert_eq!(
        steps[0],
        Step::Send(b"show clock\r\n".to_vec()),
        "the echo does not wait"
    );
    assert_eq!(steps[1], Step::Wait(latency));
    assert!(matches!(steps[2], Step::Send(_)));
    assert_eq!(steps.len(), 3);
}

#[test]
fn long_output_is_paged_until_paging_is_off() {
    let mut device = sound();
    let first = typed(&mut device, "show version\r");
    assert!(first.ends_with("\r\n --More-- "), "{first:?}");
    assert_eq!(first.matches('\n').count(), 24, "the echo and 23 lines");
    let line = typed(&mut device, "\r");
    assert_eq!(line.matches('\n').count(), 1);
    assert!(line.ends_with(" --More-- "));
    let page = typed(&mut device, " ");
    let wipe = "\u{8}".repeat(9) + &" ".repeat(8) + &"\u{8}".repeat(9);
    assert!(page.starts_with(&wipe), "{page:?}");
    let rest = typed(&mut device, " ");
    assert!(rest.ends_with("\r\nlab-0001#"), "{rest:?}");

    let paged = [first, line, page, rest]
        .concat()
        .replace(" --More-- ", "")
        .replace(&wipe, "");
    typed(&mut device, "terminal length 0\r");
    let plain = typed(&mut device, "show version\r");
    assert_eq!(paged, plain);
}

#[test]
fn a_reader_may_leave_the_pager() {
    let mut device = sound();
    typed(&mut device, "show running-config\r");
    assert!(typed(&mut device, "q").ends_with("\u{8}lab-0001#"));
    assert_eq!(typed(&mut device, "x"), "x", "keys are a command line again");
}

#[test]
fn the_page_is_as_long_as_the_clients_terminal() {
    let mut device = sound();
    device.resize(10);
    assert_eq!(typed(&mut device, "show version\r").matches('\n').count(), 10);
    device.resize(5_000);
    typed(&mut device, "q");
    assert!(typed(&mut device, "show running-config\r").ends_with("lab-0001#"));
}

#[test]
fn secrets_are_not_echoed_and_three_wrong_ones_are_enough() {
    let mut device = device(SimSettings {
        enable: Some(Secret::new("more")),
        ..SimSettings::default()
    });
    assert!(sent(&device.open()).ends_with("lab-0001>"));
    assert_eq!(typed(&mut device, "enable\r"), "enable\r\nPassword: ");
    assert_eq!(typed(&mut device, "wrong\r"), "\r\nPassword: ");
    assert_eq!(typed(&mut device, "wrong\r"), "\r\nPassword: ");
    assert_eq!(
        typed(&mut device, "wrong\r"),
        "\r\n% Bad secrets\r\n\r\nlab-0001>"
    );
    assert_eq!(
        typed(&mut device, "enable\rmore\r"),
        "enable\r\nPassword: \r\nlab-0001#"
    );
}

#[test]
fn exit_hangs_up() {
    let mut device = sound();
    assert_eq!(device.input(b"exit\r").last(), Some(&Step::Close));
    assert_eq!(device.input(b"show clock\r"), []);
}

#[test]
fn a_command_without_a_terminal_has_neither_echo_nor_prompt() {
    let steps = sound().exec("show clock");
    assert_eq!(
        steps,
        [
            Step::Send(b"10:42:07.318 UTC Tue Mar 4 2025\r\n".to_vec()),
            Step::Close
        ]
    );
    assert!(!sent(&sound().exec("show running-config")).contains("--More--"));
}

fn faulty(fault: Fault) -> SimDevice {
    let mut device = device(SimSettings {
        fault: Some(fault),
        ..SimSettings::default()
    });
    device.open();
    device
}

#[test]
fn a_mute_device_answers_nothing() {
    let mut device = faulty(Fault::Mute);
    assert_eq!(typed(&mut device, "terminal length 0\r"), "terminal length 0\r\n");
    assert_eq!(device.input(b"show clock\r"), []);
    assert_eq!(faulty(Fault::Mute).exec("show clock"), []);
}

#[test]
fn a_device_that_stops_has_said_half() {
    let mut device = faulty(Fault::StopMidOutput);
    typed(&mut device, "terminal length 0\r");
    let whole = typed(&mut sound_unpaged(), "show version\r");
    let half = typed(&mut device, "show version\r");
    assert!(whole.starts_with(&half) && half.len() > whole.len() / 3 && half.len() < whole.len() * 2 / 3);
    assert!(!half.ends_with('\n'));
    assert_eq!(device.input(b"\r\x03show clock\r"), []);
}

fn sound_unpaged() -> SimDevice {
    let mut device = sound();
    device.input(b"terminal length 0\r");
    device
}

#[test]
fn an_endless_output_repeats_without_a_prompt() {
    let mut device = faulty(Fault::EndlessOutput);
    let steps = device.input(b"show clock\r");
    let Some(Step::Repeat { bytes, every }) = steps.last() else {
        panic!("{steps:?}")
    };
    assert!(bytes.len() >= 16 * 1024 && !every.is_zero());
    assert!(!String::from_utf8_lossy(bytes).contains("lab-0001#"));
}

#[test]
fn garbage_is_no_text_but_lines_and_prompt_stand() {
    let mut device = faulty(Fault::Garbage);
    let steps = device.input(b"show clock\r");
    let Some(Step::Send(bytes)) = steps.last() else {
        panic!("{steps:?}")
    };
    assert!(std::str::from_utf8(bytes).is_err());
    assert!(bytes.ends_with(b"\r\nlab-0001#"));
    assert!(!bytes.contains(&0x1b));
}

#[test]
fn a_dripping_device_says_everything_a_few_bytes_at_a_time() {
    let mut device = faulty(Fault::SlowDrip);
    typed(&mut device, "terminal length 0\r");
    let steps = device.input(b"show version\r");
    assert_eq!(sent(&steps), typed(&mut sound_unpaged(), "show version\r"));
    assert!(steps[1..].iter().all(|step| match step {
        Step::Send(bytes) => bytes.len() <= 16,
        Step::Wait(time) => !time.is_zero(),
        _ => false,
    }));
    assert!(steps.len() > 100);
}
