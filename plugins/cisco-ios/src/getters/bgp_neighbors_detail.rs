//! BGP neighbours with their sessions. A neighbour with several families stands once, its prefixes counted together.

use super::bgp_neighbors::GLOBAL;
use nethost_driver::{BgpNeighborDetail, GetterError, Output, Platform, outputs, read};

const NEIGHBORS: &str = "show bgp all neighbors";
const SUMMARY: &str = "show bgp all summary";

pub(crate) const PLAN: &[&str] = &[NEIGHBORS, SUMMARY];

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<BgpNeighborDetail>, GetterError> {
    if platform.is_feature_off(outputs::text(outputs, NEIGHBORS))
        || platform.is_feature_off(outputs::text(outputs, SUMMARY))
    {
        return Ok(Vec::new());
    }
    let text = platform.needed_text(outputs, NEIGHBORS)?;
    let own = platform.wanted(outputs, SUMMARY)?;
    let mut neighbors: Vec<BgpNeighborDetail> = Vec::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("BGP neighbor is ") {
            current = begin(&mut neighbors, heading);
        } else if let Some(neighbor) = current.and_then(|place: usize| neighbors.get_mut(place)) {
            session(neighbor, line.trim());
            counts(neighbor, line.trim());
        }
    }
    if let Some(own) = own.first() {
        for neighbor in &mut neighbors {
            neighbor.router_id = own.string("router_id");
            if neighbor.local_as.is_none() {
                neighbor.local_as = own.text("local_as").and_then(read::as_number);
            }
        }
    }
    Ok(neighbors)
}

/// `203.0.113.9,  vrf USERS,  remote AS 64496, external link`: the place of a neighbour that is not known yet. One that
/// is known tells the same session again, for another family; only its prefixes are new.
fn begin(neighbors: &mut Vec<BgpNeighborDetail>, heading: &str) -> Option<usize> {
    let mut parts = heading.split(',').map(str::trim);
    let address = parts.next()?.trim_start_matches('*');
    let (mut vrf, mut remote_as, mut local_as) = (GLOBAL, None, None);
    for part in parts {
        match part.split_whitespace().collect::<Vec<_>>()[..] {
            ["vrf", name] => vrf = name,
            ["remote", "AS", number] => remote_as = read::as_number(number),
            ["local", "AS", number, ..] => local_as = read::as_number(number),
            _ => {}
        }
    }
    let known = |neighbor: &BgpNeighborDetail| {
        neighbor.vrf == vrf && neighbor.remote_address.eq_ignore_ascii_case(address)
    };
    if let Some(place) = neighbors.iter().position(known) {
        return Some(place);
    }
    let mut neighbor = blank(vrf, address, remote_as?);
    neighbor.local_as = local_as;
    neighbors.push(neighbor);
    Some(neighbors.len() - 1)
}

fn blank(vrf: &str, address: &str, remote_as: u32) -> BgpNeighborDetail {
    BgpNeighborDetail {
        vrf: vrf.to_owned(),
        remote_as,
        remote_address: address.to_owned(),
        up: None,
        local_as: None,
        router_id: None,
        local_address: None,
        local_address_configured: None,
        local_port: None,
        remote_port: None,
        routing_table: Some(if vrf == GLOBAL { "default" } else { vrf }.to_owned()),
        multihop: None,
        multipath: None,
        remove_private_as: None,
        import_policy: None,
        export_policy: None,
        input_messages: None,
        output_messages: None,
        input_updates: None,
        output_updates: None,
        messages_queued_out: None,
        connection_state: None,
        previous_connection_state: None,
        last_event: None,
        suppress_four_byte_as: None,
        local_as_prepend: None,
        holdtime: None,
        configured_holdtime: None,
        keepalive: None,
        configured_keepalive: None,
        active_prefix_count: None,
        received_prefix_count: None,
        accepted_prefix_count: None,
        suppressed_prefix_count: None,
        advertised_prefix_count: None,
        flap_count: None,
    }
}

/// What is told of the session.
fn session(neighbor: &mut BgpNeighborDetail, line: &str) {
    if let Some(state) = line.strip_prefix("BGP state = ") {
        let state = state.split(',').next().unwrap_or_default().trim();
        neighbor.up = Some(state == "Established");
        neighbor.connection_state = Some(state.to_owned());
    } else if let Some(rest) = line.strip_prefix("Configured hold time is ") {
        (neighbor.configured_holdtime, neighbor.configured_keepalive) = timers(rest);
    } else if let Some((_, rest)) = line.split_once("hold time is ") {
        (neighbor.holdtime, neighbor.keepalive) = timers(rest);
    } else if let Some(rest) = line.strip_prefix("Local host: ") {
        (neighbor.local_address, neighbor.local_port) = endpoint(rest, "Local port: ");
    } else if let Some(rest) = line.strip_prefix("Foreign host: ") {
        (_, neighbor.remote_port) = endpoint(rest, "Foreign port: ");
    } else if line.starts_with("External BGP neighbor may be up to ") {
        neighbor.multihop = Some(true);
    } else if line.starts_with("Private AS number removed") {
        neighbor.remove_private_as = Some(true);
    } else if let Some(name) = line.strip_prefix("Route map for incoming advertisements is ") {
        neighbor.import_policy = Some(name.trim().to_owned());
    } else if let Some(name) = line.strip_prefix("Route map for outgoing advertisements is ") {
        neighbor.export_policy = Some(name.trim().to_owned());
    } else if let Some(event) = line.strip_prefix("Last reset ") {
        neighbor.last_event = Some(event.trim().to_owned()).filter(|event| event != "never");
    } else if let Some((_, dropped)) = line
        .split_once("; dropped ")
        .filter(|_| line.starts_with("Connections established "))
    {
        neighbor.flap_count = read::number(dropped);
    }
}

/// "180, keepalive interval is 60 seconds"
fn timers(text: &str) -> (Option<u32>, Option<u32>) {
    let hold = text
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok());
    let keepalive = text
        .split_once("keepalive interval is ")
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .and_then(|digits| digits.parse().ok());
    (hold, keepalive)
}

/// "203.0.113.10, Local port: 179"
fn endpoint(text: &str, port: &str) -> (Option<String>, Option<u16>) {
    let (address, rest) = text.split_once(',').unwrap_or((text, ""));
    let port = rest.trim().strip_prefix(port).and_then(read::number);
    (Some(address.trim().to_owned()), port)
}

/// Lines of the tables of what was sent and received.
fn counts(neighbor: &mut BgpNeighborDetail, line: &str) {
    let Some((name, numbers)) = line.split_once(':') else {
        if let Some(depth) = line.strip_prefix("OutQ depth is ") {
            neighbor.messages_queued_out = read::number(depth);
        }
        return;
    };
    let mut numbers = numbers.split_whitespace();
    let (sent, received) = (numbers.next(), numbers.next());
    let add = |count: &mut Option<u32>, text: Option<&str>| {
        if let Some(number) = text.and_then(read::number::<u32>) {
            *count = Some(count.unwrap_or(0).saturating_add(number));
        }
    };
    match name {
        "Updates" => {
            neighbor.output_updates = sent.and_then(read::number);
            neighbor.input_updates = received.and_then(read::number);
        }
        // The same word heads the sum of prefixes that a policy denied, which comes below the prefixes.
        "Total" if neighbor.accepted_prefix_count.is_none() => {
            neighbor.output_messages = sent.and_then(read::number);
            neighbor.input_messages = received.and_then(read::number);
        }
        "Prefixes Current" => {
            add(&mut neighbor.advertised_prefix_count, sent);
            add(&mut neighbor.accepted_prefix_count, received);
        }
        "Used as bestpath" => add(&mut neighbor.active_prefix_count, received),
        // What was received before policy is known only where the device keeps it.
        "Saved (soft-reconfig)" => add(&mut neighbor.received_prefix_count, received),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_and_endpoints_are_read_where_they_are_told() {
        assert_eq!(
            timers("180, keepalive interval is 60 seconds"),
            (Some(180), Some(60))
        );
        assert_eq!(timers("?"), (None, None));
        assert_eq!(
            endpoint("203.0.113.10, Local port: 179", "Local port: "),
            (Some("203.0.113.10".to_owned()), Some(179))
        );
    }
}
