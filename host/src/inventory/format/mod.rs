//! Inventory files by their format, which their ending tells: text in, an inventory out.
//!
//! A format makes a `Document` of its text; everything after that is the same for all of them.

pub(crate) mod toml;

use super::{
    document::{Document, SshConfigChoice},
    entry::Inventory,
    error::{InventoryError, Mistake, Warning},
    merge::merge,
    paths::Paths,
    ssh_config::SshConfig,
    surroundings::Surroundings,
};
use crate::system_text;
use std::{fs::File, io::Read, path::Path};
use zeroize::Zeroizing;

/// A hundred times what ten thousand devices need; more is not an inventory.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// What reading a text gave: all that could be understood of it, and all that is wrong.
struct Outcome {
    document: Document,
    mistakes: Vec<Mistake>,
    /// False where the text is not even of its format: then what seems to be missing may only be hidden.
    whole: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Toml,
}

impl Format {
    fn of(file: &str) -> Result<Self, InventoryError> {
        let unknown = |problem| InventoryError::UnknownFormat {
            file: file.to_owned(),
            problem,
        };
        match Path::new(file).extension() {
            Some(ending) if ending == "toml" => Ok(Self::Toml),
            Some(ending) => Err(unknown(format!(
                "inventories ending in .{} cannot be read, only .toml",
                ending.display()
            ))),
            None => Err(unknown(
                "the file's name has no ending that tells its format, such as .toml".into(),
            )),
        }
    }
}

/// Reads an inventory file. Its ending says its format; `.toml` is the one that there is.
///
/// No secret is read, no name is looked up; of the user's files only the ssh configuration is read.
pub fn load(path: &Path) -> Result<Inventory, InventoryError> {
    load_for(path, &Surroundings::of_this_user())
}

/// Reads an inventory file for a user.
pub fn load_for(path: &Path, surroundings: &Surroundings) -> Result<Inventory, InventoryError> {
    let file = path.display().to_string();
    Format::of(&file)?;
    let unreadable = |error: std::io::Error| InventoryError::Unreadable {
        file: file.clone(),
        reason: system_text::of_file(&error),
    };
    let mut bytes = Zeroizing::new(Vec::new());
    let mut source = File::open(path).map_err(unreadable)?;
    source
        .by_ref()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(InventoryError::TooLarge { file, limit: LARGEST });
    }
    let text = str::from_utf8(&bytes).map_err(|error| InventoryError::NotText {
        file: file.clone(),
        line: bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count(),
    })?;
    let mut inventory = parse_for(&file, text, surroundings)?;
    if let Some(warning) = open_to_all(&source, &inventory) {
        inventory.warnings.push(warning);
    }
    Ok(inventory)
}

/// Reads an inventory's text. The name's ending says its format; its folder is where relative paths begin.
pub fn parse(name: &str, text: &str) -> Result<Inventory, InventoryError> {
    parse_for(name, text, &Surroundings::of_this_user())
}

/// Reads an inventory's text for a user.
pub fn parse_for(name: &str, text: &str, surroundings: &Surroundings) -> Result<Inventory, InventoryError> {
    let paths = Paths::of(Path::new(name), surroundings.home.clone());
    let Outcome {
        document,
        mut mistakes,
        whole,
    } = match Format::of(name)? {
        Format::Toml => toml::read(text, &paths),
    };
    let inventory = if whole {
        match ssh_config(&document, surroundings, &mut mistakes) {
            Ok(config) => Some(merge(
                name,
                document,
                config.as_ref(),
                surroundings,
                &mut mistakes,
            )),
            Err(error) if mistakes.is_empty() => return Err(error),
            // What the configuration says of users and jump hosts would seem to be missing.
            Err(_) => None,
        }
    } else {
        None
    };
    match inventory {
        Some(inventory) if mistakes.is_empty() => Ok(inventory),
        _ => {
            mistakes.sort_by_key(|mistake| mistake.place);
            Err(InventoryError::Mistakes {
                file: name.to_owned(),
                mistakes,
            })
        }
    }
}

/// The ssh configuration that the inventory leans on.
fn ssh_config(
    document: &Document,
    surroundings: &Surroundings,
    mistakes: &mut Vec<Mistake>,
) -> Result<Option<SshConfig>, InventoryError> {
    let wrong = |problems| InventoryError::SshConfig { problems };
    match &document.ssh_config {
        SshConfigChoice::None => Ok(None),
        SshConfigChoice::Usual => SshConfig::usual(surroundings).map_err(wrong),
        SshConfigChoice::File { path, place } => match SshConfig::named(path, surroundings) {
            Ok(read) => read.map(Some).map_err(wrong),
            Err(reason) => {
                mistakes.push(Mistake {
                    place: *place,
                    field: "defaults.ssh.config".into(),
                    message: format!("{} cannot be read: {reason}", path.display()),
                    hint: "name another file, or write false where none is to be read".into(),
                });
                Ok(None)
            }
        },
    }
}

/// A file that holds secrets and that everybody may read.
fn open_to_all(file: &File, inventory: &Inventory) -> Option<Warning> {
    let line = inventory.first_literal()?;
    let mode = rustix::fs::Mode::from_raw_mode(rustix::fs::fstat(file).ok()?.st_mode);
    mode.contains(rustix::fs::Mode::ROTH).then(|| Warning {
        file: None,
        line,
        message: "the file holds secrets, and any user of this machine can read it".into(),
        hint: format!("close it: chmod 600 {}", inventory.file),
    })
}
