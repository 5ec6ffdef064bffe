//! What this machine allows a process, and what this process allows: open files, of which every session needs one, what it
//! may lock in memory, and no pictures of that.

use crate::report::Message;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are open besides the sessions': standard streams, drivers, output, the runtime's own.
const BESIDES: u64 = 64;

/// Sees to it that the system writes no picture of this process when it dies, and that no other program of this user looks
/// into it: its memory holds passwords. What it runs may write none either.
pub(super) fn keep_memory_private() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // A system that refuses to allow less has other worries, and the run is not to end for that.
    let _ = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// How many bytes this process may lock in memory; none is no limit.
pub(super) fn locked_memory() -> Option<u64> {
    if rustix::process::geteuid().is_root() {
        return None;
    }
    getrlimit(Resource::Memlock).current
}

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
