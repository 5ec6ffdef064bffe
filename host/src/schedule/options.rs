//! What bounds a run.

use super::{live::Live, logins::Logins};
use std::{collections::BTreeMap, time::Duration};
use tokio::runtime::Handle;

/// Sessions open at once, unless the user says otherwise. A process may open 1,024 files on most systems, and most
/// networks' login servers are slower than this.
pub const CONCURRENCY: usize = 500;

/// How long running commands may go on after an interrupt.
pub const GRACE: Duration = Duration::from_secs(5);

/// Refused logins in a row after which a credential that nobody has accepted yet is no longer tried, unless the user
/// says otherwise. Directories lock an account after three to ten.
pub const REFUSALS_UNPROVEN: u32 = 3;

/// The same for a credential that has been accepted before in this run: a device that refuses it has most
/// likely an account of its own.
pub const REFUSALS_PROVEN: u32 = 25;

#[derive(Clone, Debug)]
pub struct Options {
    /// Sessions open at once.
    pub concurrency: usize,
    /// Sessions open at once to the devices of a group.
    pub groups: BTreeMap<String, usize>,
    /// How many logins at once, and how many in each second.
    pub logins: Logins,
    /// Refused logins in a row after which a credential is no longer tried, whether or not a device has accepted it.
    /// None: 3 before one has accepted it, 25 after.
    pub login_refusals: Option<u32>,
    /// Connections more after the first that fails in a way that another might not.
    pub retries: u32,
    /// The run as a whole.
    pub deadline: Option<Duration>,
    /// For running commands, after an interrupt.
    pub grace: Duration,
    /// Drivers that are replaced while the run goes on; none unless somebody works on them.
    pub live: Live,
    /// Keep what the device answered even where it was parsed.
    pub keep_raw: bool,
    /// The runtimes that visits are spread over, each of one thread. Then logins take turns while these are busy. None:
    /// that of the run itself, without turns.
    pub runtimes: Vec<Handle>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: CONCURRENCY,
            groups: BTreeMap::new(),
            logins: Logins::default(),
            login_refusals: None,
            retries: 1,
            deadline: None,
            grace: GRACE,
            live: Live::default(),
            keep_raw: false,
            runtimes: Vec::new(),
        }
    }
}
