//! Recording: a file for each connection of a run, from which the run can be replayed without its devices.
//!
//! A [`Recorder`] opens the files; [`Recorded`] is the carrier with all that it carries recorded. What a file looks
//! like is in [`cast`]; [`Secrets`] are taken out before anything is written.
//!
//! ```no_run
//! # use nethost::{schedule::Target, transport::{Carrier, record::{Folder, Recorder, Recorded, Secrets}}};
//! # fn main() -> Result<(), nethost::transport::record::RecordError> {
//! # let targets: Vec<Target> = Vec::new();
//! let recorder = Recorder::new(Folder::create("recordings".as_ref())?, Secrets::of(&targets));
//! let transport = Recorded::new(Carrier::new(1 << 20), recorder.clone());
//! // … the run …
//! if let Some(error) = recorder.error() {
//!     eprintln!("{error}");
//! }
//! # Ok(())
//! # }
//! ```

pub mod cast;
mod error;
mod faults;
mod folder;
mod read;
mod scrub;
mod secrets;
mod take;
mod transport;

pub use error::RecordError;
pub use folder::Folder;
pub use read::{ReadError, Recording, header};
pub use secrets::Secrets;
pub(super) use secrets::mark;
pub use transport::Recorded;

use crate::schedule::Target;
use cast::{Header, Origin};
use faults::Faults;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use take::{Shared, Take};

/// Opens the files of a run's recordings. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Recorder(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: Folder,
    secrets: Arc<Secrets>,
    /// Connections so far, by the device's name.
    attempts: Mutex<HashMap<String, u32>>,
    faults: Arc<Faults>,
}

impl Recorder {
    /// `secrets` are those of all devices of the run, whichever are recorded.
    pub fn new(folder: Folder, secrets: Secrets) -> Self {
        Self(Arc::new(Inner {
            folder,
            secrets: Arc::new(secrets),
            attempts: Mutex::default(),
            faults: Arc::default(),
        }))
    }

    /// What could not be written since this was last asked, as one error. The run has gone on without it.
    pub fn error(&self) -> Option<RecordError> {
        self.0.faults.error()
    }

    /// Begins the recording of a connection to the device.
    fn begin(&self, target: &Target) -> Shared {
        let inner = &self.0;
        let attempt = {
            let mut attempts = inner.attempts.lock().unwrap_or_else(PoisonError::into_inner);
            let attempt = attempts.entry(target.device.name.clone()).or_default();
            *attempt += 1;
            *attempt
        };
        let (path, file) = inner.folder.file(&target.device.name, attempt);
        let header = header_of(target, attempt);
        Shared::new(Take::begin(
            path,
            file,
            &header,
            inner.secrets.clone(),
            inner.faults.clone(),
        ))
    }
}

fn header_of(target: &Target, attempt: u32) -> Header {
    let device = &target.device;
    let (width, height) = target.profile.terminal_size();
    let now = jiff::Timestamp::now();
    let driver = target.driver.as_ref().map_or_else(String::new, |driver| {
        format!("{} {}", driver.name(), driver.description().version)
    });
    Header {
        version: 2,
        width,
        height,
        timestamp: now.as_second(),
        title: format!("{} ({})", device.name, device.host),
        env: BTreeMap::new(),
        nethost: Origin {
            format: cast::FORMAT,
            device: device.name.clone(),
            host: device.host.clone(),
            platform: device.platform.clone(),
            protocol: device.protocol.name().to_owned(),
            driver,
            attempt,
            started_at: now.to_string(),
            secrets: secrets::kinds(&device.credentials),
        },
    }
}
