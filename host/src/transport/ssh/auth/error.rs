//! Why a login failed. No variant holds a secret.

use super::{
    agent::AgentError,
    progress::Waiting,
    questions::{NoAnswer, line_for},
};
use crate::{
    inventory::source::SecretFailure,
    transport::ssh::{NothingToOffer, handler::Lost, keys::KeyError, seconds},
};
use std::time::Duration;
use thiserror::Error;

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
        /// Whether RSA keys would be let in if they signed with SHA-1.
        sha1: Help,
    },
    #[error(
        "there is nothing to log in with as {username:?}: the device accepts {}{}",
        list(offered, "nothing"),
        agent.as_ref().map(|why| format!("; {why}")).unwrap_or_default()
    )]
    NoCredential {
        username: String,
        offered: Vec<String>,
        /// Why the agent had nothing, where it was asked.
        agent: Option<String>,
    },
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
    Unanswerable { prompt: String, why: NoAnswer },
    #[error("the device asks {prompt:?} while logging in, and {}", failure.message)]
    NoAnswer { prompt: String, failure: SecretFailure },
    #[error("it took more than {}: {waiting}", seconds(*after))]
    Timeout { after: Duration, waiting: Waiting },
    #[error("{lost} while logging in{}", if *sent_secret { ", after the password was sent" } else { "" })]
    Lost { lost: Lost, sent_secret: bool },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Agent(#[from] AgentError),
    #[error(transparent)]
    Algorithms(#[from] NothingToOffer),
}

/// Whether something would help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Help {
    No,
    Perhaps,
    Surely,
}

impl AuthError {
    pub(in crate::transport) fn kind(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "auth_refused",
            Self::NoCredential { .. } => "no_credential",
            Self::MoreNeeded { .. } => "auth_incomplete",
            Self::Unanswerable { .. } => "auth_question",
            Self::NoAnswer { .. } => "auth_no_answer",
            Self::Timeout { .. } => "login_timeout",
            Self::Lost { .. } => "auth_closed",
            Self::Key(error) => error.kind(),
            Self::Agent(error) => error.kind(),
            Self::Algorithms(_) => "no_algorithm_left",
        }
    }

    pub(in crate::transport) fn hint(&self) -> Option<String> {
        let offers = |method: &str, offered: &[String]| offered.iter().any(|offered| offered == method);
        Some(match self {
            Self::Refused {
                sha1: Help::Surely, ..
            } => "the device takes RSA keys only with SHA-1: ssh = { legacy = true }".to_owned(),
            Self::Refused { sha1, .. } => {
                let or = match sha1 {
                    Help::No | Help::Surely => "",
                    Help::Perhaps => "; an old device may take RSA keys only with SHA-1: ssh = { legacy = true }",
                };
                format!("check the username, and where the inventory takes the password or key from{or}")
            }
            Self::NoCredential { offered, .. } if offers("publickey", offered) && offered.len() == 1 => {
                "add keys = [\"FILE\"] to the device, its group or the defaults".to_owned()
            }
            Self::NoCredential { .. }
            | Self::Unanswerable {
                why: NoAnswer::NoPassword,
                ..
            } => "add password = { env = \"NAME\" } to the device, its group or the defaults".to_owned(),
            Self::MoreNeeded { .. } => {
                "add what it asks for to the inventory, where it can be given there".to_owned()
            }
            Self::Unanswerable {
                why: NoAnswer::NewPassword,
                ..
            } => "the password has expired: log in by hand once and give the account a new one".to_owned(),
            Self::Unanswerable { prompt, .. } => format!(
                "add an answer (text, or {{ env = … }}, {{ file = … }}, {{ command = [\"PROGRAM\"] }}) to the device, its group or \
                 the defaults: {}",
                line_for(prompt)
            ),
            Self::NoAnswer { failure, .. } => failure.hint.clone(),
            Self::Timeout { waiting, .. } => match waiting {
                Waiting::Verdict => {
                    "the password may have expired: log in by hand once; a login server may be overloaded: lower \
                     --login-rate"
                }
                Waiting::Notice(_) | Waiting::Answered(_) => {
                    "whoever has to approve the login needs more time: raise timeouts.login"
                }
                Waiting::Agent(_) => "it may wait for somebody to confirm, or to touch a security token",
                Waiting::Command(_) => "does it wait for somebody to type? Run it by hand to see whether it works",
                Waiting::Device => "a slow device needs a longer timeouts.login",
            }
            .to_owned(),
            Self::Lost {
                sent_secret: true, ..
            } => "some devices close the connection when they refuse a password: check it".to_owned(),
            Self::Lost { .. } => return None,
            Self::Key(error) => error.hint().to_owned(),
            Self::Agent(error) => error.hint().to_owned(),
            Self::Algorithms(_) => "name one that is spoken, or take the list off the inventory".to_owned(),
        })
    }

    /// Whether the same login may succeed a little later. One for which a person was asked is not tried again by
    /// itself: they would be asked again.
    pub(in crate::transport) fn is_transient(&self) -> bool {
        match self {
            Self::Lost { sent_secret, .. } => !sent_secret,
            Self::Timeout { waiting, .. } => matches!(waiting, Waiting::Device | Waiting::Verdict),
            _ => false,
        }
    }
}

fn list(words: &[String], none: &str) -> String {
    if words.is_empty() {
        none.to_owned()
    } else {
        words.join(", ")
    }
}
