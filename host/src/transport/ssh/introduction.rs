//! What a server says of itself before it opens a shell: its identification and its banner.

use std::sync::{Mutex, OnceLock, PoisonError};

/// Bytes of a banner that are kept: some screens of text.
const BANNER: usize = 16 << 10;

/// Shared between a connection's task, which hears it, and the connection's owner.
#[derive(Debug, Default)]
pub(super) struct Introduction {
    identification: OnceLock<String>,
    banner: Mutex<String>,
}

impl Introduction {
    pub(super) fn identify(&self, identification: &[u8]) {
        // The same comes again whenever the keys are exchanged anew.
        let _ = self
            .identification
            .set(String::from_utf8_lossy(identification).trim_end().to_owned());
    }

    pub(super) fn greet(&self, text: &str) {
        let mut banner = self.banner.lock().unwrap_or_else(PoisonError::into_inner);
        let room = BANNER.saturating_sub(banner.len());
        let end = text.floor_char_boundary(room);
        banner.push_str(&text[..end]);
    }

    pub(super) fn identification(&self) -> &str {
        self.identification.get().map_or("", String::as_str)
    }

    pub(super) fn banner(&self) -> String {
        self.banner.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
