//! Gives the generic template driver the files of a folder. Only while a driver is built.

use super::state::State;
use wasmtime::{
    Store,
    component::{Instance, InstancePre},
};

mod bindings {
    wasmtime::component::bindgen!({
        path: "../plugins/template/wit",
        world: "template",
    });
}

use bindings::exports::nethost::template::feed;

/// A file of a driver's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative to the folder, with `/`.
    pub path: String,
    pub text: String,
}

/// Why the files make no driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// With the file and the line.
    pub message: String,
    pub hint: String,
    /// A name that was looked for among `known`, or empty.
    pub wanted: String,
    pub known: Vec<String>,
}

pub(super) fn load(
    pre: &InstancePre<State>,
    store: &mut Store<State>,
    instance: &Instance,
    files: &[File],
) -> wasmtime::Result<Result<(), Refusal>> {
    let guest = feed::GuestIndices::new(pre)?.load(&mut *store, instance)?;
    let files: Vec<_> = files
        .iter()
        .map(|file| feed::File {
            path: file.path.clone(),
            text: file.text.clone(),
        })
        .collect();
    let answer = guest.call_load(store, &files)?;
    Ok(answer.map_err(|refusal| Refusal {
        message: refusal.message,
        hint: refusal.hint,
        wanted: refusal.wanted,
        known: refusal.known,
    }))
}
