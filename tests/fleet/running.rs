//! A run of nethost that goes on while the test looks at it.

use super::stage::PATIENCE;
use crate::support::nethost::Done;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    io::Read,
    process::{Child, Command},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

pub struct Running {
    child: Child,
    stdout: Arc<Stream>,
    stderr: Arc<Stream>,
}

/// What came out of a pipe so far.
#[derive(Default)]
struct Stream {
    said: Mutex<Said>,
    more: Condvar,
}

#[derive(Default)]
struct Said {
    bytes: Vec<u8>,
    ended: bool,
}

impl Running {
    /// Starts it. A stream that is no pipe stays empty.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("nethost starts");
        let stdout = Stream::of(child.stdout.take());
        let stderr = Stream::of(child.stderr.take());
        Self {
            child,
            stdout,
            stderr,
        }
    }

    /// Waits until stdout has this many lines; gives what it has then.
    #[track_caller]
    pub fn printed(&self, lines: usize) -> String {
        self.stdout.wait_until(|text| text.matches('\n').count() >= lines)
    }

    /// Waits until this is on stderr.
    #[track_caller]
    pub fn said(&self, text: &str) -> String {
        self.stderr.wait_until(|said| said.contains(text))
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it still runs");
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(mut self) -> Done {
        let (stdout, stderr) = (self.stdout.all(), self.stderr.all());
        let status = self.child.wait().expect("its end");
        Done {
            code: status.code(),
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Stream {
    fn of(pipe: Option<impl Read + Send + 'static>) -> Arc<Self> {
        let stream = Arc::new(Self::default());
        let Some(mut pipe) = pipe else {
            stream.add(&[]);
            return stream;
        };
        thread::spawn({
            let stream = Arc::clone(&stream);
            move || {
                let mut piece = [0; 8192];
                while let Ok(length @ 1..) = pipe.read(&mut piece) {
                    stream.add(&piece[..length]);
                }
                stream.add(&[]);
            }
        });
        stream
    }

    /// Nothing more is its end.
    fn add(&self, bytes: &[u8]) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.bytes.extend_from_slice(bytes);
        said.ended |= bytes.is_empty();
        self.more.notify_all();
    }

    #[track_caller]
    fn wait_until(&self, holds: impl Fn(&str) -> bool) -> String {
        let (text, _) = self.wait(|text, _| holds(text));
        assert!(holds(&text), "it never came; what did:\n{text}");
        text
    }

    #[track_caller]
    fn all(&self) -> String {
        let (text, ended) = self.wait(|_, ended| ended);
        assert!(ended, "no end within {PATIENCE:?}; so far:\n{text}");
        text
    }

    /// What came until this holds, the pipe is closed or patience has ended.
    fn wait(&self, holds: impl Fn(&str, bool) -> bool) -> (String, bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let text = String::from_utf8_lossy(&said.bytes).into_owned();
            let left = deadline.saturating_duration_since(Instant::now());
            if said.ended || holds(&text, said.ended) || left == Duration::ZERO {
                return (text, said.ended);
            }
            said = self
                .more
                .wait_timeout(said, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}
