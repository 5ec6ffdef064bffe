//! Debian's docker-registry on a port that the system gives, with a configuration and a folder of its own. It is gone when
//! it is dropped, or when the test is no more.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Command, Stdio},
    thread,
};
use tempfile::TempDir;

pub const USER: &str = "publisher";
pub const PASSWORD: &str = "correct horse";

/// [`USER`] and [`PASSWORD`] as `htpasswd -B` writes them.
const HTPASSWD: &str = "publisher:$2b$05$nethosttestnethostteseHm9NqQkuPCFQ4GD1VIgPLASuqzY12ue\n";

/// Before the address, where the registry says that it listens.
const LISTENS: &str = "listening on ";

pub struct Registry {
    process: Child,
    /// `127.0.0.1:port`
    pub host: String,
    _folder: TempDir,
}

impl Registry {
    /// For everyone.
    pub fn open() -> Self {
        Self::start("")
    }

    /// For [`USER`] alone.
    pub fn guarded() -> Self {
        Self::start("auth: {htpasswd: {realm: test, path: FOLDER/htpasswd}}\n")
    }

    fn start(auth: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().display().to_string();
        let configuration = format!(
            "version: 0.1\n\
             log: {{level: info}}\n\
             storage: {{filesystem: {{rootdirectory: {path}/data}}}}\n\
             http: {{addr: \"127.0.0.1:0\"}}\n{}",
            auth.replace("FOLDER", &path)
        );
        fs::write(folder.path().join("config.yml"), configuration).expect("a file");
        fs::write(folder.path().join("htpasswd"), HTPASSWD).expect("a file");
        // The thread that starts it is the test's: with that it ends, however that ends.
        let mut process = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "docker-registry", "serve"])
            .arg(folder.path().join("config.yml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("setpriv runs (Debian: util-linux)");
        let log = process.stderr.take().expect("its log");
        let host = listening(log);
        Self {
            process,
            host,
            _folder: folder,
        }
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where it says that it listens. The rest of its log is read away, so that it never waits for a reader.
fn listening(log: ChildStderr) -> String {
    let mut log = BufReader::new(log);
    let mut said = String::new();
    loop {
        let begin = said.len();
        let length = log.read_line(&mut said).expect("its log");
        assert!(
            length > 0,
            "docker-registry (Debian: docker-registry) did not start:\n{said}"
        );
        if let Some((_, rest)) = said[begin..].split_once(LISTENS) {
            let end = rest.find(|c: char| !c.is_ascii_digit() && !".:".contains(c));
            let host = rest[..end.unwrap_or(rest.len())].to_owned();
            thread::spawn(move || log.read_to_end(&mut Vec::new()));
            return host;
        }
    }
}
