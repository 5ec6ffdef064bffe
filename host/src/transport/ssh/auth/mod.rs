//! Logging in: which proofs of identity are tried, in which order.
//!
//! The device is asked first what it accepts. Then come the keys, in the order that [`identity`] gives them, each asked
//! about before it signs, so that a device counts as little as possible; then the password, as `password` where the
//! device offers that, else as the answer to a keyboard-interactive question; where the inventory has answers for
//! [`questions`], those are asked for first. A password is sent once in a login at most, since a device that counts
//! failures before it locks an account counts each; once more only when the device accepted it and asks for a second
//! proof.

mod agent;
mod error;
mod identity;
mod progress;
mod questions;

pub use agent::AgentError;
pub use error::{AuthError, Help};
pub(super) use progress::Progress;
pub use progress::Waiting;
pub use questions::NoAnswer;

use super::{
    algorithms::Signing,
    handler::{Ending, Handler, Lost},
    keys::KeyStore,
};
use crate::{
    inventory::{
        device::{Credentials, SshOptions},
        secret::Secret,
        source,
    },
    transport::trace::{self, Step},
};
use agent::Agents;
use identity::{Identities, Identity, SignError, Signatory};
use questions::{Choice, Round};
use russh::{
    MethodKind, MethodSet,
    client::{AuthResult, Handle, KeyboardInteractiveAuthResponse as Reply},
    keys::{Algorithm, HashAlg},
};
use std::time::Duration;
use tokio::{sync::Semaphore, time::timeout};

/// Rounds of questions in one keyboard-interactive login. A username, a password, a token, a choice and a notice are
/// five; this bounds a device that asks for ever.
const MAX_ROUNDS: usize = 8;

/// Proofs in one login, right or wrong. Nobody has that many; this bounds a device that accepts each and wants another.
const MAX_PROOFS: usize = 64;

/// How long a connection that is gone may take to say why: no more than what its task still has to do.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Programs at once that give answers. Each is a process of its own, and most ask one and the same server.
const COMMANDS: usize = 8;

/// What the logins of one run share.
#[derive(Debug)]
pub(super) struct Means {
    pub(super) keys: KeyStore,
    agents: Agents,
    commands: Semaphore,
}

impl Default for Means {
    fn default() -> Self {
        Self {
            keys: KeyStore::default(),
            agents: Agents::default(),
            commands: Semaphore::new(COMMANDS),
        }
    }
}

/// What an attempt came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    In,
    Refused,
    /// Accepted, and another proof is wanted.
    Further,
}

/// Why a device lets us in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LetIn {
    /// It lets everybody in. It may ask in its shell who is there.
    Unasked,
    Proven,
}

pub(super) async fn log_in(
    handle: &mut Handle<Handler>,
    credentials: &Credentials,
    options: &SshOptions,
    means: &Means,
    ending: &Ending,
    progress: &Progress,
) -> Result<LetIn, AuthError> {
    let mut login = Login {
        handle,
        credentials,
        ending,
        means,
        progress,
        signing: Signing::new(options)?,
        rsa_hashes: None,
        offered: MethodSet::empty(),
        tried: Vec::new(),
        accepted: Vec::new(),
        further: false,
        sha1: Help::No,
        sent_secret: false,
        stage: Stage::default(),
    };
    let mut identities = Identities::new(credentials, &options.agent, means, progress);
    // Also lets in where a device has no login at all, or has one of its own inside the shell.
    let answer = login.handle.authenticate_none(&credentials.username).await;
    if login.took(answer).await? == Answer::In {
        login.tell(Answer::In);
        return Ok(LetIn::Unasked);
    }
    login.tell_methods();
    for _ in 0..MAX_PROOFS {
        let answer = if login.offers(MethodKind::PublicKey)
            && let Some(mut identity) = identities.next().await?
        {
            let hashes = login.hashes_for(&identity).await?;
            let Some(hash) = hashes.get(identity.refusals) else {
                let why = login.unsigned(&identity);
                identities
                    .not_sent
                    .push(format!("{} (not sent: {why})", identity.name));
                continue;
            };
            let answer = login.identity(&identity, *hash).await?;
            if answer == Answer::Refused {
                identities.refused += 1;
                identity.refusals += 1;
                if identity.refusals < hashes.len() {
                    identities.try_again(identity);
                }
            }
            answer
        } else if login.asks_first() {
            login.questions().await?
        } else if login.has_password() && login.offers(MethodKind::Password) {
            login.password().await?
        } else if login.may_be_asked() {
            login.questions().await?
        } else {
            break;
        };
        login.tell(answer);
        match answer {
            Answer::In => return Ok(LetIn::Proven),
            Answer::Refused if login.stage.sent_secret => break,
            Answer::Refused => {}
            Answer::Further => {
                login.accepted.extend(login.tried.last().cloned());
                login.stage = Stage::default();
            }
        }
        login.further = answer == Answer::Further || login.further && !login.stage.sent_secret;
    }
    Err(login.given_up(identities))
}

struct Login<'a> {
    handle: &'a mut Handle<Handler>,
    credentials: &'a Credentials,
    ending: &'a Ending,
    means: &'a Means,
    progress: &'a Progress,
    signing: Signing,
    /// What the device takes of an RSA key's signatures, once it was asked.
    rsa_hashes: Option<Vec<Option<HashAlg>>>,
    /// What the device accepts next, as it said last.
    offered: MethodSet,
    tried: Vec<String>,
    accepted: Vec<String>,
    /// The last proof was accepted, and another is wanted.
    further: bool,
    /// Whether SHA-1 would help: RSA keys could not sign without it, or were refused without it.
    sha1: Help,
    /// A secret was sent, and so a connection that closes may be a refusal.
    sent_secret: bool,
    stage: Stage,
}

/// What was done for the proof that is wanted now.
#[derive(Default)]
struct Stage {
    sent_secret: bool,
    was_asked: bool,
}

impl Login<'_> {
    /// Tells whoever looks on what the last proof came to.
    fn tell(&self, answer: Answer) {
        trace::tell(|| Step::Tried {
            method: self.tried.last().map_or("nothing", String::as_str).to_owned(),
            answer: match answer {
                Answer::In => "accepted",
                Answer::Refused => "refused",
                Answer::Further => "accepted, and another proof is wanted",
            }
            .to_owned(),
        });
        if answer == Answer::Further {
            self.tell_methods();
        }
    }

    fn tell_methods(&self) {
        trace::tell(|| Step::Methods {
            methods: self.offered.iter().map(String::from).collect(),
        });
    }

    fn offers(&self, method: MethodKind) -> bool {
        self.offered.contains(&method)
    }

    fn has_password(&self) -> bool {
        self.credentials.password.is_some() && !self.stage.sent_secret
    }

    /// Who gives answers wants to be asked.
    fn asks_first(&self) -> bool {
        !self.credentials.answers.is_empty() && self.may_be_asked()
    }

    fn may_be_asked(&self) -> bool {
        // A second proof may need no answer, only somebody's approval elsewhere.
        let has_answers = self.has_password() || !self.credentials.answers.is_empty() || self.further;
        has_answers && !self.stage.was_asked && self.offers(MethodKind::KeyboardInteractive)
    }

    async fn identity(&mut self, identity: &Identity, hash: Option<HashAlg>) -> Result<Answer, AuthError> {
        self.tried.push(identity.name.clone());
        let username = self.credentials.username.as_str();
        let mut signatory = Signatory {
            identity,
            binding: self.handle.agent_session_binding().cloned(),
            progress: self.progress,
        };
        let handle = &mut *self.handle;
        let answer = if let Some(certificate) = identity.certificate.clone() {
            let attempt = handle.authenticate_certificate_with(username, certificate, hash, &mut signatory);
            attempt.await
        } else {
            let key = identity.public.clone();
            let attempt = handle.authenticate_publickey_with(username, key, hash, &mut signatory);
            attempt.await
        };
        match answer {
            Ok(answer) => self.took(Ok(answer)).await,
            Err(SignError::Gone) => Err(self.lost(&russh::Error::Disconnect)),
            Err(error) => {
                // The device knows the key and waits for nothing: the next proof may follow.
                self.tried.pop();
                self.tried
                    .push(format!("{} (not signed: {error})", identity.name));
                Ok(Answer::Refused)
            }
        }
    }

    /// The hashes to sign with, the best first; empty when there is no way to sign with this key that both sides
    /// allow. Servers are known that say that they take a hash and refuse it, so what remains is tried after it.
    async fn hashes_for(&mut self, identity: &Identity) -> Result<Vec<Option<HashAlg>>, AuthError> {
        let certified = identity.certificate.is_some();
        if !identity.public.key_data().is_rsa() {
            let allowed = self.signing.allows(&identity.public.algorithm(), certified);
            return Ok(if allowed { vec![None] } else { Vec::new() });
        }
        let theirs = match &self.rsa_hashes {
            Some(hashes) => hashes.clone(),
            None => self.ask_rsa_hashes().await?,
        };
        let allows = |hash| self.signing.allows(&Algorithm::Rsa { hash }, certified);
        let mut hashes = theirs.clone();
        hashes.retain(|hash| allows(*hash));
        if !allows(None) {
            let only = hashes.is_empty() && theirs == [None];
            self.sha1 = self.sha1.max(if only { Help::Surely } else { Help::Perhaps });
        }
        self.rsa_hashes = Some(theirs);
        Ok(hashes)
    }

    /// What the device says that it takes (`server-sig-algs`, RFC 8308), the strongest first. A device that says
    /// nothing of it is older than that, so it is given SHA-1 first where that is allowed.
    async fn ask_rsa_hashes(&self) -> Result<Vec<Option<HashAlg>>, AuthError> {
        let (sha512, sha256) = (Some(HashAlg::Sha512), Some(HashAlg::Sha256));
        match self.handle.best_supported_rsa_hash().await {
            Ok(Some(Some(HashAlg::Sha512))) => Ok(vec![sha512, sha256, None]),
            Ok(Some(best @ Some(_))) => Ok(vec![best, None]),
            Ok(Some(None)) => Ok(vec![None]),
            Ok(None) => Ok(vec![None, sha512, sha256]),
            Err(error) => Err(self.lost(&error)),
        }
    }

    fn unsigned(&self, identity: &Identity) -> &'static str {
        if identity.public.key_data().is_rsa() && self.rsa_hashes.as_deref() == Some(&[None]) {
            "the device takes its signature with SHA-1 only"
        } else {
            "its algorithm is not among those that may sign"
        }
    }

    async fn password(&mut self) -> Result<Answer, AuthError> {
        let Some(password) = &self.credentials.password else {
            return Ok(Answer::Refused);
        };
        self.tried.push("password".to_owned());
        (self.sent_secret, self.stage.sent_secret) = (true, true);
        self.progress.waits_for(Waiting::Verdict);
        let answer = self
            .handle
            .authenticate_password(&self.credentials.username, password.expose())
            .await;
        self.progress.waits_for(Waiting::Device);
        self.took(answer).await
    }

    async fn questions(&mut self) -> Result<Answer, AuthError> {
        self.tried.push("keyboard-interactive".to_owned());
        self.stage.was_asked = true;
        let mut answered: Vec<String> = Vec::new();
        let mut reply = self
            .handle
            .authenticate_keyboard_interactive_start(&self.credentials.username, None)
            .await;
        for _ in 0..MAX_ROUNDS {
            let answers = match reply {
                Ok(Reply::Success) => return Ok(Answer::In),
                Ok(Reply::Failure {
                    remaining_methods,
                    partial_success,
                }) => {
                    self.progress.waits_for(Waiting::Device);
                    return self
                        .took(Ok(AuthResult::Failure {
                            remaining_methods,
                            partial_success,
                        }))
                        .await;
                }
                Ok(Reply::InfoRequest {
                    name,
                    instructions,
                    prompts,
                }) => {
                    let round = Round {
                        name: &name,
                        instructions: &instructions,
                        prompts: &prompts,
                    };
                    self.answers(&round, &mut answered).await?
                }
                Err(error) => return Err(self.lost(&error)),
            };
            let Some(answers) = answers else {
                // The library still waits for answers, so nothing else can be tried on this connection.
                self.stage.sent_secret = true;
                return Ok(Answer::Refused);
            };
            reply = self
                .handle
                .authenticate_keyboard_interactive_respond(answers)
                .await;
        }
        self.stage.sent_secret = true;
        Ok(Answer::Refused)
    }

    /// An answer to each prompt of a round; none when one was asked before: the same question again is a refusal.
    async fn answers(
        &mut self,
        round: &Round<'_>,
        answered: &mut Vec<String>,
    ) -> Result<Option<Vec<String>>, AuthError> {
        if round.prompts.is_empty() {
            let said = questions::said(round);
            if !said.is_empty() {
                self.progress.waits_for(Waiting::Notice(said));
            }
            return Ok(Some(Vec::new()));
        }
        if round
            .prompts
            .iter()
            .any(|prompt| answered.contains(&prompt.prompt))
        {
            return Ok(None);
        }
        let choices = questions::choose(round, self.credentials, self.stage.sent_secret);
        // Nothing is sent, and no one-time password used, for a round that cannot be answered as a whole.
        for (choice, prompt) in choices.iter().zip(round.prompts) {
            if let Choice::Nothing(why) = choice {
                return Err(AuthError::Unanswerable {
                    prompt: questions::shown(round, &prompt.prompt),
                    why: *why,
                });
            }
        }
        let mut answers = Vec::with_capacity(choices.len());
        for (choice, prompt) in choices.into_iter().zip(round.prompts) {
            let shown = questions::shown(round, &prompt.prompt);
            trace::tell(|| Step::Asked {
                prompt: shown.clone(),
            });
            answers.push(self.answer(choice, &shown).await?);
            answered.push(prompt.prompt.clone());
            self.progress.waits_for(Waiting::Answered(shown));
        }
        Ok(Some(answers))
    }

    async fn answer(&mut self, choice: Choice<'_>, prompt: &str) -> Result<String, AuthError> {
        let secret = match choice {
            Choice::Username => return Ok(self.credentials.username.clone()),
            Choice::Text(text) => return Ok(text.to_owned()),
            Choice::Secret(secret) => secret.clone(),
            Choice::Command(words) => self.output_of(words, prompt).await?,
            Choice::Password | Choice::Nothing(_) => match &self.credentials.password {
                Some(password) => password.clone(),
                None => return Ok(String::new()),
            },
        };
        (self.sent_secret, self.stage.sent_secret) = (true, true);
        Ok(secret.expose().to_owned())
    }

    async fn output_of(&self, words: &[String], prompt: &str) -> Result<Secret, AuthError> {
        let program = words.first().cloned().unwrap_or_default();
        let _turn = self.progress.turn(&self.means.commands).await;
        self.progress.waits_for(Waiting::Command(program));
        let (words, time) = (words.to_vec(), self.progress.left());
        let run = tokio::task::spawn_blocking(move || source::from_command(&words, time)).await;
        let output = run.unwrap_or_else(|cause| {
            Err(source::SecretFailure {
                message: format!("the command cannot be run: {cause}"),
                hint: String::new(),
            })
        });
        output.map_err(|failure| AuthError::NoAnswer {
            prompt: prompt.to_owned(),
            failure,
        })
    }

    async fn took(&mut self, answer: Result<AuthResult, russh::Error>) -> Result<Answer, AuthError> {
        // The library says that a connection is gone before it says why.
        if self.handle.is_closed() && self.ending.get().is_none() {
            let _ = timeout(LAST_WORDS, &mut *self.handle).await;
        }
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

    fn given_up(self, identities: Identities<'_>) -> AuthError {
        let username = self.credentials.username.clone();
        let offered = self.offered.iter().map(String::from).collect();
        let tried = [self.tried, identities.not_sent].concat();
        if self.further {
            return AuthError::MoreNeeded {
                username,
                accepted: self.accepted,
                offered,
            };
        }
        match identities.missing {
            Some(AuthError::Agent(agent)) if tried.is_empty() => AuthError::NoCredential {
                username,
                offered,
                agent: Some(agent.to_string()),
            },
            // The inventory names a key that cannot be used: that comes before what was tried instead.
            Some(error @ AuthError::Key(_)) if !self.sent_secret => error,
            _ if tried.is_empty() => AuthError::NoCredential {
                username,
                offered,
                agent: None,
            },
            _ => AuthError::Refused {
                username,
                tried,
                offered,
                sha1: self.sha1,
            },
        }
    }
}
