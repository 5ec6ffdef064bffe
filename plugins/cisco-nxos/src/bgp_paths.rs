//! What BGP knows of the ways to a network, as `show ip bgp` with a destination tells it.

use nethost_driver::read;

#[derive(Debug, Default)]
pub(crate) struct Path {
    pub vrf: String,
    pub prefix: String,
    /// Numbers of autonomous systems, the neighbour's first; none where the route is this device's own.
    pub systems: String,
    pub is_external: bool,
    pub next_hop: Option<String>,
    pub from: Option<String>,
    pub local_preference: Option<u32>,
    /// Extended ones behind the others.
    pub communities: Vec<String>,
}

impl Path {
    /// The neighbour's: only of external paths, whose first number it is.
    pub(crate) fn remote_as(&self) -> Option<u32> {
        let first = self.systems.split(' ').next().filter(|_| self.is_external)?;
        read::as_number(first)
    }
}

pub(crate) fn paths(text: &str) -> Vec<Path> {
    let mut paths: Vec<Path> = Vec::new();
    let (mut vrf, mut prefix) = ("", "");
    let mut extended = false;
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("BGP routing table information for VRF ") {
            vrf = rest.split(',').next().unwrap_or_default();
        } else if let Some(rest) = line.strip_prefix("BGP routing table entry for ") {
            prefix = rest.split(',').next().unwrap_or_default();
        } else if let Some(kind) = line.strip_prefix("Path type: ") {
            extended = false;
            paths.push(Path {
                vrf: vrf.to_owned(),
                prefix: prefix.to_owned(),
                is_external: kind.starts_with("external"),
                ..Path::default()
            });
        } else if let Some(path) = paths.last_mut() {
            if extended && line.contains(':') && !line.contains(' ') {
                path.communities.push(line.to_owned());
            } else {
                extended = line.starts_with("Extcommunity:");
                add(path, line);
            }
        }
    }
    paths
}

fn add(path: &mut Path, line: &str) {
    let words = |list: &str| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if let Some(rest) = line.strip_prefix("AS-Path: ") {
        let numbers = rest.split(',').next().unwrap_or_default().trim();
        if numbers != "NONE" {
            numbers.clone_into(&mut path.systems);
        }
    } else if let Some((before, rest)) = line.split_once(" from ") {
        path.next_hop = before.split(' ').next().map(str::to_owned);
        path.from = rest.split(' ').next().map(str::to_owned);
    } else if let Some((_, rest)) = line.split_once("localpref ") {
        path.local_preference = rest.split(',').next().and_then(read::number);
    } else if let Some(list) = line.strip_prefix("Community: ") {
        path.communities.extend(words(list));
    } else if let Some(list) = line.strip_prefix("Extcommunity:") {
        path.communities.extend(words(list));
    }
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn a_path_is_told_in_several_lines() {
        let text = "BGP routing table information for VRF default, address family IPv4 Unicast\n\
                    BGP routing table entry for 192.0.2.0/24, version 12\n\
                    \x20 Path type: external, path is valid, is best path\n\
                    \x20 AS-Path: 64501 64510 , path sourced external to AS\n\
                    \x20   198.51.100.0 (metric 0) from 198.51.100.9 (203.0.113.2)\n\
                    \x20     Origin IGP, MED not set, localpref 100, weight 0\n\
                    \x20     Community: 64500:10 64500:20\n      Extcommunity:\n          RT:64500:7\n\
                    \x20 Path-id 1 not advertised to any peer\n";
        let [path] = &paths(text)[..] else {
            panic!("not one path")
        };
        assert_eq!(
            (path.vrf.as_str(), path.prefix.as_str()),
            ("default", "192.0.2.0/24")
        );
        assert_eq!(path.systems, "64501 64510");
        assert_eq!(path.remote_as(), Some(64501));
        assert_eq!(path.next_hop.as_deref(), Some("198.51.100.0"));
        assert_eq!(path.from.as_deref(), Some("198.51.100.9"));
        assert_eq!(path.local_preference, Some(100));
        assert_eq!(path.communities, ["64500:10", "64500:20", "RT:64500:7"]);
    }
}
