//! What `show bgp all neighbors` tells of each neighbour, whose address may be of either family.

use nethost_driver::{BgpPrefixes, read};

/// A block of the output.
#[derive(Debug, Default)]
pub(crate) struct Session {
    pub address: String,
    pub remote_as: Option<u32>,
    /// Only where it is not the process' own.
    pub local_as: Option<u32>,
    pub vrf: Option<String>,
    pub description: Option<String>,
    pub remote_id: Option<String>,
    pub state: Option<String>,
    pub previous_state: Option<String>,
    pub uptime: Option<u64>,
    pub holdtime: Option<u32>,
    pub keepalive: Option<u32>,
    pub received: Option<u64>,
    pub sent: Option<u64>,
    pub updates_received: Option<u64>,
    pub updates_sent: Option<u64>,
    pub flaps: Option<u32>,
    pub local_address: Option<String>,
    pub local_port: Option<u16>,
    pub remote_port: Option<u16>,
    pub import_policy: Option<String>,
    pub export_policy: Option<String>,
    pub last_event: Option<String>,
    pub multihop: Option<bool>,
    pub prefixes: Vec<BgpPrefixes>,
}

pub(crate) fn sessions(text: &str) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("BGP neighbor is ") {
            sessions.push(head(rest));
        } else if let Some(session) = sessions.last_mut() {
            add(session, line.trim());
        }
    }
    sessions
}

/// "192.0.2.1,  remote AS 64501, local AS 64999, ebgp link,  Peer index 3".
fn head(line: &str) -> Session {
    let mut parts = line.split(',').map(str::trim);
    let mut session = Session {
        address: parts.next().unwrap_or_default().to_owned(),
        ..Session::default()
    };
    for part in parts {
        if let Some(number) = part.strip_prefix("remote AS ") {
            session.remote_as = read::as_number(number);
        } else if let Some(number) = part.strip_prefix("local AS ") {
            session.local_as = read::as_number(number);
        }
    }
    session
}

fn add(session: &mut Session, line: &str) {
    let owned = |text: &str| Some(text.trim().to_owned());
    if let Some(description) = line.strip_prefix("Description:") {
        session.description = owned(description);
    } else if let Some(vrf) = line.strip_prefix("Neighbor vrf:") {
        session.vrf = owned(vrf);
    } else if let Some((_, id)) = line.split_once("remote router ID ") {
        session.remote_id = owned(id).filter(|id| id != "0.0.0.0");
    } else if let Some(state) = line.strip_prefix("Neighbor previous state = ") {
        session.previous_state = owned(state);
    } else if let Some(rest) = line.strip_prefix("BGP state = ") {
        let (state, rest) = rest.split_once(',').unwrap_or((rest, ""));
        session.state = owned(state);
        let uptime = rest.trim().strip_prefix("up for ");
        session.uptime = uptime.and_then(|time| read::span(time.split(',').next()?));
    } else if let Some((_, rest)) = line.split_once("hold time = ") {
        let mut numbers = rest.split(", keepalive interval is ");
        session.holdtime = numbers.next().and_then(read::number);
        session.keepalive = numbers.next().and_then(first_number);
    } else if let Some(rest) = line.strip_prefix("Received ") {
        session.received = rest
            .split_once(" messages")
            .and_then(|(number, _)| read::number(number));
    } else if let Some(rest) = line.strip_prefix("Sent ") {
        if let Some((number, _)) = rest.split_once(" messages") {
            session.sent = read::number(number);
        }
    } else if let Some((_, number)) = line
        .split_once(", dropped ")
        .filter(|_| line.starts_with("Connections established"))
    {
        session.flaps = first_number(number);
    } else if let Some(counts) = line.strip_prefix("Updates:") {
        let mut counts = counts.split_whitespace().map(read::number);
        session.updates_sent = counts.next().flatten();
        session.updates_received = counts.next().flatten();
    } else if let Some((_, reason)) = line
        .split_once(", due to ")
        .filter(|_| line.starts_with("Last reset by us"))
    {
        session.last_event = owned(reason);
    } else if line.starts_with("External BGP peer might be up to") {
        session.multihop = Some(true);
    } else if line.starts_with("Peer is directly attached") {
        session.multihop = Some(false);
    } else if let Some(rest) = line.strip_prefix("Local host: ") {
        let mut parts = rest.split(", Local port: ");
        session.local_address = parts.next().and_then(owned);
        session.local_port = parts.next().and_then(read::number);
    } else if let Some((_, port)) = line.split_once(", Foreign port: ") {
        session.remote_port = read::number(port);
    } else if let Some(name) = policy(line, "Inbound route-map configured is ") {
        session.import_policy = owned(name);
    } else if let Some(name) = policy(line, "Outbound route-map configured is ") {
        session.export_policy = owned(name);
    } else if let Some(family) = line.strip_prefix("For address family:") {
        session.prefixes.push(BgpPrefixes {
            family: self::family(family),
            received: None,
            accepted: None,
            sent: None,
        });
    } else if let Some(prefixes) = session.prefixes.last_mut() {
        // "38 accepted paths consume …", of newer releases "38 accepted prefixes (38 paths) …".
        let mut words = line.split(' ');
        let number = words.next().and_then(read::number);
        match (words.next(), words.next()) {
            (Some("accepted"), Some("paths" | "prefixes")) => prefixes.accepted = number,
            (Some("sent"), Some("paths" | "prefixes")) => prefixes.sent = number,
            _ => {}
        }
    }
}

fn policy<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    line.strip_prefix(key)?.split(',').next()
}

fn first_number<N: std::str::FromStr>(text: &str) -> Option<N> {
    read::number(text.split(' ').next()?)
}

/// "IPv4 Unicast" to "ipv4", as NAPALM names it; what is not unicast keeps its kind: "l2vpn evpn".
pub(crate) fn family(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.strip_suffix(" unicast")
        .map_or_else(|| name.clone(), str::to_owned)
}

/// NAPALM's name of the default one.
pub(crate) fn vrf(name: &str) -> String {
    if name == "default" { "global" } else { name }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{family, sessions};

    #[test]
    fn families_have_napalms_names() {
        assert_eq!(family("IPv4 Unicast"), "ipv4");
        assert_eq!(family(" L2VPN EVPN"), "l2vpn evpn");
    }

    #[test]
    fn a_neighbour_may_be_of_either_family() {
        let text = "BGP neighbor is 2001:db8::2,  remote AS 65000.1, ebgp link,  Peer index 3\n\
                    \x20 BGP state = Established, up for 1d02h\n\x20 For address family: IPv6 Unicast\n\
                    \x20 4 accepted prefixes (4 paths), consuming 1 bytes\n";
        let [session] = &sessions(text)[..] else {
            panic!("not one session")
        };
        assert_eq!(session.address, "2001:db8::2");
        assert_eq!(session.remote_as, Some(65000 * 65536 + 1));
        assert_eq!(session.uptime, Some(26 * 3600));
        assert_eq!(session.prefixes[0].accepted, Some(4));
    }
}
