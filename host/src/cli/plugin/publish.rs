//! `nethost plugin publish`: a driver into an OCI registry.

use crate::{
    cli::{
        error::{CliError, Done},
        prepare,
    },
    inventory::SystemSecrets,
    plugin::{
        shelf,
        store::{
            Source, fetch,
            fetch::signature,
            logins::UserLogins,
            parcel::Label,
            publish::{Before, publish as send},
            reference::Reference,
            remote::DockerLogins,
        },
        trust::{self, Signed},
    },
    report::Message,
};
use std::{
    io::{self, Write},
    path::PathBuf,
};

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The driver: a .wasm file, as `nethost plugin build` makes it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where it goes: registry/repository:version, with or without oci:// in front.
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// Its signature; without it FILE.minisig, if that is there.
    #[arg(long, value_name = "FILE.minisig")]
    signature: Option<PathBuf>,
    /// Replace what has this version there already.
    #[arg(long)]
    force: bool,
}

pub(super) fn publish(args: &Args) -> Done {
    let reference = reference(&args.reference)?;
    // It is the author's own: whether it may have an empty WASI, those decide who install it.
    let settings = prepare::settings(true)?;
    let logins = UserLogins::new(&settings, &SystemSecrets, DockerLogins::of_this_user());
    if args.file.is_dir() {
        return Err(CliError::new(
            format!("{} is a folder", args.file.display()),
            format!(
                "build it, and publish the file: nethost plugin build {}",
                args.file.display()
            ),
        ));
    }
    let fetched = fetch(&Source::file(&args.file), &logins)?;
    let signature = match &args.signature {
        Some(file) => Some(signature(file)?),
        None => fetched.signature,
    };
    let name = args.file.display().to_string();
    let driver = shelf::load(&prepare::engine()?, &settings, &name, &fetched.wasm)?;
    let description = driver.description();
    let label = Label {
        platform: description.platform.clone(),
        vendor: description.vendor.clone(),
        version: description.version.clone(),
    };
    let by = trust::verify(&fetched.wasm, signature.as_deref(), settings.trusted_keys())
        .map_err(|error| CliError::new(format!("{}: {error}", args.file.display()), error.hint()))?;
    let published = send(fetched.wasm, signature, &label, &reference, args.force, &logins)?;
    let mut told = format!(
        "{} {} is {}, {}",
        label.platform,
        label.version,
        match published.before {
            Before::Nothing => "published",
            Before::Same => "there already",
            Before::Other(_) => "published in place of another",
        },
        match by {
            Signed::No => "not signed".into(),
            Signed::Unknown { key_id } => format!("signed by the key {key_id}"),
            Signed::By { name, .. } => format!("signed by {name}"),
        }
    );
    if let Before::Other(digest) = published.before {
        told.push_str("; that one was ");
        told.push_str(&digest.to_string());
    }
    Message::note(told)
        .hint(format!("nethost plugin install oci://{reference}"))
        .show();
    let mut out = io::stdout().lock();
    writeln!(out, "{}", published.manifest)?;
    out.flush()?;
    Ok(0)
}

fn reference(text: &str) -> Result<Reference, CliError> {
    let whole = match text.split_once("://") {
        Some(_) => text.to_owned(),
        None => format!("oci://{text}"),
    };
    match whole.parse::<Source>() {
        Ok(Source::Oci(reference)) => Ok(reference),
        Ok(_) => Err(CliError::new(
            format!("\"{text}\" is no registry's reference"),
            "drivers are published to OCI registries: registry.example/acme/os:1.0.0",
        )),
        Err(error) => Err(CliError::new(&error, error.hint())),
    }
}
