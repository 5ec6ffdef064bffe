//! `nethost plugin build`: from a driver's folder to one file.

use crate::{
    cli::{
        error::{CliError, Done},
        prepare,
    },
    plugin::{
        Driver,
        build::{self, Built, Kind, TemplateBuilder, Tool},
        engine::{LoadError, Permissions},
        model::Description,
        shelf::{self, Shelf},
    },
    report::{Message, built::BuiltFile},
    session::{Profile, ProfileError},
};
use std::{
    io,
    path::{Path, PathBuf},
    time::Instant,
};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The driver's folder: with a driver.toml and templates, with a Cargo.toml, with a driver.toml that names Python's
    /// or JavaScript's code, or with templates and an index in ntc-templates' format.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The driver's core module, compiled already, for build systems that run cargo themselves.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["platform", "every_platform"])]
    prebuilt: Option<PathBuf>,
    /// Of a folder with an index and no driver.toml: the platform whose templates are taken.
    #[arg(long, value_name = "NAME")]
    platform: Option<String>,
    /// Of a folder with an index and no driver.toml: a driver for each platform in it, into the folder after -o.
    #[arg(long, conflicts_with = "platform")]
    every_platform: bool,
    /// The component; without it `<folder>.wasm` or `<platform>.wasm` in the folder that the command runs in.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Of a driver in Python: write what editors and type checkers want to know of the contract into this folder, and
    /// build nothing.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["prebuilt", "platform", "every_platform", "output", "json"])]
    bindings: Option<PathBuf>,
    /// What was built as JSON, one object on a line for each driver.
    #[arg(long)]
    json: bool,
}

pub(super) fn build(args: &Args) -> Done {
    let begun = Instant::now();
    if let Some(core) = &args.prebuilt {
        let built = build::from_core(core)?;
        return finish(args, &built, &output(args, core), begun);
    }
    if let Some(folder) = &args.bindings {
        build::bindings(&args.folder, folder)?;
        Message::note(format!("{}: the contract as Python sees it", folder.display()))
            .hint("put the folder on your editor's search path; the driver is built without it")
            .show();
        return Ok(0);
    }
    let kind = build::kind(&args.folder)?;
    if !matches!(kind, Kind::Collection(_)) && (args.platform.is_some() || args.every_platform) {
        return Err(CliError::new(
            format!(
                "{}: its driver.toml says which platform it is for",
                args.folder.display()
            ),
            "leave out --platform and --every-platform: they are for a folder with an index and no driver.toml",
        ));
    }
    match kind {
        Kind::Rust | Kind::Files => {
            let built = build::build(&args.folder)?;
            prove(&built, &args.folder)?;
            finish(args, &built, &output(args, &args.folder), begun)
        }
        Kind::Script(language, _) => {
            let tool = Tool::of(language).name();
            Message::note(format!("{tool} builds it, which takes some seconds")).show();
            let built = build::build(&args.folder)?;
            prove(&built, &args.folder)?;
            finish(args, &built, &output(args, &args.folder), begun)
        }
        Kind::Collection(folder) => match &args.platform {
            Some(platform) => one_platform(args, &folder, platform, begun),
            None if args.every_platform => every_platform(args, &folder),
            None => Err(CliError::new(
                format!(
                    "{} holds templates for {} platforms",
                    folder.display(),
                    build::platforms(&folder)?.len()
                ),
                "name one, such as --platform cisco_ios; or say --every-platform -o DIR for a driver of each",
            )),
        },
    }
}

/// Another language's builder knows nothing of drivers, and none knows profiles: whether this is a driver that can talk is
/// seen when it is loaded, which its first run would have to wait for anyway.
fn prove(built: &Built, folder: &Path) -> Result<(), CliError> {
    let name = folder.display().to_string();
    let settings = prepare::settings(false)?;
    match shelf::load(&prepare::engine()?, &settings, &name, &built.component) {
        Ok(driver) => talks(&driver).map_err(|error| {
            CliError::new(
                format!("the profile in {name}: {error}"),
                "correct it: in profile.toml, in [profile] of driver.toml, or where the code says it",
            )
        }),
        Err(error @ (LoadError::Description { .. } | LoadError::Fault { .. })) => Err(CliError::new(
            &error,
            "its code has to export a description and a parsing, and its `describe` has to give every field that the \
             contract names",
        )),
        Err(error) => Err(error.into()),
    }
}

/// Whether a session can begin with what a driver says of its devices; one that only parses says nothing.
pub(super) fn talks(driver: &Driver) -> Result<(), ProfileError> {
    let profile = driver.description().profile.as_ref();
    profile.map_or(Ok(()), |spec| Profile::compile(spec).map(drop))
}

fn one_platform(args: &Args, folder: &Path, platform: &str, begun: Instant) -> Done {
    let mut shelf = Shelf::new(prepare::engine()?, Permissions::default());
    let like = like(&mut shelf, platform);
    let built = TemplateBuilder::new()?.collection(folder, platform, like.as_ref())?;
    match &like {
        Some(like) if like.profile.is_some() => Message::note(format!(
            "it runs commands too: prompts, paging and errors are those of nethost's own driver {} {}",
            like.platform, like.version
        )),
        _ => Message::note(format!("it only parses: nethost has no profile for {platform}"))
            .hint("to run commands with it, write a driver.toml with a [profile] beside the templates"),
    }
    .show();
    finish(args, &built, &output(args, Path::new(platform)), begun)
}

fn every_platform(args: &Args, folder: &Path) -> Done {
    let Some(output) = &args.output else {
        return Err(CliError::new(
            "--every-platform makes many files, and there is no folder for them",
            "name it: -o DIR",
        ));
    };
    let mut shelf = Shelf::new(prepare::engine()?, Permissions::default());
    let builder = TemplateBuilder::new()?;
    let mut wrong = 0;
    let platforms = build::platforms(folder)?;
    for platform in &platforms {
        let begun = Instant::now();
        let like = like(&mut shelf, platform);
        let file = output.join(platform).with_extension("wasm");
        let made = builder
            .collection(folder, platform, like.as_ref())
            .and_then(|built| Ok((build::write(&built, &file)?, built)));
        match made {
            Ok((changed, built)) => tell(args, &described(&built, &file, changed, begun))?,
            // One that cannot be built does not keep the others from being built.
            Err(error) => {
                wrong += 1;
                Message::error(format!("{platform}: {error}"))
                    .hint(error.hint())
                    .show();
            }
        }
    }
    if wrong == 0 {
        return Ok(0);
    }
    Err(CliError::new(
        format!("{wrong} of {} drivers could not be built", platforms.len()),
        "the others are ready",
    ))
}

/// What nethost's own driver of the platform says of itself, if there is one.
fn like(shelf: &mut Shelf, platform: &str) -> Option<Description> {
    let driver = shelf.for_platform(platform).ok()?;
    Some(driver.description().clone())
}

fn finish(args: &Args, built: &Built, output: &Path, begun: Instant) -> Done {
    let changed = build::write(built, output)?;
    tell(args, &described(built, output, changed, begun))?;
    Ok(0)
}

fn tell(args: &Args, built: &BuiltFile) -> io::Result<()> {
    if args.json {
        return built.write_json(&mut io::stdout().lock());
    }
    built.message().show();
    Ok(())
}

/// Where the component goes: where the user says, or a file of the name in the folder that the command runs in.
fn output(args: &Args, named: &Path) -> PathBuf {
    if let Some(output) = &args.output {
        return output.clone();
    }
    let whole = named.canonicalize().unwrap_or_else(|_| named.to_owned());
    let stem = whole.file_stem().unwrap_or_else(|| "driver".as_ref());
    Path::new(stem).with_extension("wasm")
}

fn described(built: &Built, output: &Path, changed: bool, begun: Instant) -> BuiltFile {
    BuiltFile {
        file: output.display().to_string(),
        changed,
        size: built.component.len(),
        made_ready: built.component.len().saturating_sub(built.size_before),
        contract: built.contract.clone(),
        imports: built.imports.clone(),
        digest: built.digest.to_string(),
        elapsed: begun.elapsed(),
    }
}
