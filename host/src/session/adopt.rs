//! Another profile for a session that is under way, once it has become known whose device it is.

use super::{
    Profile,
    engine::{Session, Step},
    exchange::Exchange,
    login::Heading,
    prompts::Prompts,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Bytes of a greeting that are kept. A banner of some pages fits; more says nothing of whose the device is.
const GREETING: usize = 16 << 10;

impl Session {
    /// Goes on with this profile, from the prompt where the session stands to the profile's command mode, as after
    /// a login; [`Event::Ready`](super::Event::Ready) says that it is there. Only between two commands.
    ///
    /// The terminal keeps its size, which the device was told at the beginning. `timeout` is for all of it.
    pub fn adopt(&mut self, now: Instant, profile: Arc<Profile>, timeout: Duration) {
        debug_assert!(!self.is_waiting(), "a profile while {:?} is under way", self.step);
        if self.step != Step::Idle {
            return;
        }
        self.prompts = Prompts::new(profile.modes.len());
        self.profile = profile;
        self.mode = None;
        self.opened = 0;
        self.heading = Heading::default();
        self.confirmed = false;
        self.hops = 0;
        self.exchange = Exchange::default();
        self.deadline = Some((now + timeout, timeout));
        self.step = Step::Login;
        self.judge(now);
    }

    /// All that the device has shown up to and including the first prompt, cut to a bearable length.
    pub fn greeting(&self) -> &str {
        &self.greeting
    }

    /// Where the session stands: the name of the mode, and its prompt as it was learned.
    pub fn standing(&self) -> Option<(&str, &str)> {
        let mode = self.mode?;
        Some((&self.profile.modes[mode].name, self.prompts.learned(mode)?))
    }

    /// Keeps what stands on the terminal before the first line is sent.
    pub(super) fn keep_greeting(&mut self) {
        for text in [self.terminal.finished(), &self.terminal.line()] {
            let room = GREETING.saturating_sub(self.greeting.len());
            let end = text.floor_char_boundary(room);
            self.greeting.push_str(&text[..end]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Event, Limits, Transmit, profile::ProfileSpec};

    const DAY: Duration = Duration::from_hours(24);

    fn profile(text: &str) -> Arc<Profile> {
        let spec: ProfileSpec = toml::from_str(text).expect("TOML");
        Arc::new(Profile::compile(&spec).expect("a profile"))
    }

    fn generic() -> Arc<Profile> {
        profile("[[modes]]\nname = 'any'\nprompts = ['^\\S+[>#]$']")
    }

    fn own() -> Arc<Profile> {
        profile(
            "command_mode = 'privileged'\non_open = ['no pager']\n\
             [[modes]]\nname = 'exec'\nprompts = ['^r1>$']\n\
             [[modes]]\nname = 'privileged'\nprompts = ['^r1#$']\n\
             [[transitions]]\nfrom = 'exec'\nto = 'privileged'\ncommand = 'enable'\n",
        )
    }

    /// Sends the session these bytes, rings its timers, and gives what it sends.
    fn hear(session: &mut Session, at: &mut Instant, bytes: &str) -> String {
        session.receive(*at, bytes.as_bytes());
        if let Some(next) = session.poll_timeout() {
            *at = next;
            session.handle_timeout(*at);
        }
        let sent = std::iter::from_fn(|| session.poll_transmit()).map(|transmit| match transmit {
            Transmit::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Transmit::Secret { kind, .. } => format!("{kind:?}"),
        });
        sent.collect()
    }

    #[test]
    fn a_session_goes_on_as_another_platforms() {
        let mut at = Instant::now();
        let limits = Limits {
            login: DAY,
            max_output: 4096,
            has_username: true,
            has_password: true,
            has_enable: true,
        };
        let mut session = Session::new(generic(), limits, at);
        assert_eq!(hear(&mut session, &mut at, "Welcome\r\nr1>"), "\n");
        assert_eq!(hear(&mut session, &mut at, "\r\nr1>"), "");
        assert!(matches!(session.poll_event(), Some(Event::Ready { .. })));
        assert_eq!(session.greeting(), "Welcome\nr1>");
        assert_eq!(session.standing(), Some(("any", "r1>")));
        session.run(at, "show version", DAY);
        assert_eq!(hear(&mut session, &mut at, ""), "show version\n");
        hear(&mut session, &mut at, "show version\r\nAcme 1\r\nr1>");
        assert!(matches!(session.poll_event(), Some(Event::Output(_))));

        session.adopt(at, own(), DAY);
        assert_eq!(hear(&mut session, &mut at, ""), "enable\n");
        assert_eq!(hear(&mut session, &mut at, "enable\r\nr1#"), "no pager\n");
        hear(&mut session, &mut at, "no pager\r\nr1#");
        let ready = session.poll_event();
        assert_eq!(ready, Some(Event::Ready { prompt: "r1#".into() }));
        assert_eq!(session.standing(), Some(("privileged", "r1#")));
        assert_eq!(
            session.greeting(),
            "Welcome\nr1>",
            "the first prompt's, not the later one's"
        );
    }

    #[test]
    fn a_greeting_is_cut() {
        let mut at = Instant::now();
        let limits = Limits {
            login: DAY,
            max_output: 1 << 20,
            has_username: false,
            has_password: false,
            has_enable: false,
        };
        let mut session = Session::new(generic(), limits, at);
        let banner = "é\r\n".repeat(GREETING);
        hear(&mut session, &mut at, &format!("{banner}r1#"));
        assert!(session.greeting().len() <= GREETING && session.greeting().len() > GREETING - 4);
    }
}
