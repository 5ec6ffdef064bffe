//! A driver in JavaScript: `QuickJS`, the driver's modules and what they made when they were loaded, in one component.
//!
//! `QuickJS`'s WASI is stubbed out, so that the component imports what the contract says and nothing else. Its
//! clock and its seed of chance are those of the build, so that no two builds give the same bytes.

use super::{
    BuildError,
    script::{Bench, Script},
    tool::{Call, Tool, whole},
};
use std::{ffi::OsStr, path::Path};

/// Makes the component of a folder's module and those that it imports.
pub(super) fn componentize(folder: &Path, script: &Script) -> Result<Vec<u8>, BuildError> {
    let file = folder.join(&script.module);
    if !file.is_file() {
        return Err(BuildError::NoModule(file));
    }
    let bench = Bench::new()?;
    let (wit, output) = (bench.wit(), bench.output());
    let arguments = [
        "--wit".as_ref(),
        wit.as_os_str(),
        "--world".as_ref(),
        script.world.name().as_ref(),
        "--js".as_ref(),
        script.module.as_ref(),
        "--module-root".as_ref(),
        ".".as_ref(),
        // The kind without async, which the contract has none of.
        "--sync".as_ref(),
        "--stub-wasi".as_ref(),
        "--output".as_ref(),
        output.as_os_str(),
    ];
    let arguments: [&OsStr; 12] = arguments;
    // As node finds packages: in the folder and in those above it.
    let above = whole(folder)?;
    let installed = above
        .ancestors()
        .map(|above| Call::of(above.join("node_modules/.bin/componentize-qjs")));
    let calls = installed.chain([Call::of("componentize-qjs")]);
    Tool::ComponentizeQjs.run(folder, calls, &arguments)?;
    bench.component()
}
