//! Logging in: which proofs of identity are tried, in which order.
//!
//! The device is asked first what it accepts. Then come the inventory's keys in their order, then the password: as
//! `password` where the device offers that, else as the answer to a keyboard-interactive question. A password is
//! sent once in a login at most, since a device that counts failures before it locks an account counts each.

use super::{
    handler::{Ending, Handler, Lost},
    keys::{KeyError, KeyStore},
};
use crate::inventory::device::{Credentials, SshOptions};
use russh::{
    MethodKind, MethodSet,
    client::{AuthResult, Handle, KeyboardInteractiveAuthResponse as Reply, Prompt},
    keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg},
};
use std::{path::Path, sync::Arc};
use thiserror::Error;

/// Rounds of questions in one keyboard-interactive login. A password and a notice are two; this bounds a device
/// that asks for ever.
const MAX_ROUNDS: usize = 8;

#[derive(Debug, Error)]
pub enum AuthError {
    #[error(
        "the device refused {username:?} with {}; it accepts {}",
        list(tried, "nothing"),
        list(offered, "nothing else")
    )]
    Refused {
        username: String,
        tried: Vec<String>,
        offered: Vec<String>,
        legacy_helps: bool,
    },
    #[error(
        "there is nothing to log in with as {username:?}: the device accepts {}",
        list(offered, "nothing")
    )]
    NoCredential { username: String, offered: Vec<String> },
    #[error(
        "the device accepted {} of {username:?} and asks for more: {}",
        list(accepted, "nothing"),
        list(offered, "nothing")
    )]
    MoreNeeded {
        username: String,
        accepted: Vec<String>,
        offered: Vec<String>,
    },
    #[error("the device asks {prompt:?} while logging in, and the inventory has no answer to that")]
    Unanswerable { prompt: String },
    #[error("{lost} while logging in{}", if *sent_secret { ", after the password was sent" } else { "" })]
    Lost { lost: Lost, sent_secret: bool },
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl AuthError {
    pub(in crate::transport) fn kind(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "auth_refused",
            Self::NoCredential { .. } => "no_credential",
            Self::MoreNeeded { .. } => "auth_incomplete",
            Self::Unanswerable { .. } => "auth_question",
            Self::Lost { .. } => "auth_closed",
            Self::Key(error) => error.kind(),
        }
    }

    pub(in crate::transport) fn hint(&self) -> Option<String> {
        let offers = |method: &str, offered: &[String]| offered.iter().any(|offered| offered == method);
        Some(match self {
            Self::Refused {
                legacy_helps: true, ..
            } => "the device takes RSA keys only with SHA-1: ssh = { legacy = true }".to_owned(),
            Self::Refused { .. } => {
                "check the username, and where the inventory takes the password or key from".to_owned()
            }
            Self::NoCredential { offered, .. } if offers("publickey", offered) && offered.len() == 1 => {
                "add keys = [\"FILE\"] to the device, its group or the defaults".to_owned()
            }
            Self::NoCredential { .. } => {
                "add password = { env = \"NAME\" } to the device, its group or the defaults".to_owned()
            }
            Self::MoreNeeded { .. } => {
                "add what it asks for to the inventory, where it can be given there".to_owned()
            }
            Self::Unanswerable { .. } => {
                "only a password can be given without a person: let this user in with a key or password alone"
                    .to_owned()
            }
            Self::Lost {
                sent_secret: true, ..
            } => "some devices close the connection when they refuse a password: check it".to_owned(),
            Self::Lost { .. } => return None,
            Self::Key(error) => error.hint().to_owned(),
        })
    }
}

fn list(words: &[String], none: &str) -> String {
    if words.is_empty() {
        none.to_owned()
    } else {
        words.join(", ")
    }
}

/// What an attempt came to.
enum Answer {
    In,
    Refused,
    /// Accepted, and another proof is wanted.
    Further,
}

pub(super) async fn log_in(
    handle: &mut Handle<Handler>,
    credentials: &Credentials,
    options: &SshOptions,
    store: &KeyStore,
    ending: &Ending,
) -> Result<(), AuthError> {
    let mut login = Login {
        handle,
        credentials,
        ending,
        offered: MethodSet::empty(),
        tried: Vec::new(),
        accepted: Vec::new(),
        further: false,
        sent_secret: false,
    };
    // Also lets in where a device has no login at all, or has one of its own inside the shell.
    let answer = login.handle.authenticate_none(&credentials.username).await;
    if let Answer::In = login.took(answer)? {
        return Ok(());
    }
    let mut keys = credentials.keys.iter();
    let mut legacy_helps = false;
    loop {
        let answer = if login.offers(MethodKind::PublicKey)
            && let Some(path) = keys.next()
        {
            let key = store.load(path, credentials.passphrase.as_ref()).await?;
            if let Ok(hash) = login.hash_for(&key, options.legacy).await? {
                login.key(path, key, hash).await?
            } else {
                legacy_helps = true;
                login
                    .tried
                    .push(format!("key {} (not sent: SHA-1 only)", path.display()));
                continue;
            }
        } else if credentials.password.is_some() && !login.sent_secret && login.offers(MethodKind::Password) {
            login.password().await?
        } else if credentials.password.is_some()
            && !login.sent_secret
            && login.offers(MethodKind::KeyboardInteractive)
        {
            login.questions().await?
        } else {
            return Err(login.given_up(legacy_helps));
        };
        login.further = matches!(answer, Answer::Further);
        match answer {
            Answer::In => return Ok(()),
            Answer::Refused if login.sent_secret => return Err(login.given_up(legacy_helps)),
            Answer::Refused => {}
            Answer::Further => login.accepted.extend(login.tried.last().cloned()),
        }
    }
}

/// The device takes RSA keys only with a hash that is not safe.
struct NeedsSha1;

struct Login<'a> {
    handle: &'a mut Handle<Handler>,
    credentials: &'a Credentials,
    ending: &'a Ending,
    /// What the device accepts next, as it said last.
    offered: MethodSet,
    tried: Vec<String>,
    accepted: Vec<String>,
    /// The last proof was accepted, and another is wanted.
    further: bool,
    sent_secret: bool,
}

impl Login<'_> {
    fn offers(&self, method: MethodKind) -> bool {
        self.offered.contains(&method)
    }

    async fn key(
        &mut self,
        path: &Path,
        key: Arc<PrivateKey>,
        hash: Option<HashAlg>,
    ) -> Result<Answer, AuthError> {
        self.tried.push(format!("key {}", path.display()));
        let key = PrivateKeyWithHashAlg::new(key, hash);
        let answer = self
            .handle
            .authenticate_publickey(&self.credentials.username, key)
            .await;
        self.took(answer)
    }

    /// The hash to sign with: what the device says that it takes (`server-sig-algs`, RFC 8308), the strongest first.
    /// A device that says nothing of it is older than that, so it is given SHA-1 where that is allowed.
    async fn hash_for(
        &mut self,
        key: &PrivateKey,
        legacy: bool,
    ) -> Result<Result<Option<HashAlg>, NeedsSha1>, AuthError> {
        if !key.algorithm().is_rsa() {
            return Ok(Ok(None));
        }
        match self.handle.best_supported_rsa_hash().await {
            Ok(Some(Some(hash))) => Ok(Ok(Some(hash))),
            Ok(Some(None) | None) if legacy => Ok(Ok(None)),
            Ok(Some(None)) => Ok(Err(NeedsSha1)),
            Ok(None) => Ok(Ok(Some(HashAlg::Sha512))),
            Err(error) => Err(self.lost(&error)),
        }
    }

    async fn password(&mut self) -> Result<Answer, AuthError> {
        let Some(password) = &self.credentials.password else {
            return Ok(Answer::Refused);
        };
        self.tried.push("password".to_owned());
        self.sent_secret = true;
        let answer = self
            .handle
            .authenticate_password(&self.credentials.username, password.expose())
            .await;
        self.took(answer)
    }

    /// Keyboard-interactive (RFC 4256): the device asks, the password answers what asks like a password.
    async fn questions(&mut self) -> Result<Answer, AuthError> {
        self.tried.push("keyboard-interactive".to_owned());
        let mut answered = None;
        let mut reply = self
            .handle
            .authenticate_keyboard_interactive_start(&self.credentials.username, None)
            .await;
        for _ in 0..MAX_ROUNDS {
            let prompts = match reply {
                Ok(Reply::Success) => return Ok(Answer::In),
                Ok(Reply::Failure {
                    remaining_methods,
                    partial_success,
                }) => {
                    return self.took(Ok(AuthResult::Failure {
                        remaining_methods,
                        partial_success,
                    }));
                }
                Ok(Reply::InfoRequest { prompts, .. }) => prompts,
                Err(error) => return Err(self.lost(&error)),
            };
            let answers = match (prompts.as_slice(), &self.credentials.password) {
                ([], _) => Vec::new(),
                // The same question again is a refusal.
                ([one], _) if answered.as_ref() == Some(&one.prompt) => return Ok(Answer::Refused),
                ([Prompt { prompt, echo: false }], Some(password)) if !self.sent_secret => {
                    self.sent_secret = true;
                    answered = Some(prompt.clone());
                    vec![password.expose().to_owned()]
                }
                (prompts, _) => {
                    let odd = prompts.iter().find(|prompt| prompt.echo).or(prompts.last());
                    let prompt = odd.map(|odd| super::printable(&odd.prompt)).unwrap_or_default();
                    return Err(AuthError::Unanswerable { prompt });
                }
            };
            reply = self
                .handle
                .authenticate_keyboard_interactive_respond(answers)
                .await;
        }
        Ok(Answer::Refused)
    }

    fn took(&mut self, answer: Result<AuthResult, russh::Error>) -> Result<Answer, AuthError> {
        match answer {
            Ok(AuthResult::Success) => Ok(Answer::In),
            Ok(AuthResult::Failure { .. }) if self.ending.get() == Some(&Lost::NoMethodLeft) => {
                self.offered = MethodSet::empty();
                Ok(Answer::Refused)
            }
            // The library reports a connection that is gone as a refusal that offers nothing.
            Ok(AuthResult::Failure {
                remaining_methods, ..
            }) if remaining_methods.is_empty() && self.handle.is_closed() => {
                Err(self.lost(&russh::Error::Disconnect))
            }
            Ok(AuthResult::Failure {
                remaining_methods,
                partial_success,
            }) => {
                self.offered = remaining_methods;
                Ok(if partial_success {
                    Answer::Further
                } else {
                    Answer::Refused
                })
            }
            Err(error) => Err(self.lost(&error)),
        }
    }

    fn lost(&self, error: &russh::Error) -> AuthError {
        let lost = self.ending.get().cloned().unwrap_or_else(|| Lost::from(error));
        AuthError::Lost {
            lost,
            sent_secret: self.sent_secret,
        }
    }

    fn given_up(self, legacy_helps: bool) -> AuthError {
        let username = self.credentials.username.clone();
        let offered = self.offered.iter().map(String::from).collect();
        if self.further {
            AuthError::MoreNeeded {
                username,
                accepted: self.accepted,
                offered,
            }
        } else if self.tried.is_empty() {
            AuthError::NoCredential { username, offered }
        } else {
            AuthError::Refused {
                username,
                tried: self.tried,
                offered,
                legacy_helps,
            }
        }
    }
}
