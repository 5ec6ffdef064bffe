//! What every stop of the tour needs: some simulated devices, a way to talk to them, and a promise at the end.
//!
//! The programs are in `src/bin`, one for each stop. This is the ceremony that they share, kept out of their
//! way; nothing here is about concurrency.

use nethost::{
    inventory::{self, SystemSecrets, device::Device},
    lab::{self, Lab, LabOptions},
    session::{
        Profile,
        profile::{ModeSpec, ProfileSpec},
    },
    transport::{Carrier, Conversation},
};
use std::{fmt, sync::Arc, time::Duration};

/// Bytes of one answer that are kept. The lab's longest has 20 KB.
const MAX_OUTPUT: usize = 1 << 20;

/// How long a device may take for a command. Lab devices take what they are told to, far less than this.
const PATIENCE: Duration = Duration::from_secs(30);

/// Simulated devices on this machine, and what it takes to log in to them.
///
/// Programs share it with their tasks in an [`Arc`]; dropping it ends its devices.
pub struct Classroom {
    lab: Lab,
    devices: Vec<Device>,
    carrier: Carrier,
    profile: Arc<Profile>,
}

impl Classroom {
    /// So many devices, each of which thinks so long before it shows something.
    pub async fn open(devices: usize, latency: Duration) -> Result<Self> {
        Self::serve(LabOptions {
            devices,
            latency,
            ..LabOptions::default()
        })
        .await
    }

    /// Serves the devices on ports that the system gives, and returns when all of them listen.
    pub async fn serve(options: LabOptions) -> Result<Self> {
        let lab = lab::serve(options).await?;
        // From here on the devices are like any other: they stand in an inventory.
        let inventory = inventory::parse("lab.toml", &lab.inventory_toml())?;
        let devices = inventory.resolve(&SystemSecrets)?.devices;
        Ok(Self {
            lab,
            devices,
            carrier: Carrier::new(MAX_OUTPUT),
            profile: Arc::new(Profile::compile(&profile())?),
        })
    }

    /// In the lab's order.
    pub fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// The serial number that a device says when it is asked for its version.
    pub fn serial(&self, device: usize) -> &str {
        self.lab.devices()[device].serial.as_deref().unwrap_or_default()
    }

    /// Connects over SSH, logs in and waits for the prompt. Each call makes a session of its own.
    pub async fn session(&self, device: &Device) -> Result<Conversation> {
        let connection = self.carrier.connection(device).await?;
        Ok(connection.open(Arc::clone(&self.profile), MAX_OUTPUT).await?)
    }
}

/// Runs one command and gives what the device printed; a refused command is an error.
pub async fn ask(session: &mut Conversation, command: &str) -> Result<String> {
    let output = session.run(command, PATIENCE).await?;
    match output.refused {
        Some(line) => Err(Trouble(format!("the device refused \"{command}\": {line}"))),
        None => Ok(output.text),
    }
}

/// How the lab's command line behaves: a driver's profile, cut down to what the tour types.
fn profile() -> ProfileSpec {
    let mode = |name: &str, prompt: &str| ModeSpec {
        name: name.into(),
        prompts: vec![prompt.into()],
    };
    ProfileSpec {
        modes: vec![
            mode("privileged", r"^[\w-]+#$"),
            mode("configuration", r"^[\w-]+\(config[\w-]*\)#$"),
        ],
        command_mode: "privileged".into(),
        on_open: vec!["terminal length 0".into()],
        errors: vec!["^% ".into()],
        ..ProfileSpec::default()
    }
}

/// Prints what the program has shown, or fails with it: a program whose promise does not hold exits with 1.
pub fn promise(kept: bool, what: impl fmt::Display) -> Result<()> {
    if !kept {
        return Err(Trouble(format!("promise broken: {what}")));
    }
    println!("promise kept: {what}");
    Ok(())
}

/// Whatever went wrong, in words. It stands for all errors, so that `?` works on each of them.
pub struct Trouble(pub String);

pub type Result<T> = std::result::Result<T, Trouble>;

impl<E: std::error::Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What `main` prints when it returns an error.
impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
