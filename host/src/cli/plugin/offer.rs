//! From a source to a driver that can be accepted: fetched, admitted, loaded, shown, and put into the store.

use super::{build::talks, stock::Stock};
use crate::{
    cli::error::CliError,
    inventory::SystemSecrets,
    plugin::{
        Driver,
        build::{self, Kind},
        caution,
        digest::Digest,
        store::{self, Blob, Entry, Fetched, Source, logins::UserLogins, remote::DockerLogins},
        trust::Signed,
    },
    report::{self, Message, question},
};
use std::path::Path;

/// A driver that was fetched and is sound.
pub(super) struct Offered {
    pub(super) entry: Entry,
    signed: Signed,
    pub(super) blob: Blob,
    driver: Driver,
}

/// Refuses a folder whose driver is built by running what lies in it, outside any sandbox: that a lock names it is not enough
/// for that.
pub(super) fn refuse_code(source: &Source) -> Result<(), CliError> {
    if !source.path().is_some_and(runs_code) {
        return Ok(());
    }
    Err(CliError::new(
        format!(
            "{source} is a folder, and to build its driver runs what lies in it: a lock may not ask for that"
        ),
        format!("look through it first; then: nethost plugin install {source}"),
    ))
}

fn runs_code(path: &Path) -> bool {
    path.is_dir()
        && match build::kind(path) {
            Ok(Kind::Rust | Kind::Script(..)) => true,
            // Templates are given to a driver of nethost's own; the others are not built.
            Ok(Kind::Files | Kind::Collection(_)) | Err(_) => false,
        }
}

/// Fetches and tries a driver.
pub(super) fn fetch(stock: &Stock, source: &Source) -> Result<Offered, CliError> {
    tried(stock, source, fetched(stock, source)?)
}

/// The same, as the lock in this file names it: other bytes are neither compiled nor asked what they are.
pub(super) fn fetch_locked(
    stock: &Stock,
    source: &Source,
    digest: Digest,
    lock: &Path,
) -> Result<Offered, CliError> {
    refuse_code(source)?;
    let fetched = fetched(stock, source)?;
    let found = Digest::of(&fetched.wasm);
    if found != digest {
        return Err(CliError::new(
            format!(
                "{source} is not what {} names: the lock says {digest}, and it is {found}",
                lock.display()
            ),
            format!(
                "if it is to be another one from now on: nethost plugin install {}",
                source.unpinned()
            ),
        ));
    }
    tried(stock, source, fetched)
}

fn fetched(stock: &Stock, source: &Source) -> Result<Fetched, CliError> {
    let name = source.to_string();
    if source.path().is_none() {
        Message::note(format!("fetching {name}")).show();
    }
    if source.path().is_some_and(Path::is_dir) {
        stock.settings().admit_folder(&name)?;
    }
    let logins = UserLogins::new(stock.settings(), &SystemSecrets, DockerLogins::of_this_user());
    Ok(store::fetch(source, &logins)?)
}

fn tried(stock: &Stock, source: &Source, fetched: Fetched) -> Result<Offered, CliError> {
    let name = source.to_string();
    let came = fetched.signature.as_deref();
    let mut signed = stock.settings().admit(&name, &fetched.wasm, came)?;
    let mut signature = fetched.signature;
    if !signed.is_trusted()
        && let Some((by, text)) = known(stock, &name, &fetched.wasm)
    {
        (signed, signature) = (by, Some(text));
    }
    let driver = stock.shelf.load(&name, &fetched.wasm)?;
    talks(&driver).map_err(|error| {
        CliError::new(
            format!("{name} cannot be installed: no session can begin with its profile: {error}"),
            "report it to the driver's author",
        )
    })?;
    let key = match &signed {
        Signed::No => None,
        Signed::Unknown { key_id } | Signed::By { key_id, .. } => Some(key_id.clone()),
    };
    // What is recorded can be asked for from any folder.
    let source = match source.path() {
        Some(_) => fetched.resolved.clone(),
        None => source.clone(),
    };
    let entry = Entry::of(&driver, source, fetched.resolved, key).map_err(|unfit| {
        CliError::new(
            format!("{name} cannot be installed: {unfit}"),
            "report it to the driver's author",
        )
    })?;
    Ok(Offered {
        entry,
        signed,
        blob: Blob {
            wasm: fetched.wasm,
            signature,
        },
        driver,
    })
}

/// The signature of these very bytes by somebody trusted, where the store has one: what comes from elsewhere does not take its
/// place.
fn known(stock: &Stock, name: &str, wasm: &[u8]) -> Option<(Signed, String)> {
    let signature = stock.store.read(Digest::of(wasm)).ok()?.signature?;
    let signed = stock.settings().admit(name, wasm, Some(&signature)).ok()?;
    signed.is_trusted().then_some((signed, signature))
}

impl Offered {
    /// Shows the driver, and asks a person whether to go on where one is there.
    pub(super) fn accepted(
        &self,
        stock: &Stock,
        replaces: Option<&Entry>,
        question: &str,
        yes: bool,
    ) -> Result<bool, CliError> {
        let description = self.driver.description();
        let refused: Vec<String> = caution::objections(description, &self.driver.granted().leave)
            .into_iter()
            .map(|(line, why)| format!("{:?}, {}: {why}", line.text, line.place))
            .collect();
        report::store::Offer {
            entry: &self.entry,
            signed: &self.signed,
            grant: &stock.settings().grant(&self.entry.platform),
            imports: self.driver.imports(),
            commands: description.commands.len(),
            getters: description.getters.len(),
            has_profile: description.profile.is_some(),
            refused: &refused,
            replaces,
        }
        .show();
        if let Some(before) = replaces.and_then(|before| before.key.as_deref()) {
            self.warn_of_signer(before);
        }
        if yes || !question::can_be_asked() {
            return Ok(true);
        }
        question::agreed(question)
            .map_err(|error| CliError::new(format!("the terminal does not answer: {error}"), "say --yes"))
    }

    /// Says where it is not signed by the key that signed the driver that it replaces.
    fn warn_of_signer(&self, before: &str) {
        let changed = match self.entry.key.as_deref() {
            Some(key) if key == before => return,
            Some(key) => format!("is signed by the key {key}, and the one before by {before}"),
            None => "is not signed, and the one before was".into(),
        };
        Message::warning(format!("{} {changed}", self.title()))
            .hint("ask its author why before you accept it")
            .show();
    }

    /// What messages call it.
    pub(super) fn title(&self) -> String {
        title(&self.entry)
    }

    /// Says which driver of its platform is used, where that may surprise.
    pub(super) fn warn_of_built_in(&self, stock: &mut Stock, is_locked: bool) {
        let platform = &self.entry.platform;
        // By its own name, or by what a built-in driver is called besides.
        if is_locked || stock.shelf.for_platform(platform).is_err() {
            return;
        }
        Message::warning(format!(
            "nethost has a driver of its own for {platform}, which is used where no lock says otherwise"
        ))
        .hint(format!(
            "with -i INVENTORY its nethost.lock names this one; for one run say --plugin {}",
            self.entry.digest
        ))
        .show();
    }
}

/// What messages call an installed driver.
pub(super) fn title(entry: &Entry) -> String {
    format!("{} {} ({})", entry.platform, entry.version, entry.digest.short())
}
