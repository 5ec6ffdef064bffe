//! What a device tells of its BGP neighbours one by one, in both forms: `show ip bgp neighbors` and its like.

use crate::{answer, json};
use nethost_driver::{GetterError, Output, Platform, outputs::not_understood, read};
use serde_json::Value as Json;

/// A peer that was never heard of has this identity.
const NOBODY: &str = "0.0.0.0";

/// A neighbour. Counters that were not told are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Peer {
    pub address: String,
    pub vrf: String,
    pub description: Option<String>,
    pub remote_as: Option<u32>,
    pub local_as: Option<u32>,
    pub router_id: Option<String>,
    pub remote_id: Option<String>,
    pub state: Option<String>,
    pub last_state: Option<String>,
    pub last_event: Option<String>,
    /// Whether somebody shut it down.
    pub shut_down: bool,
    /// Seconds since it came up.
    pub up_for: Option<u64>,
    pub local_address: Option<String>,
    pub local_port: Option<u16>,
    pub remote_port: Option<u16>,
    pub import_policy: Option<String>,
    pub export_policy: Option<String>,
    /// Seconds, as the three below.
    pub holdtime: Option<u32>,
    pub keepalive: Option<u32>,
    pub configured_holdtime: Option<u32>,
    pub configured_keepalive: Option<u32>,
    pub messages: Counts<u64>,
    pub updates: Counts<u64>,
    pub ipv4_prefixes: Counts<u32>,
    pub ipv6_prefixes: Counts<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts<N> {
    pub sent: Option<N>,
    pub received: Option<N>,
}

impl Peer {
    pub(crate) fn is_up(&self) -> Option<bool> {
        self.state.as_ref().map(|state| state == "Established")
    }

    pub(crate) fn is(&self, vrf: &str, address: &str) -> bool {
        self.vrf == vrf && self.address.eq_ignore_ascii_case(address)
    }
}

/// The neighbours of a command that adds to another's; none when the device refused it.
///
/// # Errors
/// A document that is torn or another command's, or a text in which no neighbour is, with the command.
pub(crate) fn peers(
    platform: &Platform,
    outputs: &[Output],
    command: &str,
) -> Result<Vec<Peer>, GetterError> {
    let Some(text) = platform.wanted_text(outputs, command) else {
        return Ok(Vec::new());
    };
    if answer::is_json(text) {
        let document = answer::document(platform, outputs, command)?;
        return Ok(document.as_ref().map(documented).unwrap_or_default());
    }
    let peers = told(text);
    if peers.is_empty() {
        return Err(not_understood(command, text, "there is no neighbour in it"));
    }
    Ok(peers)
}

fn documented(document: &Json) -> Vec<Peer> {
    let mut peers = Vec::new();
    for (vrf, it) in json::object(document, &["vrfs"]).into_iter().flatten() {
        let list = json::member(it, &["peerList"]).and_then(Json::as_array);
        peers.extend(
            list.into_iter()
                .flatten()
                .filter_map(|it| documented_peer(vrf, it)),
        );
    }
    peers
}

fn documented_peer(vrf: &str, it: &Json) -> Option<Peer> {
    let text = |key: &str| json::text(it, &[key]).filter(|text| !text.is_empty());
    let port = |key: &str| json::integer(it, &[key]).and_then(|port| u16::try_from(port).ok());
    let number = |key: &str| json::integer(it, &[key]).and_then(|number| u32::try_from(number).ok());
    let inside = |object: &str, key: &str| {
        let number = json::integer(json::member(it, &[object])?, &[key])?;
        u64::try_from(number).ok()
    };
    let large = |key: &str| json::integer(it, &[key]).and_then(|number| u64::try_from(number).ok());
    Some(Peer {
        address: text("peerAddress")?,
        vrf: vrf.to_owned(),
        description: text("description"),
        remote_as: text("asn").as_deref().and_then(read::as_number),
        local_as: text("localAsn").as_deref().and_then(read::as_number),
        router_id: text("localRouterId"),
        remote_id: text("routerId").filter(|id| id != NOBODY),
        state: text("state"),
        last_state: text("lastState"),
        last_event: text("lastEvent"),
        shut_down: text("idleReason").is_some_and(|reason| reason.starts_with("Admin")),
        up_for: large("establishedTime"),
        local_address: text("updateSource"),
        local_port: port("localPort").filter(|port| *port != 0),
        remote_port: port("remotePort").filter(|port| *port != 0),
        import_policy: text("routeMapInbound"),
        export_policy: text("routeMapOutbound"),
        holdtime: number("holdTime"),
        keepalive: number("keepaliveTime"),
        configured_holdtime: number("configHoldTime"),
        configured_keepalive: number("configKeepaliveTime"),
        messages: Counts {
            sent: large("sentMessages"),
            received: large("receivedMessages"),
        },
        updates: Counts {
            sent: inside("outMessageStats", "updates"),
            received: inside("inMessageStats", "updates"),
        },
        ipv4_prefixes: Counts {
            sent: number("prefixesSent"),
            received: number("prefixesReceived"),
        },
        ipv6_prefixes: Counts {
            sent: number("v6PrefixesSent"),
            received: number("v6PrefixesReceived"),
        },
    })
}

/// Reads blocks that begin with `BGP neighbor is`.
fn told(text: &str) -> Vec<Peer> {
    let mut peers: Vec<Peer> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("BGP neighbor is ") {
            let mut parts = rest.split(", ");
            let address = parts.next().unwrap_or_default().trim().to_owned();
            let remote_as = parts.find_map(|part| part.trim().strip_prefix("remote AS "));
            peers.push(Peer {
                address,
                vrf: "default".to_owned(),
                remote_as: remote_as.and_then(read::as_number),
                ..Peer::default()
            });
        } else if let Some(peer) = peers.last_mut() {
            told_line(peer, line);
        }
    }
    peers
}

fn told_line(peer: &mut Peer, line: &str) {
    if let Some(rest) = line.strip_prefix("BGP version ") {
        for part in rest.split(", ").map(str::trim) {
            if let Some(id) = part.strip_prefix("remote router ID ") {
                peer.remote_id = Some(id.to_owned()).filter(|id| id != NOBODY);
            } else if let Some(vrf) = part.strip_prefix("VRF ") {
                vrf.clone_into(&mut peer.vrf);
            }
        }
    } else if let Some(description) = line.strip_prefix("Description: ") {
        peer.description = Some(description.trim().to_owned());
    } else if let Some(rest) = line.strip_prefix("BGP state is ") {
        let mut parts = rest.split([',', ' ']);
        peer.state = parts.next().map(str::to_owned);
        peer.up_for = rest
            .split_once("up for ")
            .and_then(|(_, span)| read::span(span.trim()));
        peer.shut_down |= rest.contains("Admin");
    } else if let Some(state) = line.strip_prefix("Last state was ") {
        peer.last_state = Some(state.to_owned());
    } else if let Some(event) = line.strip_prefix("Last event was ") {
        peer.last_event = Some(event.to_owned());
    } else if let Some(rest) = line.strip_prefix("Configured hold time is ") {
        (peer.configured_holdtime, peer.configured_keepalive) = timers(rest);
    } else if let Some(rest) = line.strip_prefix("Hold time is ") {
        (peer.holdtime, peer.keepalive) = timers(rest);
    } else if let Some(policy) = line.strip_prefix("Inbound route map is ") {
        peer.import_policy = Some(policy.to_owned());
    } else if let Some(policy) = line.strip_prefix("Outbound route map is ") {
        peer.export_policy = Some(policy.to_owned());
    } else if let Some(rest) = line.strip_prefix("Local AS is ") {
        let (number, id) = rest.split_once(", local router ID ").unwrap_or((rest, ""));
        peer.local_as = read::as_number(number);
        peer.router_id = Some(id.trim().to_owned()).filter(|id| !id.is_empty());
    } else if let Some(rest) = line.strip_prefix("Local TCP address is ") {
        let (address, port) = rest.split_once(", local port is ").unwrap_or((rest, ""));
        peer.local_address = Some(address.to_owned());
        peer.local_port = port.trim().parse().ok();
    } else if let Some(rest) = line.strip_prefix("Remote TCP address is ") {
        peer.remote_port = rest
            .split_once("remote port is ")
            .and_then(|(_, port)| port.trim().parse().ok());
    } else if let Some(counts) = line.strip_prefix("Total messages:") {
        peer.messages = self::counts(counts);
    } else if let Some(counts) = line.strip_prefix("Updates:") {
        peer.updates = self::counts(counts);
    } else if let Some(counts) = line.strip_prefix("IPv4 Unicast:").filter(is_counts) {
        peer.ipv4_prefixes = self::counts(counts);
    } else if let Some(counts) = line.strip_prefix("IPv6 Unicast:").filter(is_counts) {
        peer.ipv6_prefixes = self::counts(counts);
    }
}

/// "90, keepalive interval is 30 seconds".
fn timers(rest: &str) -> (Option<u32>, Option<u32>) {
    let mut numbers = rest.split([' ', ',']).filter_map(|word| word.parse().ok());
    (numbers.next(), numbers.next())
}

/// What was negotiated for a family is told in words under the same name.
fn is_counts(rest: &&str) -> bool {
    rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// Sent, then received. Later releases tell more of prefixes after them.
fn counts<N: std::str::FromStr>(text: &str) -> Counts<N> {
    let mut numbers = text.split_whitespace().map(|number| number.parse().ok());
    Counts {
        sent: numbers.next().flatten(),
        received: numbers.next().flatten(),
    }
}
