//! A driver in Python: its interpreter, the modules that it imports and what they made when they were loaded, in one component.
//!
//! The interpreter's WASI is stubbed out, so that the component imports what the contract says and nothing else. The
//! price: a driver that reads a clock, a file or chance stops there. What it takes from them while it is loaded, the
//! seed of its hashes for one, is part of the component, so that no two builds give the same bytes.

use super::{
    BuildError,
    script::{Bench, Script},
    tool::{Call, Tool, whole},
};
use std::{ffi::OsStr, path::Path};

/// The package's own entry, for where `pip` put it but not its program on the PATH.
const ENTRY: &[&str] = &[
    "-c",
    "import sys; from componentize_py import script; sys.argv[0] = 'componentize-py'; sys.exit(script())",
];

/// Makes the component of a folder's module.
pub(super) fn componentize(folder: &Path, script: &Script) -> Result<Vec<u8>, BuildError> {
    // A module in a package is found by Python itself, with its own words where it is not there.
    let file = folder.join(&script.module).with_extension("py");
    if !script.module.contains('.') && !file.is_file() && !folder.join(&script.module).is_dir() {
        return Err(BuildError::NoModule(file));
    }
    let bench = Bench::new()?;
    let (wit, output) = (bench.wit(), bench.output());
    let mut arguments = contract(&wit, script);
    arguments.extend(["componentize", "--stub-wasi", "-p", "."].map(OsStr::new));
    arguments.extend([OsStr::new(&script.module), "-o".as_ref(), output.as_os_str()]);
    Tool::ComponentizePy.run(folder, calls(&whole(folder)?), &arguments)?;
    bench.component()
}

/// Writes what editors and type checkers want to know of the contract into a folder.
///
/// # Errors
/// When the tool is not there, or cannot write.
pub(super) fn bindings(folder: &Path, script: &Script, into: &Path) -> Result<(), BuildError> {
    let into = std::path::absolute(into).map_err(|e| BuildError::File(into.to_owned(), e))?;
    let bench = Bench::new()?;
    let wit = bench.wit();
    let mut arguments = contract(&wit, script);
    arguments.extend([OsStr::new("bindings"), into.as_os_str()]);
    Tool::ComponentizePy.run(folder, calls(&whole(folder)?), &arguments)
}

fn contract<'a>(wit: &'a Path, script: &Script) -> Vec<&'a OsStr> {
    ["-q".as_ref(), "-d".as_ref(), wit.as_os_str()]
        .into_iter()
        .chain(["-w", script.world.name()].map(OsStr::new))
        .collect()
}

fn calls(folder: &Path) -> [Call; 3] {
    [
        Call::of(folder.join(".venv/bin/componentize-py")),
        Call::of("componentize-py"),
        Call::with("python3", ENTRY),
    ]
}
