//! Servers of others: web servers and OCI registries, asked for bytes and given some.
//!
//! Whatever comes from there is bounded while it comes, and checked against the digest that was named, before anybody else
//! sees it. Knows no drivers.

mod challenge;
mod client;
mod error;
mod login;
mod manifest;
mod progress;
mod registry;
mod trouble;

pub use client::{Answer, Ask, CONNECT, Client, Patience, REDIRECTS, SILENCE};
pub(super) use error::shown;
pub use error::{RemoteError, Whence};
pub use login::{DockerLogins, Known, Login, Logins, NoLogins};
pub use manifest::{
    CONFIG, Component, Config, Descriptor, MANIFEST, MANIFEST_SIZE, Manifest, ManifestError, SIGNATURE, WASM,
};
pub use registry::{Action, Registry};

/// Runs a conversation with servers to its end, on this thread. Not to be called from a task.
///
/// # Errors
/// What the conversation gives, or that the system gives no timers and sockets.
pub fn wait_for<T>(conversation: impl Future<Output = Result<T, RemoteError>>) -> Result<T, RemoteError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| RemoteError::NoClient(error.to_string()))?
        .block_on(conversation)
}
