//! Notices that files were changed: by looking at their times and sizes now and then.
//!
//! Looking works on every file system, mounted ones included, and a driver's folder has a few hundred files.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// How often files are looked at: an author does not notice the delay, nor the machine the work.
const EVERY: Duration = Duration::from_millis(300);

/// How long nothing may change before a change counts as done: an editor writes several files.
const SETTLED: Duration = Duration::from_millis(100);

/// Most files that are looked at.
const FILES: usize = 20_000;

/// Folders deep that are looked at.
const DEPTH: usize = 16;

/// What programs write beside what people write.
const LEFT_OUT: [&str; 3] = ["target", "node_modules", "__pycache__"];

/// Files and folders that are watched, and how they were when they were last looked at.
#[derive(Debug)]
pub struct Watch {
    paths: Vec<PathBuf>,
    seen: Seen,
    /// What is other than what was told last, and may not be all yet.
    unsettled: Option<Seen>,
}

/// Time and size of each file.
type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

impl Watch {
    /// Looks at files, and at all that is in folders.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        let seen = look(&paths);
        Self {
            paths,
            seen,
            unsettled: None,
        }
    }

    /// Waits for the next change.
    pub fn wait(&mut self) {
        while !self.changed() {
            thread::sleep(EVERY);
        }
        thread::sleep(SETTLED);
        while self.changed() {
            thread::sleep(SETTLED);
        }
    }

    /// The files that have changed, once two looks have shown the same: a file may be half written, and an editor writes
    /// beside and renames. To be called now and then.
    pub fn settled(&mut self) -> Option<Vec<PathBuf>> {
        let now = look(&self.paths);
        if now == self.seen {
            self.unsettled = None;
            return None;
        }
        if self.unsettled.as_ref() != Some(&now) {
            self.unsettled = Some(now);
            return None;
        }
        let other = |path: &&PathBuf| self.seen.get(*path) != now.get(*path);
        let changed: std::collections::BTreeSet<PathBuf> = self
            .seen
            .keys()
            .chain(now.keys())
            .filter(other)
            .cloned()
            .collect();
        self.unsettled = None;
        self.seen = now;
        Some(changed.into_iter().collect())
    }

    /// Whether anything has changed since this was last asked.
    pub fn changed(&mut self) -> bool {
        let seen = look(&self.paths);
        let changed = seen != self.seen;
        self.seen = seen;
        changed
    }
}

fn look(paths: &[PathBuf]) -> Seen {
    let mut seen = Seen::new();
    for path in paths {
        visit(path, 0, &mut seen);
    }
    seen
}

/// A file that is gone in the meantime is as one that never was.
fn visit(path: &Path, depth: usize, seen: &mut Seen) {
    if seen.len() >= FILES || depth > DEPTH {
        return;
    }
    let Ok(meta) = fs::metadata(path) else { return };
    if meta.is_file() {
        seen.insert(path.to_owned(), (meta.modified().ok(), meta.len()));
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !LEFT_OUT.contains(&&*name) {
            visit(&entry.path(), depth + 1, seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("target")).unwrap();
        fs::write(path("driver.toml"), "one").unwrap();
        let mut watch = Watch::new(vec![folder.path().to_owned()]);
        assert!(!watch.changed());
        fs::write(path("driver.toml"), "other").unwrap();
        assert!(watch.changed());
        assert!(!watch.changed());
        fs::create_dir_all(path("fixtures")).unwrap();
        fs::write(path("fixtures/new.txt"), "").unwrap();
        assert!(watch.changed());
        fs::remove_file(path("fixtures/new.txt")).unwrap();
        assert!(watch.changed());
        // What is built is no change.
        fs::write(path("target/built"), "").unwrap();
        fs::write(path(".new-x"), "").unwrap();
        assert!(!watch.changed());
    }

    #[test]
    fn a_change_is_told_when_two_looks_agree() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("driver.toml"), "one").unwrap();
        fs::write(path("old"), "").unwrap();
        let mut watch = Watch::new(vec![folder.path().to_owned()]);
        assert_eq!(watch.settled(), None);
        fs::write(path("driver.toml"), "half").unwrap();
        assert_eq!(watch.settled(), None);
        fs::write(path("driver.toml"), "the whole").unwrap();
        assert_eq!(watch.settled(), None);
        assert_eq!(watch.settled(), Some(vec![path("driver.toml")]));
        assert_eq!(watch.settled(), None);
        // Written beside and renamed, and one that is gone.
        fs::write(path(".driver.toml.swp"), "another text").unwrap();
        fs::rename(path(".driver.toml.swp"), path("driver.toml")).unwrap();
        fs::remove_file(path("old")).unwrap();
        assert_eq!(watch.settled(), None);
        assert_eq!(watch.settled(), Some(vec![path("driver.toml"), path("old")]));
        // What is as it was again was no change.
        fs::write(path("new"), "").unwrap();
        assert_eq!(watch.settled(), None);
        fs::remove_file(path("new")).unwrap();
        assert_eq!(watch.settled(), None);
        assert_eq!(watch.settled(), None);
    }

    #[test]
    fn waiting_ends_with_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("driver.toml");
        let mut watch = Watch::new(vec![folder.path().to_owned()]);
        fs::write(&file, "x").unwrap();
        watch.wait();
        assert!(!watch.changed());
    }
}
