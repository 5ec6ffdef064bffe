//! The getters' records before anything is known of what they are about: every field is absent, none is made up.

use crate::{BgpNeighbor, InterfaceCounters, NetworkInstance, PingResult, Route, TracerouteProbe, User};

/// The one of a list that fits, or a new one at its end.
pub fn known<T>(list: &mut Vec<T>, fits: impl FnMut(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let place = list.iter().position(fits).unwrap_or_else(|| {
        list.push(new());
        list.len() - 1
    });
    &mut list[place]
}

impl InterfaceCounters {
    pub fn of(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            tx_errors: None,
            rx_errors: None,
            tx_discards: None,
            rx_discards: None,
            tx_octets: None,
            rx_octets: None,
            tx_unicast_packets: None,
            rx_unicast_packets: None,
            tx_multicast_packets: None,
            rx_multicast_packets: None,
            tx_broadcast_packets: None,
            rx_broadcast_packets: None,
        }
    }
}

impl BgpNeighbor {
    pub fn of(vrf: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            vrf: vrf.into(),
            router_id: None,
            address: address.into(),
            local_as: None,
            remote_as: None,
            remote_id: None,
            is_up: None,
            is_enabled: None,
            description: None,
            uptime: None,
            prefixes: Vec::new(),
        }
    }
}

impl Route {
    pub fn to(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            protocol: None,
            current_active: None,
            last_active: None,
            inactive_reason: None,
            age: None,
            next_hop: None,
            outgoing_interface: None,
            selected_next_hop: None,
            preference: None,
            metric: None,
            routing_table: None,
            as_path: None,
            local_preference: None,
            communities: Vec::new(),
            remote_as: None,
            remote_address: None,
        }
    }
}

impl User {
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            level: None,
            password: None,
            sshkeys: Vec::new(),
        }
    }

    /// The user of this name, added to the others when it is not among them.
    pub fn known<'u>(users: &'u mut Vec<Self>, name: &str) -> &'u mut Self {
        known(users, |user| user.name == name, || Self::named(name))
    }
}

impl NetworkInstance {
    /// What the instance is called in which everything is that no other has.
    pub const DEFAULT: &'static str = "default";

    /// An instance without interfaces, of the kind that its name says, in `OpenConfig`'s words: the default one, or a VRF.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        let kind = if name == Self::DEFAULT {
            "DEFAULT_INSTANCE"
        } else {
            "L3VRF"
        };
        Self {
            name,
            kind: Some(kind.to_owned()),
            route_distinguisher: None,
            interfaces: Vec::new(),
        }
    }

    /// VRFs, and before them the default one with those of all interfaces that are in none.
    pub fn with_default(vrfs: Vec<Self>, interfaces: impl IntoIterator<Item = String>) -> Vec<Self> {
        let is_free = |name: &String| !vrfs.iter().any(|vrf| vrf.interfaces.contains(name));
        let default = Self {
            interfaces: interfaces.into_iter().filter(is_free).collect(),
            ..Self::named(Self::DEFAULT)
        };
        [default].into_iter().chain(vrfs).collect()
    }
}

impl PingResult {
    /// So many probes were sent, and so many of them answered. How many were lost is absent when more were answered than
    /// sent.
    pub fn counted(sent: Option<u32>, answered: Option<u32>) -> Self {
        let lost = sent.zip(answered);
        Self {
            probes_sent: sent,
            packet_loss: lost.and_then(|(sent, answered)| sent.checked_sub(answered)),
            rtt_min: None,
            rtt_max: None,
            rtt_avg: None,
            rtt_stddev: None,
            results: Vec::new(),
        }
    }
}

impl TracerouteProbe {
    /// One that nobody answered.
    pub fn silent() -> Self {
        Self {
            rtt: None,
            ip_address: None,
            host_name: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_instance_has_what_no_vrf_has() {
        let users = NetworkInstance {
            interfaces: vec!["eth1".to_owned()],
            ..NetworkInstance::named("USERS")
        };
        let all = NetworkInstance::with_default(vec![users], ["eth0", "eth1"].map(str::to_owned));
        let told: Vec<_> = all
            .iter()
            .map(|it| (it.name.as_str(), it.kind.as_deref(), it.interfaces.concat()))
            .collect();
        assert_eq!(
            told,
            [
                ("default", Some("DEFAULT_INSTANCE"), "eth0".to_owned()),
                ("USERS", Some("L3VRF"), "eth1".to_owned())
            ]
        );
    }

    #[test]
    fn more_answers_than_probes_are_no_loss_that_is_known() {
        let lost = |sent, answered| PingResult::counted(sent, answered).packet_loss;
        assert_eq!(lost(Some(5), Some(3)), Some(2));
        assert_eq!(lost(Some(5), Some(6)), None);
        assert_eq!(lost(Some(5), None), None);
    }

    #[test]
    fn a_user_is_known_by_its_name() {
        let mut users = vec![User::named("ops")];
        User::known(&mut users, "ops").level = Some(15);
        User::known(&mut users, "guest").level = Some(1);
        let told: Vec<_> = users.iter().map(|it| (it.name.as_str(), it.level)).collect();
        assert_eq!(told, [("ops", Some(15)), ("guest", Some(1))]);
    }
}
