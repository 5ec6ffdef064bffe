//! Installed drivers, one on a line.

use crate::{
    plugin::store::Entry,
    report::{Terminal, grid::Grid},
};
use serde::Serialize;
use std::io::{self, Write};

/// A driver that can be used.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    pub platform: String,
    pub aliases: Vec<String>,
    pub vendor: String,
    pub version: String,
    pub contract: String,
    /// `sha256:` and 64 digits.
    pub digest: String,
    /// Bytes of the component.
    pub size: u64,
    pub source: String,
    /// What the source was when it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<String>,
    /// `not signed`, `unknown key`, `cannot be verified`, or the name of a trusted key.
    pub signature: String,
    /// The number of the key that is said to have signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installed_at: Option<String>,
    #[serde(skip)]
    pub short: String,
}

impl Listed {
    /// Of the store.
    pub fn installed(entry: &Entry, signature: String) -> Self {
        Self {
            platform: entry.platform.clone(),
            aliases: entry.aliases.clone(),
            vendor: entry.vendor.clone(),
            version: entry.version.clone(),
            contract: entry.contract.clone(),
            digest: entry.digest.to_string(),
            size: entry.size,
            source: entry.source.to_string(),
            resolved: Some(entry.resolved.to_string()),
            signature,
            key: entry.key.clone(),
            installed_at: Some(entry.installed_at.to_string()),
            short: entry.digest.short(),
        }
    }
}

/// Writes a table, or one JSON array.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_list(out: &mut dyn Write, drivers: &[Listed], json: bool, terminal: Terminal) -> io::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, drivers)?;
        return writeln!(out);
    }
    if drivers.is_empty() {
        return Ok(());
    }
    let grid = Grid {
        columns: vec!["platform", "version", "contract", "digest", "signature", "source"],
        rows: || {
            drivers.iter().map(|it| {
                vec![
                    it.platform.as_str(),
                    &it.version,
                    &it.contract,
                    &it.short,
                    &it.signature,
                    &it.source,
                ]
            })
        },
    };
    grid.write(out, terminal.width)
}
