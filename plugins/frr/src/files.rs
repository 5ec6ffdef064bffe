//! The driver's files, carried inside it. A template that `driver.toml` names and that is missing here stops the build.

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[
            ("driver.toml", include_str!("../driver.toml")),
            ("profile.toml", include_str!("../profile.toml")),
            $((
                concat!("templates/", $name, ".textfsm"),
                include_str!(concat!("../templates/", $name, ".textfsm")),
            ),)*
        ]
    };
}

pub(crate) const FILES: &[(&str, &str)] = templates![
    "show_interface",
    "show_interface_brief",
    "show_ip_bgp_summary",
    "show_ip_ospf_neighbor",
    "show_ip_route",
    "show_version",
];
