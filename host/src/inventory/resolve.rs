//! Makes devices of entries: reads the secrets that the entries refer to, each source once.

use super::{
    device::{Answer, Credentials, Device, JumpHost, PromptAnswer},
    entry::{AnswerEntry, AnswerValue, DeviceEntry, Inventory, JumpEntry, SecretField, SecretValue},
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
        // Sources sort by what they cost: environment, file, keyring, command, prompt.
        for (source, field) in self.sources() {
            if !failures.is_empty() && !matches!(source, SecretSource::Env(_) | SecretSource::File(_)) {
                break;
            }
            match reader.read(source) {
                Ok(reading) => {
                    if let Some((message, hint)) = reading.warning {
                        warnings.push(Warning {
                            file: None,
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
        let mut maker = Maker {
            secrets,
            answers: HashMap::new(),
            jumps: HashMap::new(),
        };
        let devices = self.devices.iter().map(|entry| maker.device(entry)).collect();
        Ok(Resolved { devices, warnings })
    }

    /// Each source with the first field that names it.
    fn sources(&self) -> BTreeMap<&SecretSource, &SecretField> {
        let mut sources = BTreeMap::new();
        for entry in &self.devices {
            for field in entry.secrets() {
                if let SecretValue::From(source) = &field.value {
                    sources.entry(source).or_insert(&**field);
                }
            }
        }
        sources
    }
}

/// Makes devices; what entries share, their devices share too.
struct Maker<'a> {
    secrets: HashMap<&'a SecretSource, Secret>,
    /// By the list's address.
    answers: HashMap<*const AnswerEntry, Arc<[PromptAnswer]>>,
    /// By the entry's address.
    jumps: HashMap<*const JumpEntry, Arc<JumpHost>>,
}

impl Maker<'_> {
    fn device(&mut self, entry: &DeviceEntry) -> Device {
        let answers = self.answers(&entry.answers);
        Device {
            name: entry.name.to_string(),
            host: entry.host.to_string(),
            port: entry.port,
            platform: entry.platform.as_deref().unwrap_or_default().to_owned(),
            groups: entry.groups.iter().map(ToString::to_string).collect(),
            fallbacks: entry
                .fallbacks
                .iter()
                .map(|one| Credentials {
                    username: one.username.to_string(),
                    password: self.secret(one.password.as_ref()),
                    enable: self.secret(one.enable.as_ref()),
                    keys: one.keys.to_vec(),
                    passphrase: self.secret(one.passphrase.as_ref()),
                    answers: Arc::clone(&answers),
                })
                .collect(),
            credentials: Credentials {
                username: entry.username.to_string(),
                password: self.secret(entry.password.as_ref()),
                enable: self.secret(entry.enable.as_ref()),
                keys: entry.keys.to_vec(),
                passphrase: self.secret(entry.passphrase.as_ref()),
                answers,
            },
            protocol: entry.protocol,
            jump: entry.jump.as_ref().map(|jump| self.jump(jump)),
            ssh: entry.ssh.clone(),
            timeouts: entry.timeouts,
            profile: entry.profile.as_deref().cloned().unwrap_or_default(),
        }
    }

    fn jump(&mut self, entry: &Arc<JumpEntry>) -> Arc<JumpHost> {
        let key = Arc::as_ptr(entry);
        if let Some(known) = self.jumps.get(&key) {
            return Arc::clone(known);
        }
        let made = Arc::new(JumpHost {
            device: self.device(&entry.host),
            sessions: entry.sessions,
        });
        self.jumps.insert(key, Arc::clone(&made));
        made
    }

    fn answers(&mut self, entries: &Arc<[AnswerEntry]>) -> Arc<[PromptAnswer]> {
        let key = entries.as_ptr();
        if let Some(known) = self.answers.get(&key) {
            return Arc::clone(known);
        }
        let made: Arc<[PromptAnswer]> = entries
            .iter()
            .filter_map(|entry| {
                Some(PromptAnswer {
                    pattern: entry.pattern.clone(),
                    answer: match &entry.answer {
                        AnswerValue::Text(text) => Answer::Text(text.clone()),
                        AnswerValue::Command(words) => Answer::Command(Arc::clone(words)),
                        AnswerValue::Secret(field) => Answer::Secret(self.secret(Some(field))?),
                    },
                })
            })
            .collect();
        self.answers.insert(key, Arc::clone(&made));
        made
    }

    /// None where there is no field: a source that could not be read has ended the making before.
    fn secret(&self, field: Option<&Arc<SecretField>>) -> Option<Secret> {
        match &field?.value {
            SecretValue::Literal(secret) => Some(secret.clone()),
            SecretValue::From(source) => self.secrets.get(source).cloned(),
        }
    }
}
