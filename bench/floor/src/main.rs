//! The floor of the benchmark: the least that a program over russh does to run three commands on a fleet.
//!
//! `nethost-floor FLEET CONCURRENCY COMMAND…`, where FLEET is a file with `name address port` on each line; user and
//! password come from `FLEET_USER` and `FLEET_PASSWORD`. It logs in with the library's own settings, sends
//! `terminal length 0` and the commands, each when the prompt has come back, looks whether the answers are whole, and
//! prints one line of JSON. It knows no host keys, no timeouts, no retries, no modes and no parsing: what nethost costs
//! beyond it is what those cost.

use russh::{
    ChannelMsg, Preferred,
    client::{self, Handle},
    keys::PublicKeyOrCertificate,
};
use std::{borrow::Cow, collections::BTreeMap, env, error::Error, fs, sync::Arc, time::Instant};
use tokio::{sync::Semaphore, task::JoinSet};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What the benchmark says that each answer must contain, `NAME` for the device's name.
const WHOLE: &str = "FLEET_WHOLE";

struct AnyKey;

impl client::Handler for AnyKey {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        _key: &PublicKeyOrCertificate,
    ) -> std::result::Result<bool, russh::Error> {
        Ok(true)
    }
}

struct Task {
    commands: Vec<String>,
    whole: Vec<String>,
    user: String,
    password: String,
    config: Arc<client::Config>,
}

struct Device {
    name: String,
    address: String,
    port: u16,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(fleet), Some(concurrency)) = (arguments.next(), arguments.next()) else {
        return Err("usage: nethost-floor FLEET CONCURRENCY COMMAND…".into());
    };
    let devices = fleet_of(&fs::read_to_string(fleet)?)?;
    let gate = Arc::new(Semaphore::new(concurrency.parse()?));
    let task = Arc::new(Task {
        commands: arguments.collect(),
        whole: env::var(WHOLE)?.lines().map(str::to_owned).collect(),
        user: env::var("FLEET_USER")?,
        password: env::var("FLEET_PASSWORD")?,
        config: Arc::new(config()),
    });
    let begun = Instant::now();
    let count = devices.len();
    let mut visits = JoinSet::new();
    for device in devices {
        let (gate, task) = (gate.clone(), task.clone());
        visits.spawn(async move {
            let _place = gate.acquire_owned().await?;
            visit(&device, &task).await
        });
    }
    let mut errors: BTreeMap<String, usize> = BTreeMap::new();
    let mut ok = 0;
    while let Some(visited) = visits.join_next().await {
        match visited? {
            Ok(()) => ok += 1,
            Err(error) => *errors.entry(error.to_string()).or_default() += 1,
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::print_stdout, reason = "the line is what this program is for")]
    {
        println!(
            "{}",
            serde_json::json!({"devices": count, "ok": ok, "errors": errors, "inner_seconds": seconds})
        );
    }
    Ok(())
}

fn fleet_of(text: &str) -> Result<Vec<Device>> {
    let device = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let (Some(name), Some(address), Some(port)) = (words.next(), words.next(), words.next()) else {
            return Err("a line of the fleet is `name address port`".into());
        };
        let port = port.parse()?;
        Ok(Device { name, address, port })
    };
    text.lines().map(device).collect()
}

/// The library's settings, with small packets at once, and without the key exchange that its default begins with where
/// `FLOOR_KEX` names another.
fn config() -> client::Config {
    let mut preferred = Preferred::default();
    if let Ok(name) = env::var("FLOOR_KEX")
        && let Ok(name) = russh::kex::Name::try_from(name.as_str())
    {
        preferred.kex = Cow::Owned(vec![name]);
    }
    client::Config {
        nodelay: true,
        preferred,
        ..client::Config::default()
    }
}

async fn visit(device: &Device, task: &Task) -> Result<()> {
    let address = (device.address.as_str(), device.port);
    let mut handle = client::connect(task.config.clone(), address, AnyKey).await?;
    let let_in = handle
        .authenticate_password(task.user.as_str(), task.password.as_str())
        .await?;
    if !let_in.success() {
        return Err("login refused".into());
    }
    converse(&handle, device, task).await?;
    handle
        .disconnect(russh::Disconnect::ByApplication, "", "")
        .await?;
    Ok(())
}

async fn converse(handle: &Handle<AnyKey>, device: &Device, task: &Task) -> Result<()> {
    let mut channel = handle.channel_open_session().await?;
    channel.request_pty(false, "vt100", 200, 1000, 0, 0, &[]).await?;
    channel.request_shell(false).await?;
    let prompt = format!("{}#", device.name);
    answer(&mut channel, &prompt).await?;
    send(&channel, "terminal length 0").await?;
    answer(&mut channel, &prompt).await?;
    for (command, whole) in task.commands.iter().zip(&task.whole) {
        send(&channel, command).await?;
        let text = String::from_utf8(answer(&mut channel, &prompt).await?)?;
        if !text.contains(&whole.replace("NAME", &device.name)) {
            return Err(format!("{command}: the answer is not whole").into());
        }
    }
    Ok(())
}

async fn send(channel: &russh::Channel<client::Msg>, command: &str) -> Result<()> {
    channel.data_bytes(format!("{command}\n").into_bytes()).await?;
    Ok(())
}

/// All that comes until the prompt.
async fn answer(channel: &mut russh::Channel<client::Msg>, prompt: &str) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    while let Some(message) = channel.wait().await {
        if let ChannelMsg::Data { data } = message {
            text.extend_from_slice(&data);
            if text.ends_with(prompt.as_bytes()) {
                return Ok(text);
            }
        }
    }
    Err("the device closed".into())
}
