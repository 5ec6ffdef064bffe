//! What russh begins its tasks with, and where it has its clock from: stands in for its crate of the same name.
//!
//! That one puts each future into an `async` block, which has room for it twice: as it was captured, and as it is awaited. The
//! future of an SSH session has 14.8 KB, so that a session takes 14.8 KB less here. What is offered is the same, on all that
//! tokio runs on with threads.

/// Tasks.
pub mod runtime {
    use std::{
        error::Error,
        fmt,
        pin::Pin,
        task::{Context, Poll},
    };

    /// The task came to no end: it panicked, or its runtime is gone.
    #[derive(Debug)]
    pub struct JoinError;

    impl fmt::Display for JoinError {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the task came to no end")
        }
    }

    impl Error for JoinError {}

    /// A task that goes on by itself: what it comes to can be waited for, and whoever lets go of this does not stop it.
    pub struct JoinHandle<T: Send>(tokio::task::JoinHandle<T>);

    /// Begins a task on the runtime of the caller.
    ///
    /// # Panics
    /// Outside of a runtime.
    pub fn spawn<F, T>(future: F) -> JoinHandle<T>
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        JoinHandle(tokio::spawn(future))
    }

    impl<T: Send> Future for JoinHandle<T> {
        type Output = Result<T, JoinError>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            Pin::new(&mut self.0)
                .poll(cx)
                .map(|end| end.map_err(|_| JoinError))
        }
    }
}

/// The clock.
pub mod time {
    pub use std::time::Instant;
}

#[cfg(test)]
mod tests {
    use super::runtime::{JoinError, spawn};

    #[tokio::test]
    async fn a_task_says_what_it_came_to() {
        assert_eq!(spawn(async { 7 }).await.expect("an end"), 7);
    }

    #[tokio::test]
    async fn a_task_that_panics_came_to_no_end() {
        let end: Result<(), JoinError> = spawn(async { panic!("on purpose") }).await;
        let error = end.expect_err("it panicked");
        assert_eq!(error.to_string(), "the task came to no end");
    }

    #[tokio::test]
    async fn a_task_goes_on_when_nobody_waits_for_it() {
        let (done, ended) = tokio::sync::oneshot::channel();
        drop(spawn(async move { done.send(()).expect("somebody listens") }));
        ended.await.expect("the task went on");
    }
}
