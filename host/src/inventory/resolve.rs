//! Makes devices of entries: reads the secrets that the entries refer to, each source once.

use super::{
    device::{Credentials, Device},
    entry::{DeviceEntry, Inventory, SecretField, SecretValue},
    error::{InventoryError, Mistake, Warning},
    secret::Secret,
    source::{SecretReader, SecretSource},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Devices that can be connected to.
#[derive(Debug)]
pub struct Resolved {
    /// In the inventory's order.
    pub devices: Vec<Device>,
    /// Of the places that secrets came from.
    pub warnings: Vec<Warning>,
}

impl Inventory {
    /// Reads the secrets of these devices, and of no others, each source once.
    ///
    /// Cheap sources are read first: nobody types a password, and no program is run, for a run that then ends
    /// because a variable is not set.
    ///
    /// # Errors
    /// All sources that cannot be read, with the places that name them.
    pub fn resolve(&self, reader: &dyn SecretReader) -> Result<Resolved, InventoryError> {
        let mut secrets = HashMap::new();
        let mut warnings = Vec::new();
        let mut failures = Vec::new();
        // Sources sort by what they cost: environment, file, command, prompt.
        for (source, field) in self.sources() {
            if !failures.is_empty() && matches!(source, SecretSource::Command(_) | SecretSource::Prompt(_)) {
                break;
            }
            match reader.read(source) {
                Ok(reading) => {
                    if let Some((message, hint)) = reading.warning {
                        warnings.push(Warning {
                            line: field.place.line,
                            message,
                            hint,
                        });
                    }
                    secrets.insert(source, reading.secret);
                }
                Err(failure) => failures.push(Mistake {
                    place: field.place,
                    field: field.field.clone(),
                    message: failure.message,
                    hint: failure.hint,
                }),
            }
        }
        if !failures.is_empty() {
            failures.sort_by_key(|failure| failure.place);
            return Err(InventoryError::Secrets {
                file: self.file.to_string(),
                failures,
            });
        }
        let devices = self.devices.iter().map(|entry| device(entry, &secrets)).collect();
        Ok(Resolved { devices, warnings })
    }

    /// Each source with the first field that names it.
    fn sources(&self) -> BTreeMap<&SecretSource, &SecretField> {
        let mut sources = BTreeMap::new();
        for entry in &self.devices {
            for field in [&entry.password, &entry.enable, &entry.passphrase]
                .into_iter()
                .flatten()
            {
                if let SecretValue::From(source) = &field.value {
                    sources.entry(source).or_insert(&**field);
                }
            }
        }
        sources
    }
}

fn device(entry: &DeviceEntry, secrets: &HashMap<&SecretSource, Secret>) -> Device {
    let secret = |field: &Option<Arc<SecretField>>| match &field.as_ref()?.value {
        SecretValue::Literal(secret) => Some(secret.clone()),
        SecretValue::From(source) => secrets.get(source).cloned(),
    };
    Device {
        name: entry.name.to_string(),
        host: entry.host.to_string(),
        port: entry.port,
        platform: entry.platform.as_deref().unwrap_or_default().to_owned(),
        groups: entry.groups.iter().map(ToString::to_string).collect(),
        credentials: Credentials {
            username: entry.username.to_string(),
            password: secret(&entry.password),
            enable: secret(&entry.enable),
            keys: entry.keys.to_vec(),
            passphrase: secret(&entry.passphrase),
            answers: Arc::default(),
        },
        protocol: entry.protocol,
        fallbacks: Vec::new(),
        jump: None,
        ssh: entry.ssh.clone(),
        timeouts: entry.timeouts,
        profile: entry.profile.as_deref().cloned().unwrap_or_default(),
    }
}
