//! Puts the first-party drivers into the binary: every component that `make drivers` left in `plugins/dist`, and the
//! core module of the generic template driver, out of which nethost makes drivers of folders without code. And the kit
//! for drivers in Rust, which is in no registry.
//!
//! They are built by nethost itself (`nethost plugin build`), so the first build has none yet; it is complete
//! but for them, and the next build carries them.

#[path = "build/sdk.rs"]
mod sdk;

use sha2::{Digest, Sha256};
use std::{env, fmt::Write, fs, io, path::Path};

fn main() -> io::Result<()> {
    let manifest = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let project = Path::new(&manifest).join("..");
    sdk::carry(&project, Path::new(&out))?;
    let dist = project.join("plugins/dist");
    println!("cargo::rerun-if-changed={}", dist.display());

    let mut drivers = Vec::new();
    if let Ok(entries) = fs::read_dir(&dist) {
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "wasm")
                && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
            {
                println!("cargo::rerun-if-changed={}", path.display());
                drivers.push((name.to_owned(), fs::canonicalize(&path)?));
            }
        }
    }
    drivers.sort();
    let mut source = "pub(super) static BUILT_IN: &[BuiltIn] = &[\n".to_owned();
    for (name, path) in drivers {
        let aliases = aliases(&project.join("plugins").join(name.replace('_', "-")))?;
        // Written down here, so that no run has to compute it.
        let digest: [u8; 32] = Sha256::digest(fs::read(&path)?).into();
        let path = utf8(&path)?;
        writeln!(
            source,
            "    BuiltIn {{ platform: {name:?}, aliases: &{aliases}, component: include_bytes!({path:?}), digest: {digest:?} }},"
        )
        .map_err(io::Error::other)?;
    }
    source.push_str("];\n");
    fs::write(Path::new(&out).join("built_in.rs"), source)?;

    let template = dist.join("template.core");
    println!("cargo::rerun-if-changed={}", template.display());
    let value = match fs::canonicalize(&template) {
        Ok(path) => format!("Some(include_bytes!({:?}))", utf8(&path)?),
        Err(_) => "None".to_owned(),
    };
    let source = format!("pub(super) static TEMPLATE_DRIVER: Option<&[u8]> = {value};\n");
    fs::write(Path::new(&out).join("template_driver.rs"), source)
}

/// The aliases that a driver's folder gives it: no driver is compiled to learn whether it is called so. A list of texts is
/// written alike in TOML and in Rust.
fn aliases(folder: &Path) -> io::Result<String> {
    let path = folder.join("driver.toml");
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(&path)?;
    let list = text
        .split_once("\naliases = [")
        .and_then(|(_, rest)| Some(rest.split_once(']')?.0));
    Ok(format!("[{}]", list.unwrap_or_default()))
}

fn utf8(path: &Path) -> io::Result<&str> {
    path.to_str()
        .ok_or_else(|| io::Error::other("the project's path is not UTF-8"))
}
