//! The kit for drivers in Rust, as `nethost plugin new --rust` writes it: the sources of the SDK and of the template
//! engine, the contract, a workspace around them that has nothing else, and the versions that nethost itself is built with.
//!
//! The project's own files are taken as they are. Of its manifests and its lock only what is needed is taken, line by
//! line: cargo reads what comes out, so that a form which these few lines do not expect is found by the tests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

/// The crates; each lies in this folder of the project and of the kit.
const CRATES: [&str; 2] = ["plugins/sdk", "plugins/textfsm"];

/// Sections of their manifests that are for whoever works on the crates themselves.
const OWN: [&str; 3] = ["[lints]", "[dev-dependencies]", "[[example]]"];

const HEAD: &str = "\
# What a nethost driver in Rust is written with, as `nethost plugin new` wrote it. Nothing here has to be edited.
[workspace]
resolver = \"3\"
members = [\"plugins/sdk\", \"plugins/textfsm\"]
";

/// Writes `sdk.rs` into `out`: `SDK`, the kit's files, and `LOCK`, the text of a `Cargo.lock`.
pub(crate) fn carry(project: &Path, out: &Path) -> io::Result<()> {
    let root = read(&project.join("Cargo.toml"))?;
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    let mut needed = BTreeSet::new();
    for folder in CRATES {
        let manifest = without(&read(&project.join(folder).join("Cargo.toml"))?, &OWN);
        let dependencies = section(&manifest, "[dependencies]");
        needed.extend(
            dependencies
                .iter()
                .filter_map(|line| key(line))
                .map(str::to_owned),
        );
        let name = format!("{folder}/Cargo.toml");
        files.push((name.clone(), written(out, &name, &manifest)?));
        collect(project, &format!("{folder}/src"), &mut files)?;
    }
    collect(project, "wit/v0.1.2", &mut files)?;
    let mut workspace = HEAD.to_owned();
    for (name, keep) in [
        ("[workspace.package]", None),
        ("[workspace.dependencies]", Some(&needed)),
    ] {
        let _ = writeln!(workspace, "\n{name}");
        for line in section(&root, name) {
            let kept = |key: &str| keep.is_none_or(|names| names.contains(key));
            if key(line).is_some_and(kept) {
                let _ = writeln!(workspace, "{line}");
            }
        }
    }
    files.push(("Cargo.toml".into(), written(out, "Cargo.toml", &workspace)?));
    let licence = project.join("LICENSE");
    watched(&licence);
    files.push(("LICENSE".into(), licence));
    files.sort();

    let mut source = "pub(super) static SDK: &[(&str, &str)] = &[\n".to_owned();
    for (name, path) in files {
        let path = fs::canonicalize(path)?;
        let _ = writeln!(source, "    ({name:?}, include_str!({:?})),", super::utf8(&path)?);
    }
    let lock = written(
        out,
        "Cargo.lock",
        &lock(&read(&project.join("Cargo.lock"))?, &needed),
    )?;
    let _ = writeln!(
        source,
        "];\npub(super) static LOCK: &str = include_str!({:?});",
        super::utf8(&lock)?
    );
    fs::write(out.join("sdk.rs"), source)
}

fn read(path: &Path) -> io::Result<String> {
    watched(path);
    fs::read_to_string(path).map_err(|e| io::Error::other(format!("{}: {e}", path.display())))
}

fn watched(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

/// A file that is made here: the place in the build's folder where it lies.
fn written(out: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let path = out.join("kit").join(name);
    fs::create_dir_all(path.parent().unwrap_or(out))?;
    fs::write(&path, text)?;
    Ok(path)
}

/// All files of a folder of the project and of those in it.
fn collect(project: &Path, folder: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    watched(&project.join(folder));
    for entry in fs::read_dir(project.join(folder))? {
        let entry = entry?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(project, &name, files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

/// A manifest without some of its sections.
fn without(manifest: &str, sections: &[&str]) -> String {
    let mut kept = String::new();
    let mut keep = true;
    for line in manifest.lines() {
        if line.starts_with('[') {
            keep = !sections.contains(&line.trim());
        }
        if keep {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept.trim_end().to_owned() + "\n"
}

/// The lines below a section's name.
fn section<'t>(manifest: &'t str, name: &str) -> Vec<&'t str> {
    let lines = manifest.lines().skip_while(|line| line.trim() != name).skip(1);
    lines.take_while(|line| !line.starts_with('[')).collect()
}

/// What a line sets: `wit-bindgen` of `wit-bindgen.workspace = true` and of `wit-bindgen = { … }`.
fn key(line: &str) -> Option<&str> {
    let name = line.split(['.', '=', ' ']).next()?;
    (!name.is_empty() && !name.starts_with('#')).then_some(name)
}

/// Of the project's lock, the packages from a registry that these need, and those that they need.
fn lock(whole: &str, needed: &BTreeSet<String>) -> String {
    let (head, packages) = whole.split_once("[[package]]").unwrap_or((whole, ""));
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages.split("[[package]]") {
        if let Some(name) = value(package, "name")
            && value(package, "source").is_some()
        {
            by_name.entry(name).or_default().push(package);
        }
    }
    let mut wanted: Vec<String> = needed.iter().cloned().collect();
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    while let Some(wish) = wanted.pop() {
        let (name, version) = wish.split_once(' ').unwrap_or((&wish, ""));
        for &package in by_name.get(name).into_iter().flatten() {
            if (version.is_empty() || value(package, "version") == Some(version)) && kept.insert(package) {
                let lines = package.lines().filter_map(|line| line.strip_prefix(" \""));
                wanted.extend(lines.map(|line| line.trim_end_matches("\",").to_owned()));
            }
        }
    }
    let mut text = head.to_owned();
    for package in kept {
        let _ = write!(text, "[[package]]{}\n\n", package.trim_end());
    }
    text.trim_end().to_owned() + "\n"
}

fn value<'t>(package: &'t str, key: &str) -> Option<&'t str> {
    let line = package
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""))?;
    line.strip_suffix('"')
}
