//! One repository of an OCI registry: manifests and blobs, there and back.
//!
//! Facts: OCI distribution specification 1.1, "Pull" and "Push". Of a push only what is simplest is used: each blob in one piece.

use super::{
    challenge::{self, Challenge},
    client::{Answer, Ask, Client, is_local},
    error::{RemoteError, shown, words},
    login::{self, Known, Login, Logins},
    manifest::{ACCEPTED, Descriptor, MANIFEST, MANIFEST_SIZE},
};
use crate::plugin::{digest::Digest, store::reference::Reference};
use bytes::Bytes;
use reqwest::{
    Method, StatusCode, Url,
    header::{HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE},
};
use serde::Deserialize;

/// What a token's answer may have; real ones have some KiB.
const TOKEN: u64 = 1 << 20;

/// What is read of a registry's complaint.
const COMPLAINT: u64 = 64 << 10;

/// What is shown of it, in characters.
const COMPLAINT_SHOWN: usize = 300;

/// What is there of a blob's bytes, without saying what they are.
const BYTES: &str = "application/octet-stream";

const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// What is wanted of a repository, as a token's scope says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Pull,
    Push,
}

/// A repository that answers.
pub struct Registry<'a> {
    client: &'a Client,
    logins: &'a dyn Logins,
    action: Action,
    /// As the user calls it.
    name: String,
    repository: String,
    /// Ends with `/v2/`.
    api: Url,
    authorization: Option<HeaderValue>,
    /// As whom we came last.
    login: Option<Login>,
    helper: Option<String>,
}

/// What gives a token. Some servers use the one name, some the other.
#[derive(Deserialize)]
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

/// What a registry says of a failure.
#[derive(Deserialize)]
struct Complaint {
    errors: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    code: String,
    #[serde(default)]
    message: String,
}

impl<'a> Registry<'a> {
    /// Finds out how the registry is spoken to: encrypted, or, on this machine, as it likes.
    ///
    /// # Errors
    /// A registry whose name makes no address.
    pub async fn reach(
        client: &'a Client,
        logins: &'a dyn Logins,
        reference: &Reference,
        action: Action,
    ) -> Result<Self, RemoteError> {
        let name = reference.registry();
        let at = |scheme: &str| {
            let text = format!("{scheme}://{}/v2/", login::api(name));
            Url::parse(&text).map_err(|_| RemoteError::NoAddress { url: text })
        };
        let mut api = at("https")?;
        if reference.is_local() {
            let plain = at("http")?;
            // A server that wants encryption answers 400, or hangs up: a first line in plain text is no record of TLS. The
            // other way about some servers wait for the rest of a line.
            let answer = client.send(&Ask::get(plain.clone())).await;
            if answer.is_ok_and(|answer| answer.status() != StatusCode::BAD_REQUEST) {
                api = plain;
            }
        }
        Ok(Self {
            client,
            logins,
            action,
            name: name.into(),
            repository: login::repository(name, reference.repository()),
            api,
            authorization: None,
            login: None,
            helper: None,
        })
    }

    /// The bytes of a manifest; `version` is a tag or a digest.
    ///
    /// # Errors
    /// None there, bytes that do not have the digest.
    pub async fn manifest(&mut self, version: &str) -> Result<Vec<u8>, RemoteError> {
        let ask = Ask {
            accept: Some(ACCEPTED),
            ..Ask::get(self.url(&format!("manifests/{version}"))?)
        };
        let answer = self.ask(ask).await?;
        if answer.status() != StatusCode::OK {
            return Err(self.failed(answer).await);
        }
        let url = shown(&answer.url);
        // What the user named counts; what the registry says of its own answer finds damage on the way.
        let promised = answer.header(&CONTENT_DIGEST).and_then(|text| text.parse().ok());
        let expected = version.parse().ok().or(promised);
        let bytes = answer.bytes(MANIFEST_SIZE).await?;
        match expected {
            Some(expected) => with_digest(&url, bytes, expected),
            None => Ok(bytes),
        }
    }

    /// The bytes of a blob, which are those that its manifest names.
    ///
    /// # Errors
    /// None there, other bytes.
    pub async fn blob(&mut self, blob: &Descriptor) -> Result<Vec<u8>, RemoteError> {
        let url = self.url("blobs/")?;
        let expected = blob.digest().map_err(|error| RemoteError::Manifest {
            url: shown(&url),
            error,
        })?;
        let answer = self
            .ask(Ask::get(self.url(&format!("blobs/{expected}"))?))
            .await?;
        if answer.status() != StatusCode::OK {
            return Err(self.failed(answer).await);
        }
        let url = shown(&answer.url);
        let wrong = |got| RemoteError::Size {
            url: url.clone(),
            expected: blob.size,
            got,
        };
        let bytes = match answer.bytes(blob.size).await {
            Err(RemoteError::TooLarge { .. }) => return Err(wrong(None)),
            other => other?,
        };
        let got = bytes.len() as u64;
        if got < blob.size {
            return Err(wrong(Some(got)));
        }
        with_digest(&url, bytes, expected)
    }

    /// Puts a blob there, if it is not there yet.
    ///
    /// # Errors
    /// A registry that does not take it.
    pub async fn push_blob(&mut self, bytes: Bytes) -> Result<(), RemoteError> {
        let digest = Digest::of(&bytes);
        let there = self
            .ask(Ask::new(Method::HEAD, self.url(&format!("blobs/{digest}"))?))
            .await?;
        if there.status() == StatusCode::OK {
            return Ok(());
        }
        if there.status() != StatusCode::NOT_FOUND {
            return Err(self.failed(there).await);
        }
        let begin = self
            .ask(Ask::new(Method::POST, self.url("blobs/uploads/")?))
            .await?;
        if begin.status() != StatusCode::ACCEPTED {
            return Err(self.failed(begin).await);
        }
        let url = shown(&begin.url);
        let mut place = begin
            .header(&LOCATION)
            .and_then(|location| begin.url.join(location).ok())
            .ok_or_else(|| RemoteError::Protocol {
                url: url.clone(),
                reason: "it did not say where the upload goes",
            })?;
        // As with any redirect.
        if begin.url.scheme() == "https" && place.scheme() != "https" {
            return Err(RemoteError::Downgrade {
                url,
                to: shown(&place),
            });
        }
        place.query_pairs_mut().append_pair("digest", &digest.to_string());
        let done = self
            .ask(Ask {
                body: Some((bytes, BYTES)),
                ..Ask::new(Method::PUT, place)
            })
            .await?;
        match done.status() {
            StatusCode::CREATED => Ok(()),
            _ => Err(self.failed(done).await),
        }
    }

    /// Puts a manifest there, under a tag. Its blobs have to be there.
    ///
    /// # Errors
    /// A registry that does not take it, or says that it took other bytes.
    pub async fn push_manifest(&mut self, tag: &str, bytes: Bytes) -> Result<Digest, RemoteError> {
        let digest = Digest::of(&bytes);
        let done = self
            .ask(Ask {
                body: Some((bytes, MANIFEST)),
                ..Ask::new(Method::PUT, self.url(&format!("manifests/{tag}"))?)
            })
            .await?;
        if done.status() != StatusCode::CREATED {
            return Err(self.failed(done).await);
        }
        match done.header(&CONTENT_DIGEST).and_then(|text| text.parse().ok()) {
            Some(got) if got != digest => Err(RemoteError::Digest {
                url: shown(&done.url),
                expected: digest,
                got,
            }),
            _ => Ok(digest),
        }
    }

    fn url(&self, path: &str) -> Result<Url, RemoteError> {
        let path = format!("{}/{path}", self.repository);
        self.api
            .join(&path)
            .map_err(|_| RemoteError::NoAddress { url: path })
    }

    /// Asks, and says who we are when the registry wants to know.
    async fn ask(&mut self, mut ask: Ask) -> Result<Answer, RemoteError> {
        // An upload may go to another server, which is not to know.
        let ours = ask.url.origin() == self.api.origin();
        if !ours {
            return self.client.send(&ask).await;
        }
        ask.authorization.clone_from(&self.authorization);
        let answer = self.client.send(&ask).await?;
        if answer.status() != StatusCode::UNAUTHORIZED || answer.url.origin() != self.api.origin() {
            return Ok(answer);
        }
        let Some(challenge) = challenge::read(answer.headers(&WWW_AUTHENTICATE)) else {
            return Err(RemoteError::Challenge {
                registry: self.name.clone(),
                reason: answer
                    .header(&WWW_AUTHENTICATE)
                    .and_then(|asked| self.sayable(asked))
                    .unwrap_or_else(|| "it does not say how".into()),
            });
        };
        drop(answer);
        self.authorize(challenge).await?;
        ask.authorization.clone_from(&self.authorization);
        self.client.send(&ask).await
    }

    async fn authorize(&mut self, challenge: Challenge) -> Result<(), RemoteError> {
        match self.logins.login(&self.name)? {
            Known::Login(login) => self.login = Some(login),
            Known::Helper(helper) => self.helper = Some(helper),
            Known::Nothing => {}
        }
        let basic = match &self.login {
            None => None,
            Some(login) => Some(login.header().ok_or_else(|| RemoteError::NoLogin {
                registry: self.name.clone(),
                reason: "it holds a control character".into(),
                hint: "correct it where it is kept".into(),
            })?),
        };
        self.authorization = match challenge {
            Challenge::Basic => Some(basic.ok_or_else(|| self.refused(None))?),
            Challenge::Bearer {
                realm,
                service,
                scope,
            } => {
                let mut url = self.realm(&realm)?;
                url.query_pairs_mut()
                    .extend_pairs(service.map(|service| ("service", service)))
                    .append_pair("scope", &scope.unwrap_or_else(|| self.scope()));
                Some(self.token(url, basic).await?)
            }
        };
        Ok(())
    }

    /// Where tokens are given. The password goes there, so the way there is as safe as the one to the registry.
    fn realm(&self, realm: &str) -> Result<Url, RemoteError> {
        let reason = |reason: &str| RemoteError::Challenge {
            registry: self.name.clone(),
            reason: reason.into(),
        };
        let url = Url::parse(realm).map_err(|_| reason("the address for its tokens is none"))?;
        let plain = self.api.scheme() == "http" && url.scheme() == "http" && is_local(&url);
        if url.scheme() == "https" || plain {
            Ok(url)
        } else {
            Err(reason("the address for its tokens is not encrypted"))
        }
    }

    fn scope(&self) -> String {
        let actions = match self.action {
            Action::Pull => "pull",
            Action::Push => "pull,push",
        };
        format!("repository:{}:{actions}", self.repository)
    }

    async fn token(&self, url: Url, basic: Option<HeaderValue>) -> Result<HeaderValue, RemoteError> {
        let answer = self
            .client
            .send(&Ask {
                authorization: basic,
                ..Ask::get(url)
            })
            .await?;
        if answer.status() != StatusCode::OK {
            return Err(self.failed(answer).await);
        }
        let wrong = RemoteError::Protocol {
            url: shown(&answer.url),
            reason: "what came is no token",
        };
        let bytes = answer.bytes(TOKEN).await?;
        let token = serde_json::from_slice::<Token>(&bytes).ok();
        let token = token.and_then(|it| it.token.or(it.access_token));
        let header = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {token}")).ok());
        let mut header = header.ok_or(wrong)?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// What a status that was not hoped for means.
    async fn failed(&self, answer: Answer) -> RemoteError {
        let status = answer.status();
        let url = shown(&answer.url);
        let said = answer
            .bytes(COMPLAINT)
            .await
            .ok()
            .and_then(|bytes| self.complaint(&bytes));
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => self.refused(said),
            _ => RemoteError::Status { url, status, said },
        }
    }

    fn refused(&self, said: Option<String>) -> RemoteError {
        let registry = self.name.clone();
        let what = match self.action {
            Action::Pull => self.repository.clone(),
            Action::Push => format!("write access to {}", self.repository),
        };
        match &self.login {
            Some(login) => RemoteError::LoginRefused {
                registry,
                what,
                username: login.username.clone(),
                whence: login.whence.clone(),
                said,
            },
            None => RemoteError::LoginNeeded {
                registry,
                what,
                helper: self.helper.clone(),
            },
        }
    }

    /// What a registry says went wrong.
    fn complaint(&self, bytes: &[u8]) -> Option<String> {
        let complaint: Complaint = serde_json::from_slice(bytes).ok()?;
        let reasons = complaint.errors.iter();
        let said: Vec<String> = reasons
            .map(|Reason { code, message }| match message.as_str() {
                "" => code.clone(),
                _ => format!("{message} ({code})"),
            })
            .collect();
        self.sayable(&said.join("; "))
    }

    /// A registry's words, unless they repeat a secret: the password, or what was sent for it.
    fn sayable(&self, said: &str) -> Option<String> {
        // Whoever gives tokens got the password itself, in Base64.
        let basic = self.login.as_ref().and_then(Login::header);
        let sent = [self.authorization.as_ref(), basic.as_ref()];
        let sent = sent.into_iter().flatten().filter_map(|it| it.to_str().ok());
        let password = self.login.as_ref().map(|login| login.password.expose());
        let mut secrets = sent.filter_map(|it| it.split(' ').nth(1)).chain(password);
        if said.is_empty() || secrets.any(|secret| !secret.is_empty() && said.contains(secret)) {
            return None;
        }
        Some(words(said, COMPLAINT_SHOWN))
    }
}

fn with_digest(url: &str, bytes: Vec<u8>, expected: Digest) -> Result<Vec<u8>, RemoteError> {
    let got = Digest::of(&bytes);
    if got == expected {
        Ok(bytes)
    } else {
        Err(RemoteError::Digest {
            url: url.into(),
            expected,
            got,
        })
    }
}
