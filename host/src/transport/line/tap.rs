//! Whoever looks on while a session talks, such as a recorder.

use crate::{schedule::Shown, session::profile::SecretKind};
use std::time::Duration;

/// Sees everything that goes over a wire, in its order; secrets that are sent are named and not shown. What a device
/// sends may repeat one.
pub trait Tap: Send {
    /// A session begins; its first prompt must come within this time. `shown` is what the device has shown of itself
    /// below the shell.
    fn began(&mut self, login: Duration, shown: &Shown);

    /// Bytes as they came.
    fn received(&mut self, bytes: &[u8]);

    /// Bytes as they are sent.
    fn sent(&mut self, bytes: &[u8]);

    /// In its place among the bytes that are sent.
    fn sent_secret(&mut self, kind: SecretKind);

    /// The device closed the session.
    fn closed(&mut self);
}
