//! How long the session waits before it believes what the end of the stream looks like.
//!
//! A device's bytes arrive in pieces cut anywhere, so the end of a piece means nothing. What looks like a prompt, a
//! pager or a question is believed only when nothing followed it for one of these times; the less is known, the
//! longer. They are about the gap between two pieces of one answer, not about the way to the device and back.

use std::time::Duration;

/// The prompt that was learned, after the command's echo. Paid once for each command, so as short as the gap
/// between two packets of one burst allows.
pub const LEARNED: Duration = Duration::from_millis(5);
/// A mode's pattern while the session is being opened. A mistake here is found out by the echo that follows.
pub const PATTERN: Duration = Duration::from_millis(20);
/// A mode's pattern, but not the learned prompt, after a command: its hostname or mode may have changed, or a line
/// of output that looks like a prompt was cut in two.
pub const CHANGED: Duration = Duration::from_millis(250);
/// A mode's pattern that has nothing in common with any prompt seen before: most likely a part of the output.
pub const STRANGE: Duration = Duration::from_millis(1500);
/// A prompt although the command's echo was not seen, nothing else was either, and the device may not echo at all.
pub const UNECHOED: Duration = Duration::from_millis(250);
/// A prompt although the echo of a device that does echo was not seen: most likely an earlier prompt, shown again.
pub const ECHO_MISSED: Duration = Duration::from_secs(1);
/// The prompt after the echo of a device that shows its prompt and the command again before it answers.
pub const ECHO_TO_COME: Duration = Duration::from_millis(250);
/// A pager. Answered soon, since a long output has many.
pub const PAGER: Duration = Duration::from_millis(5);
/// A question of the profile: more may follow on its line.
pub const QUESTION: Duration = Duration::from_millis(20);
/// A question for the user or the password at login, which no profile needs to list.
pub const CREDENTIAL: Duration = Duration::from_millis(100);
/// "Press any key" at login, which no profile needs to list.
pub const ANY_KEY: Duration = Duration::from_millis(250);

/// Silence after which a command's prompt may have been hidden by a log message, and a fresh one is asked for.
pub const HIDDEN_PROMPT: Duration = Duration::from_millis(1500);
/// Silence at login after which the device may be waiting for a first line.
pub const SILENT_LOGIN: Duration = Duration::from_secs(2);
/// How often a fresh prompt is asked for. A device that answers neither time will not answer a third.
pub const NUDGES: u8 = 2;
