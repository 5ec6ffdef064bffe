//! Drivers from servers that behave and from servers that do not: dropped connections, wrong bytes, silence, pages for
//! browsers, redirects, logins. The servers are this test's own, on this machine.

mod install;
mod registry;
mod web;

use crate::support::web::{Authority, Web};
use nethost::{
    inventory::secret::Secret,
    plugin::{
        digest::Digest,
        store::{
            Fetched, Source,
            fetch::fetch_with,
            remote::{Client, Known, Login, Logins, NoLogins, Patience, RemoteError, Whence},
        },
    },
};
use rustls::RootCertStore;
use std::time::Duration;

/// What servers send as a driver; nobody runs it here.
const WASM: &[u8] = b"\0asm what a component begins with";
const SIGNATURE: &str = "untrusted comment: signature\nRUQ...\n";

/// Long enough for a busy machine, where a connection is not what is tried.
const LONG: Duration = Duration::from_mins(1);

/// For servers that never say more.
const SHORT: Duration = Duration::from_millis(200);

/// A client that trusts this authority alone and waits this long in silence.
fn client(authority: Option<&Authority>, silence: Duration) -> Client {
    let roots = authority.map_or_else(RootCertStore::empty, Authority::roots);
    let patience = Patience {
        connect: LONG,
        silence,
    };
    Client::with(roots, patience).expect("a client")
}

fn fetch(client: &Client, source: &str, logins: &dyn Logins) -> Result<Fetched, String> {
    let source: Source = source.parse().expect("a source");
    fetch_with(client, &source, logins).map_err(|error| format!("{error}\n{}", error.hint()))
}

/// A file's address with the digest that it must have.
fn pinned(url: &str, bytes: &[u8]) -> String {
    format!("{url}#{}", Digest::of(bytes))
}

/// Why nothing came, with the server's address left out.
#[track_caller]
fn refused(web: &Web, client: &Client, source: &str, logins: &dyn Logins) -> String {
    let told = fetch(client, source, logins).expect_err("nothing may come of it");
    told.replace(&web.host(), "HOST")
}

/// Knows this login for every registry.
struct Me(&'static str);

impl Logins for Me {
    fn login(&self, _: &str) -> Result<Known, RemoteError> {
        Ok(Known::Login(Login {
            username: "me".into(),
            password: Secret::new(self.0),
            whence: Whence::Settings,
        }))
    }
}
