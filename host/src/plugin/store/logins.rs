//! Who the user is to registries: what nethost's own configuration says, else docker's.

use super::remote::{DockerLogins, Known, Login, Logins, RemoteError, Whence};
use crate::{inventory::SecretReader, plugin::settings::Settings};

/// The logins of a user.
pub struct UserLogins<'a> {
    settings: &'a Settings,
    secrets: &'a dyn SecretReader,
    docker: DockerLogins,
}

impl<'a> UserLogins<'a> {
    pub fn new(settings: &'a Settings, secrets: &'a dyn SecretReader, docker: DockerLogins) -> Self {
        Self {
            settings,
            secrets,
            docker,
        }
    }
}

impl Logins for UserLogins<'_> {
    fn login(&self, registry: &str) -> Result<Known, RemoteError> {
        let Some(own) = self.settings.registry(registry) else {
            return self.docker.login(registry);
        };
        let password = own
            .password(self.secrets)
            .map_err(|failure| RemoteError::NoLogin {
                registry: registry.to_owned(),
                reason: failure.message,
                hint: failure.hint,
            })?;
        Ok(Known::Login(Login {
            username: own.username.clone(),
            password,
            whence: Whence::Settings,
        }))
    }
}
