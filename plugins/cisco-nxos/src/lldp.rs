//! What each neighbour says of itself in `show lldp neighbors detail`, beyond the columns of that command.

/// A block of the output. Absent what the neighbour does not advertise.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Neighbor<'t> {
    pub local_interface: Option<&'t str>,
    pub chassis: Option<&'t str>,
    pub port: Option<&'t str>,
    pub port_description: Option<&'t str>,
    pub name: Option<&'t str>,
    /// Its lines, the first without the key.
    pub description: Option<String>,
    /// Letters, as the legend above the output has them.
    pub capabilities: Vec<&'t str>,
    pub enabled_capabilities: Vec<&'t str>,
}

pub(crate) fn neighbors(text: &str) -> Vec<Neighbor<'_>> {
    let mut neighbors: Vec<Neighbor> = Vec::new();
    let mut in_description = false;
    for line in text.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let key = key.trim().to_lowercase();
        let value = value.trim();
        if key == "chassis id" {
            in_description = false;
            neighbors.push(Neighbor {
                chassis: told(value),
                ..Neighbor::default()
            });
            continue;
        }
        let Some(neighbor) = neighbors.last_mut() else {
            continue;
        };
        match key.as_str() {
            "time remaining" => in_description = false,
            _ if in_description => {
                if let Some(description) = &mut neighbor.description {
                    description.push('\n');
                    description.push_str(line.trim_end());
                }
            }
            "port id" => neighbor.port = told(value),
            "local port id" => neighbor.local_interface = told(value),
            "port description" => neighbor.port_description = told(value),
            "system name" => neighbor.name = told(value),
            "system description" => {
                neighbor.description = told(value).map(str::to_owned);
                in_description = true;
            }
            "system capabilities" => neighbor.capabilities = letters(value),
            "enabled capabilities" => neighbor.enabled_capabilities = letters(value),
            _ => {}
        }
    }
    neighbors
}

fn told(value: &str) -> Option<&str> {
    (!matches!(value, "" | "null" | "not advertised")).then_some(value)
}

fn letters(value: &str) -> Vec<&str> {
    let all = told(value).unwrap_or_default();
    all.split([',', ' '])
        .filter(|letter| !letter.is_empty())
        .collect()
}

/// IEEE 802.1AB's name of a letter; a letter that the legend does not have is none.
pub(crate) fn capability(letter: &str) -> Option<&'static str> {
    Some(match letter {
        "B" => "bridge",
        "R" => "router",
        "W" => "wlan-access-point",
        "T" => "telephone",
        "P" => "repeater",
        "C" => "docsis-cable-device",
        "S" => "station",
        "O" => "other",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::neighbors;

    #[test]
    fn a_description_may_have_lines_that_look_like_keys() {
        let text = "Chassis id: 0000.5e00.5301\nPort id: Eth1/1\nLocal Port id: mgmt0\nSystem Name: not advertised\n\
                    System Description: Linux\nPort id: none\nTime remaining: 7 seconds\nSystem Capabilities: B, R\n";
        let [neighbor] = &neighbors(text)[..] else {
            panic!("not one neighbour")
        };
        assert_eq!(neighbor.port, Some("Eth1/1"));
        assert_eq!(neighbor.name, None);
        assert_eq!(neighbor.description.as_deref(), Some("Linux\nPort id: none"));
        assert_eq!(neighbor.capabilities, ["B", "R"]);
    }
}
