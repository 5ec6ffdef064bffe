//! Whole conversations in memory, whole, byte by byte and in every chunking.

mod conformance;
mod errors;
mod generic;
mod recording;
mod script;

use super::{Event, Limits, Profile, Session, Transmit};
use proptest::{collection::vec, prelude::*};
use script::{play, read};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Plays a script whole and byte by byte, which must give the same at the same times.
fn check(name: &str) {
    let script = read(&format!("{name}.txt"));
    let whole = play(&script, &|_| usize::MAX);
    let bytes = play(&script, &|_| 1);
    assert_eq!(whole, bytes, "byte by byte");
}

macro_rules! scripts {
    ($($name:ident)*) => {
        $(#[test] fn $name() { check(stringify!($name)); })*
        /// Every script, for the tests that play them all.
        const SCRIPTS: &[&str] = &[$(stringify!($name)),*];
    };
}

scripts! {
    banner_with_other_mode
    banner_with_prompts
    closed_after_prompt
    closed_in_output
    cluster_marks
    command_timeout
    counting_prompt
    delayed_banner
    echo_twice
    echo_wrapped
    echo_wrapped_at_80
    echo_written_out
    empty_line_refused
    enable
    enable_denied
    enable_not_allowed
    enable_refused
    enable_without_secret
    exit_asks
    full_screen
    happy_path
    heading
    hostname_changed
    login_asks_after_banner
    login_asks_again
    login_asks_in_shell
    login_asks_late
    login_asks_password_only
    login_closed
    login_closed_before_password
    login_own_questions
    login_refused
    login_without_password
    long_hostname
    looks_like_prompt
    mode_changed
    no_echo
    not_a_prompt
    output_too_large
    pager
    pager_cursor_up
    pagers_of_many_kinds
    press_any_key
    press_return
    prompt_coloured
    prompt_in_output
    prompt_latin_1
    prompt_not_ascii
    slow_command
    syslog_after_prompt
    syslog_before_echo
    syslog_in_echo
    syslog_on_prompt_line
    terminal_queries
    terminal_sequences
    trailing_blank
}

#[test]
fn every_script_is_played() {
    let folder = std::fs::read_dir(script::path("")).unwrap();
    let mut files: Vec<_> = folder
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()?
                .strip_suffix(".txt")
                .map(str::to_owned)
        })
        .collect();
    files.sort();
    assert_eq!(files, SCRIPTS);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same bytes at the same instants give the same result, however they are cut in pieces.
    #[test]
    fn pieces_make_no_difference(lengths in vec(1usize..40, 1..60)) {
        for name in SCRIPTS {
            let script = read(&format!("{name}.txt"));
            let whole = play(&script, &|_| usize::MAX);
            let pieces = play(&script, &|piece| lengths[piece % lengths.len()]);
            prop_assert_eq!(whole, pieces, "{}", name);
        }
    }

    /// Whatever a device sends, the session neither panics nor depends on how it comes in pieces.
    #[test]
    fn any_bytes_are_survived(noise in vec(noise(), 0..60), length in 1usize..8) {
        let bytes = noise.concat();
        let hear = |length: usize| {
            let now = Instant::now();
            let limits = Limits { login: DAY, max_output: 2000, has_username: true, has_password: true, has_enable: true };
            let profile = Arc::new(Profile::compile(&script::profile("ios")).unwrap());
            let mut session = Session::new(profile, limits, now);
            let mut heard = Vec::new();
            let mut at = now;
            for text in [&b"r1#"[..], b"terminal length 0\r\nr1#", b"terminal width 511\r\nr1#", &bytes, &bytes, b"\r\nr1#"] {
                text.chunks(length).for_each(|piece| session.receive(at, piece));
                for _ in 0..3 {
                    if let Some(next) = session.poll_timeout().filter(|next| *next < now + DAY / 2) {
                        at = next;
                        session.handle_timeout(at);
                    }
                    heard.extend(std::iter::from_fn(|| session.poll_transmit()).map(|t| format!("{t:?}")));
                    while let Some(event) = session.poll_event() {
                        if matches!(event, Event::Ready { .. }) {
                            session.run(at, "show clock", DAY);
                        }
                        heard.push(format!("{event:?} at {:?}", at - now));
                    }
                }
            }
            session.handle_closed(at);
            heard.extend(std::iter::from_fn(|| session.poll_event()).map(|e| format!("{e:?}")));
            heard
        };
        prop_assert_eq!(hear(usize::MAX), hear(length));
    }
}

const DAY: Duration = Duration::from_hours(24);

/// Bytes as a device in a bad state might send them.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 1..6),
        "[a-z0-9 #>.-]{1,12}".prop_map(String::into_bytes),
        Just(b"\r\n".to_vec()),
        Just(b"r1#".to_vec()),
        Just(b"show clock".to_vec()),
        Just(b" --More-- ".to_vec()),
        Just(b"\x08 \x08".to_vec()),
        Just(b"Password: ".to_vec()),
        "\x1b\\[[0-9]{0,3}(;[0-9]{1,2})?[A-KPXmsu@]".prop_map(String::into_bytes),
        "\x1b[78DEM(=>\\]]".prop_map(String::into_bytes),
    ]
}

/// Not a test: says how fast a large output goes through. In a release build, hundreds of megabytes a second.
#[test]
#[ignore = "measures"]
fn throughput() {
    let now = Instant::now();
    let limits = Limits {
        login: DAY,
        max_output: 1 << 30,
        has_username: true,
        has_password: true,
        has_enable: true,
    };
    let mut session = Session::new(
        Arc::new(Profile::compile(&script::profile("ios")).unwrap()),
        limits,
        now,
    );
    for text in ["r1#", "terminal length 0\r\nr1#", "terminal width 511\r\nr1#"] {
        session.receive(now, text.as_bytes());
        session
            .poll_timeout()
            .into_iter()
            .for_each(|at| session.handle_timeout(at));
    }
    session.run(now, "show tech-support", DAY);
    session.receive(now, b"show tech-support\r\n");
    let line = b"GigabitEthernet1/0/1   192.0.2.1       YES NVRAM  up                    up      \r\n";
    let packet = line.repeat(400);
    let packets = 100_000_000 / packet.len();
    let start = Instant::now();
    (0..packets).for_each(|_| session.receive(now, &packet));
    let took = start.elapsed();
    session.receive(now, b"r1#");
    session
        .poll_timeout()
        .into_iter()
        .for_each(|at| session.handle_timeout(at));
    let events: Vec<_> = std::iter::from_fn(|| session.poll_event()).collect();
    let Some(Event::Output(output)) = events.last() else {
        panic!("no output")
    };
    assert_eq!(output.text.len(), packets * (packet.len() - 400));
    let per_second = (packets * packet.len()) as u128 * 1000 / took.as_millis().max(1);
    println!("{} MB/s", per_second / 1_000_000);
}
