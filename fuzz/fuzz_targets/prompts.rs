//! A whole session with a device that says anything: never panics, keeps little, always comes to an end, and does not
//! depend on how bytes come in pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

#[allow(dead_code, unused_imports, reason = "the room is taken in whole")]
#[path = "../../host/src/session/mod.rs"]
mod session;

use session::{Event, Limits, Profile, Session, Transmit, profile::ProfileSpec};

const MINUTE: Duration = Duration::from_secs(60);
/// Small, so that it is reached.
const MAX_OUTPUT: usize = 8192;
/// Timers, answers and events that one session may come to. A session that goes on beyond is one that does not end.
const STEPS: usize = 4000;

/// The generic profile, and one with modes, secrets and questions.
static PROFILES: LazyLock<Vec<Arc<Profile>>> = LazyLock::new(|| {
    let compile = |text: &str| {
        let spec: ProfileSpec = toml::from_str(text).expect("a profile of the project");
        Arc::new(Profile::compile(&spec).expect("a profile of the project"))
    };
    [
        include_str!("../../plugins/generic/profile.toml"),
        include_str!("../../plugins/cisco-ios/profile.toml"),
        include_str!("../../host/src/session/testdata/profiles/asks.toml"),
        include_str!("../../host/src/session/testdata/profiles/cluster.toml"),
    ]
    .into_iter()
    .map(compile)
    .collect()
});

/// What happened, with the time since the beginning.
type Heard = Vec<(Duration, String)>;

/// Plays bytes to a session. `\0` in them stands for a time without any, so long that the next timer rings.
fn play(profile: Arc<Profile>, bits: u8, bytes: &[u8], length: usize) -> Heard {
    let start = Instant::now();
    let mut now = start;
    let limits = Limits {
        login: MINUTE,
        max_output: MAX_OUTPUT,
        has_username: bits & 1 == 0,
        has_password: bits & 2 == 0,
        has_enable: bits & 4 == 0,
    };
    let mut session = Session::new(profile, limits, now);
    let mut heard: Heard = Vec::new();
    let mut steps = 0;
    let mut hear = |session: &mut Session, now: Instant, heard: &mut Heard| {
        steps += 1;
        assert!(steps < STEPS, "the session does not end");
        loop {
            while let Some(transmit) = session.poll_transmit() {
                let text = match transmit {
                    Transmit::Bytes(bytes) => String::from_utf8(bytes).expect("what is sent is text"),
                    secret @ Transmit::Secret { .. } => format!("{secret:?}"),
                };
                heard.push((now - start, text));
            }
            let Some(event) = session.poll_event() else { break };
            if let Event::Output(output) = &event {
                assert!(output.text.len() <= MAX_OUTPUT + 8, "more output than the limit");
            }
            let ready = !matches!(event, Event::Failed(_));
            heard.push((now - start, format!("{event:?}")));
            if ready {
                let command =
                    ["show clock", "x", "", "show ip route vrf customer 192.0.2.1"][heard.len() % 4];
                session.run(now, command, MINUTE);
            }
        }
    };
    for silence in bytes.split_inclusive(|&byte| byte == 0) {
        let (said, rings) = match silence {
            [said @ .., 0] => (said, true),
            said => (said, false),
        };
        said.chunks(length).for_each(|piece| session.receive(now, piece));
        hear(&mut session, now, &mut heard);
        if rings && let Some(at) = session.poll_timeout() {
            now = now.max(at);
            session.handle_timeout(now);
            hear(&mut session, now, &mut heard);
        }
    }
    // The device falls silent: everything ends by timers, each later than the one before.
    while let Some(at) = session.poll_timeout() {
        now = now.max(at);
        session.handle_timeout(now);
        assert!(
            session.poll_timeout().is_none_or(|next| next > now),
            "the same timer rings again"
        );
        hear(&mut session, now, &mut heard);
    }
    assert!(!session.is_waiting(), "waits without a timer");
    session.handle_closed(now);
    heard
}

fuzz_target!(|input: &[u8]| {
    let [bits, length, bytes @ ..] = input else { return };
    let profile = &PROFILES[usize::from(bits >> 3) % PROFILES.len()];
    let whole = play(Arc::clone(profile), *bits, bytes, usize::MAX);
    let pieces = play(Arc::clone(profile), *bits, bytes, usize::from(*length).max(1));
    assert_eq!(whole, pieces);
});
