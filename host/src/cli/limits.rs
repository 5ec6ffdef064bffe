//! What this machine allows a process: open files, of which every session needs one.

use crate::report::Message;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are open besides the sessions': standard streams, drivers, output, the runtime's own.
const BESIDES: u64 = 64;

/// Raises the limit of open files as far as the system lets this user, and gives it; none is no limit.
pub(super) fn raise_open_files() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        // What is refused is then what the old limit says.
        let _ = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: limit.maximum,
                maximum: limit.maximum,
            },
        );
    }
    getrlimit(Resource::Nofile).current
}

/// How many of the sessions that are wanted can be open at once, each with so many files. Says so when it is fewer.
pub(super) fn sessions(wanted: usize, files_each: usize) -> usize {
    let Some(files) = raise_open_files() else {
        return wanted;
    };
    let possible = usize::try_from(files.saturating_sub(BESIDES))
        .unwrap_or(usize::MAX)
        .checked_div(files_each)
        .unwrap_or(usize::MAX)
        .max(1);
    if possible < wanted {
        Message::warning(format!(
            "this machine allows {files} open files: no more than {possible} sessions are open at once, not {wanted}"
        ))
        .hint("raise the hard limit of open files (ulimit -Hn) for more")
        .show();
    }
    wanted.min(possible)
}
