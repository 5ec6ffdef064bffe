//! `nethost plugin`: drivers, for those who write them.

use super::error::Done;
use crate::{
    plugin::build::{self, Built},
    report::Message,
};
use std::path::{Path, PathBuf};

#[derive(clap::Subcommand)]
pub(super) enum Verb {
    /// Build a driver: from its folder to one .wasm file
    Build(BuildArgs),
}

#[derive(clap::Args)]
pub(super) struct BuildArgs {
    /// The folder with the driver's Cargo.toml.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The driver's core module, compiled already, for build systems that run cargo themselves.
    #[arg(long, value_name = "FILE")]
    prebuilt: Option<PathBuf>,
    /// The component; without it `<folder>.wasm` in the folder that the command runs in.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(verb: &Verb) -> Done {
    let Verb::Build(args) = verb;
    let built = match &args.prebuilt {
        Some(core) => build::from_core(core, &build::samples(&args.folder)?)?,
        None => build::build(&args.folder)?,
    };
    let output = args.output.clone().unwrap_or_else(|| default_output(args));
    let changed = build::write(&built, &output)?;
    Message::note(described(&built, &output, changed)).show();
    Ok(0)
}

fn default_output(args: &BuildArgs) -> PathBuf {
    let named = args.prebuilt.as_deref().unwrap_or(&args.folder);
    let whole = named.canonicalize().unwrap_or_else(|_| named.to_owned());
    let stem = whole.file_stem().unwrap_or_else(|| "driver".as_ref());
    Path::new(stem).with_extension("wasm")
}

fn described(built: &Built, output: &Path, changed: bool) -> String {
    let kib = |bytes: usize| bytes.div_ceil(1024);
    format!(
        "{}{}: {} KiB, of them {} KiB of what it made ready; {}",
        output.display(),
        if changed { "" } else { " has not changed" },
        kib(built.component.len()),
        kib(built.component.len().saturating_sub(built.size_before)),
        built.digest,
    )
}
