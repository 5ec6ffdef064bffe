//! A recording as what is to be played: how long each step of the visit took, and the device's part of the session.

use crate::{
    schedule::Shown,
    transport::record::{
        Recording,
        cast::{End, Event},
    },
};
use std::time::Duration;

/// A visit that was given up before it logged in was so for what happened elsewhere, such as the last refusal of its
/// credential. That comes first again, in a clock of milliseconds.
const AFTER_OTHERS: Duration = Duration::from_millis(20);

/// A step of a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) took: Duration,
    /// Whether it came to its good end.
    pub(super) done: bool,
}

/// One connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) connect: Leg,
    pub(super) login: Leg,
    /// Whether the device asked for a proof at login.
    pub(super) proven: bool,
    /// From the login's end to the session's beginning.
    pub(super) open: Leg,
    pub(super) scene: Option<Scene>,
    /// None where the program was killed.
    pub(super) end: Option<End>,
}

/// A session.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scene {
    /// What the device had for its first prompt.
    pub(super) login: Duration,
    /// What the device had shown of itself before.
    pub(super) shown: Shown,
    pub(super) steps: Vec<Step>,
}

/// In a session. Times are since the input before, or since the beginning.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Input(Vec<u8>),
    Output { after: Duration, bytes: Vec<u8> },
    Closed { after: Duration },
    End { after: Duration },
}

impl Script {
    pub(super) fn new(recording: Recording) -> Self {
        let end_at = recording.events.last().map(|(at, _)| *at).unwrap_or_default();
        let (mut connected, mut login, mut logged_in) = (None, None, None);
        let (mut scene, mut end): (Option<(Duration, Scene)>, _) = (None, None);
        let mut last_input = Duration::ZERO;
        let mut proven = true;
        let mut shown = Shown::default();
        for (at, event) in recording.events {
            let step = match event {
                Event::Connected => {
                    connected.get_or_insert(at);
                    continue;
                }
                Event::LoginBegun => {
                    login.get_or_insert(at);
                    continue;
                }
                Event::LoggedIn { proven: asked } => {
                    logged_in.get_or_insert(at);
                    proven = asked;
                    continue;
                }
                Event::Shown(what) => {
                    shown = what;
                    continue;
                }
                Event::SessionBegun { login } => {
                    last_input = at;
                    let shown = std::mem::take(&mut shown);
                    scene.get_or_insert((
                        at,
                        Scene {
                            login,
                            shown,
                            steps: Vec::new(),
                        },
                    ));
                    continue;
                }
                Event::Input(bytes) => {
                    last_input = at;
                    Step::Input(bytes)
                }
                Event::Output(bytes) => Step::Output {
                    after: at.saturating_sub(last_input),
                    bytes,
                },
                Event::Closed => Step::Closed {
                    after: at.saturating_sub(last_input),
                },
                Event::End(how) => {
                    end = Some(how);
                    break;
                }
            };
            if let Some((_, scene)) = &mut scene {
                scene.steps.push(step);
            }
        }
        if let Some((_, scene)) = &mut scene {
            let after = end_at.saturating_sub(last_input);
            scene.steps.push(Step::End { after });
        }
        let began = scene.as_ref().map(|(at, _)| *at);
        let leg = |from: Option<Duration>, to: Option<Duration>| Leg {
            took: to.unwrap_or(end_at).saturating_sub(from.unwrap_or(end_at)),
            done: to.is_some(),
        };
        let given_up = connected.is_some() && login.is_none() && end == Some(End::Cut);
        if given_up {
            connected = Some(end_at + AFTER_OTHERS);
        }
        Self {
            connect: leg(Some(Duration::ZERO), connected),
            login: leg(login, logged_in),
            proven,
            open: leg(logged_in, began),
            scene: scene.map(|(_, scene)| scene),
            end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::replay::tests::recording;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn each_step_has_its_time_and_each_output_its_input() {
        let shown = Shown {
            identification: "SSH-2.0-acme".into(),
            greeting: String::new(),
        };
        let script = Script::new(recording(&[
            (5, Event::Connected),
            (100, Event::LoginBegun),
            (130, Event::LoggedIn { proven: true }),
            (140, Event::Shown(shown.clone())),
            (140, Event::SessionBegun { login: millis(900) }),
            (200, Event::Output(b"r1#".into())),
            (300, Event::Input(b"\n".into())),
            (310, Event::Output(b"r1#".into())),
            (320, Event::Closed),
            (330, Event::End(End::Done)),
        ]));
        let done = |ms| Leg {
            took: millis(ms),
            done: true,
        };
        assert_eq!(
            (script.connect, script.login, script.open),
            (done(5), done(30), done(10))
        );
        let output = |ms| Step::Output {
            after: millis(ms),
            bytes: b"r1#".into(),
        };
        assert_eq!(
            script.scene,
            Some(Scene {
                login: millis(900),
                shown,
                steps: vec![
                    output(60),
                    Step::Input(b"\n".into()),
                    output(10),
                    Step::Closed { after: millis(20) },
                    Step::End { after: millis(30) },
                ],
            })
        );
        assert_eq!(script.end, Some(End::Done));
    }

    #[test]
    fn what_never_came_about_lasted_until_the_end() {
        let script = Script::new(recording(&[
            (5, Event::Connected),
            (10, Event::LoginBegun),
            (25, Event::End(End::Cut)),
        ]));
        assert_eq!((script.login.took, script.login.done), (millis(15), false));
        assert!(script.scene.is_none());
        // It waited for its login until then.
        let script = Script::new(recording(&[(5, Event::Connected), (25, Event::End(End::Cut))]));
        assert_eq!((script.connect.took, script.connect.done), (millis(45), true));
        let script = Script::new(recording(&[(25, Event::End(End::Cut))]));
        assert_eq!((script.connect.took, script.connect.done), (millis(25), false));
    }
}
