//! What a fault does to an output on its way out.

use super::{device::Step, fault::Fault};
use std::time::Duration;

/// A dripping device sends this many bytes …
const DRIP: usize = 16;
/// … this often: about the 960 bytes each second of a console at 9,600 baud.
const DRIP_EVERY: Duration = Duration::from_millis(16);
/// An endless output comes in pieces of about this size …
const FLOOD: usize = 32 * 1024;
/// … this often: some 1.6 MB each second, more than any reader should keep, yet not so much that a tenth of a large
/// fleet drowns this machine.
const FLOOD_EVERY: Duration = Duration::from_millis(20);

/// What becomes of an output.
pub(super) enum Damaged {
    /// It goes out, is paged, and a prompt follows.
    Output(Vec<u8>),
    /// These steps, and then never anything again.
    Last(Step),
}

/// Applies a fault to the output of a command.
pub(super) fn damage(fault: Option<Fault>, mut output: Vec<u8>, seed: u64) -> Damaged {
    match fault {
        Some(Fault::StopMidOutput) => {
            // Not at the end of a line: the middle of a word is where it hurts.
            output.truncate(output.len() / 2);
            while output.last().is_some_and(u8::is_ascii_whitespace) {
                output.pop();
            }
            Damaged::Last(Step::Send(output))
        }
        Some(Fault::EndlessOutput) => {
            let once = if output.is_empty() {
                b"\r\n".to_vec()
            } else {
                output
            };
            let bytes = once.repeat(FLOOD.div_ceil(once.len()));
            Damaged::Last(Step::Repeat {
                bytes,
                every: FLOOD_EVERY,
            })
        }
        Some(Fault::Garbage) => {
            garble(&mut output, seed);
            Damaged::Output(output)
        }
        _ => Damaged::Output(output),
    }
}

/// Turns everything but the line endings into bytes that are neither ASCII text nor UTF-8. Escape and its
/// eight-bit kin are left out: a terminal would swallow what follows them, the prompt included, and the fault would be
/// silence.
fn garble(output: &mut [u8], seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    for byte in output.iter_mut().filter(|byte| !matches!(byte, b'\r' | b'\n')) {
        *byte = if rng.u8(..8) == 0 {
            rng.u8(..7)
        } else {
            rng.u8(0xa0..)
        };
    }
}

/// Cuts an answer into drips.
pub(super) fn drip(bytes: &[u8]) -> impl Iterator<Item = Step> {
    bytes
        .chunks(DRIP)
        .flat_map(|drop| [Step::Wait(DRIP_EVERY), Step::Send(drop.to_vec())])
}
