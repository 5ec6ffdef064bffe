//! Which devices a fleet has: each with its name, its kind and what is wrong with it.

use super::{
    device::{SimDevice, SimSettings},
    fault::{self, Fault},
    handler::Door,
    identity::Identity,
    ios,
    options::{LabOptions, MAX_DEVICES},
    recorded::SessionFile,
    server::LabError,
};
use std::{net::SocketAddr, sync::Arc};

/// One simulated device, as its user may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabDevice {
    /// Unique in the fleet: `lab-0001` and so on.
    pub name: String,
    pub host: String,
    pub port: u16,
    pub platform: String,
    /// What its prompt says.
    pub hostname: String,
    /// None for a recorded device.
    pub serial: Option<String>,
    pub fault: Option<Fault>,
    /// Reached over telnet instead of SSH.
    pub telnet: bool,
}

/// What sessions with a device are made of.
#[derive(Clone, Debug)]
pub(super) struct Member {
    name: String,
    kind: Kind,
    settings: Arc<SimSettings>,
    telnet: bool,
}

#[derive(Clone, Debug)]
enum Kind {
    BuiltIn(Arc<Identity>),
    Recorded(Arc<SessionFile>),
}

impl Member {
    pub fn fault(&self) -> Option<Fault> {
        self.settings.fault
    }

    pub fn is_telnet(&self) -> bool {
        self.telnet
    }

    /// Whether this password is taken.
    pub fn lets_in(&self, door: &Door, user: &str, password: &str) -> bool {
        self.fault() != Some(Fault::WrongPassword) && door.password_fits(user, password.as_bytes())
    }

    /// A new session with the device.
    pub fn session(&self) -> SimDevice {
        let settings = Arc::clone(&self.settings);
        match &self.kind {
            Kind::BuiltIn(identity) => SimDevice::new(Arc::clone(identity), settings),
            Kind::Recorded(file) => SimDevice::recorded(Arc::clone(file), settings),
        }
    }

    pub fn described(&self, address: SocketAddr) -> LabDevice {
        let (platform, hostname, serial) = match &self.kind {
            Kind::BuiltIn(identity) => (
                ios::PLATFORM,
                identity.hostname.as_str(),
                Some(identity.serial.clone()),
            ),
            Kind::Recorded(file) => (file.platform.as_str(), file.hostname.as_str(), None),
        };
        LabDevice {
            name: self.name.clone(),
            host: address.ip().to_string(),
            port: address.port(),
            platform: platform.to_owned(),
            hostname: hostname.to_owned(),
            serial,
            fault: self.fault(),
            telnet: self.telnet,
        }
    }
}

/// Makes a fleet's devices, in order.
pub(super) fn muster(options: &LabOptions) -> Result<Vec<Member>, LabError> {
    let count = u16::try_from(options.devices)
        .ok()
        .filter(|&count| usize::from(count) <= MAX_DEVICES)
        .ok_or(LabError::TooManyDevices(options.devices))?;
    let files = options
        .sessions
        .iter()
        .map(|path| SessionFile::read(path).map(Arc::new))
        .collect::<Result<Vec<_>, _>>()?;
    let dealt = fault::deal(options.devices, &options.faults, options.seed)?;
    let telnet = fault::share(options.devices, options.telnet, options.seed)
        .ok_or(LabError::TelnetShare(options.telnet))?;
    // One for each fault rather than one for each device.
    let settings = |fault| {
        Arc::new(SimSettings {
            latency: options.latency,
            enable: options.enable.clone(),
            fault,
        })
    };
    let sound = settings(None);
    let faulty: Vec<_> = Fault::ALL.map(|fault| settings(Some(fault))).into();
    Ok((0..count)
        .zip(dealt)
        .zip(telnet)
        .map(|((index, fault), telnet)| {
            let identity = Identity::new(index, options.seed);
            let settings = faulty
                .iter()
                .find(|settings| fault.is_some() && settings.fault == fault);
            Member {
                name: identity.hostname.clone(),
                telnet,
                settings: Arc::clone(settings.unwrap_or(&sound)),
                kind: match files.get(usize::from(index) % files.len().max(1)) {
                    Some(file) => Kind::Recorded(Arc::clone(file)),
                    None => Kind::BuiltIn(Arc::new(identity)),
                },
            }
        })
        .collect())
}
