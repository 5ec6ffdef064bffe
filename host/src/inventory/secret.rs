//! Secrets: a type that cannot be printed, and that leaves nothing behind in memory.

use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// A secret value. It has no `Display`, its `Debug` hides it, and it is never serialized.
///
/// Clones share one value, which is overwritten when the last of them is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(value.into())))
    }

    /// The value itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
