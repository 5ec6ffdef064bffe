//! Replay: a run over its recordings, without network, secrets or waiting.
//!
//! A [`Replay`] is a folder of recordings; [`Replayed`] carries a run's sessions from it. The session engine is the
//! real one and hears what it heard then, at the same moments of a clock that does not wait. So it has to run on
//! a runtime whose clock is paused: tokio then goes to the next timer whenever nothing else is left to do.

mod error;
mod rehearse;
mod script;
#[cfg(test)]
pub(crate) mod tests;
mod transport;
mod wire;

pub use error::ReplayError;
pub use rehearse::{Rehearsal, RehearsalError, rehearse};
pub use transport::Replayed;
pub(super) use wire::{ReplayReader, ReplayWriter};

use super::record::{Recording, cast::EXTENSION, header};
use script::Script;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// A folder of recordings, each of which is played once.
#[derive(Debug)]
pub struct Replay {
    folder: PathBuf,
    /// Of each device, in the order of its connections.
    recordings: HashMap<String, Vec<PathBuf>>,
    /// When the first of them began.
    epoch: jiff::Timestamp,
    /// Connections so far, by the device's name.
    played: Mutex<HashMap<String, usize>>,
}

/// The recording of the connection that is wanted.
enum Next {
    Script {
        script: Box<Script>,
        /// Whether another connection to the device was recorded.
        more: bool,
    },
    /// There is none; whether there was one before it.
    None { others: bool },
}

impl Replay {
    /// Looks through the folder. Recordings themselves are read when their device has its turn.
    ///
    /// # Errors
    /// When there is no recording in it, and when a file that is called one is none.
    pub fn open(folder: &Path) -> Result<Self, ReplayError> {
        let wrong = |source| ReplayError::Folder {
            path: folder.to_owned(),
            source,
        };
        let mut found: BTreeMap<(String, u32), PathBuf> = BTreeMap::new();
        let mut epoch: Option<jiff::Timestamp> = None;
        for entry in fs::read_dir(folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            if path.extension().is_none_or(|extension| extension != EXTENSION) {
                continue;
            }
            let Some(header) = header(&path)? else { continue };
            let origin = header.nethost;
            let begun = origin.started_at.parse().unwrap_or_default();
            epoch = Some(epoch.map_or(begun, |epoch| epoch.min(begun)));
            let key = (origin.device, origin.attempt);
            if let Some(first) = found.get(&key) {
                return Err(ReplayError::Twice {
                    first: first.clone(),
                    second: path,
                    device: key.0,
                    attempt: key.1,
                });
            }
            found.insert(key, path);
        }
        let Some(epoch) = epoch else {
            return Err(ReplayError::Empty {
                path: folder.to_owned(),
            });
        };
        let mut recordings: HashMap<String, Vec<PathBuf>> = HashMap::new();
        for ((device, _), path) in found {
            recordings.entry(device).or_default().push(path);
        }
        Ok(Self {
            folder: folder.to_owned(),
            recordings,
            epoch,
            played: Mutex::default(),
        })
    }

    /// The recording of the next connection to a device.
    fn next(&self, device: &str) -> Result<Next, super::record::ReadError> {
        let place = {
            let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
            let place = played.entry(device.to_owned()).or_default();
            *place += 1;
            *place - 1
        };
        let paths = self.recordings.get(device).map_or(&[][..], Vec::as_slice);
        let Some(path) = paths.get(place) else {
            return Ok(Next::None {
                others: !paths.is_empty(),
            });
        };
        Ok(match Recording::read(path)? {
            Some(recording) => Next::Script {
                script: Box::new(Script::new(recording)),
                more: place + 1 < paths.len(),
            },
            // Somebody emptied it since.
            None => Next::None { others: false },
        })
    }
}
