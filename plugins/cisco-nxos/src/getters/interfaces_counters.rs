//! What went in and out of every interface. Each line of the output is a run of numbers, each followed by what it counts.

use nethost_driver::{GetterError, InterfaceCounters, Output, Platform};

pub(crate) const PLAN: &[&str] = &["show interface"];

#[derive(Clone, Copy)]
enum Direction {
    In,
    Out,
}

pub(crate) fn collect(
    platform: &Platform,
    outputs: &[Output],
) -> Result<Vec<InterfaceCounters>, GetterError> {
    // An output that the command's template does not understand is not guessed at.
    let rows = platform.needed(outputs, "show interface")?;
    let text = platform.needed_text(outputs, "show interface")?;
    let mut names = rows.iter().filter_map(|row| row.string("interface")).peekable();
    let mut interfaces: Vec<InterfaceCounters> = Vec::new();
    let mut direction = None;
    for line in text.lines() {
        let first = line.split_whitespace().next();
        if !line.starts_with(' ') && names.peek().map(String::as_str) == first && line.contains(" is ") {
            interfaces.extend(names.next().map(InterfaceCounters::of));
            direction = None;
        }
        let Some(counters) = interfaces.last_mut() else {
            continue;
        };
        match line.trim() {
            "RX" | "Rx" => direction = Some(Direction::In),
            "TX" | "Tx" => direction = Some(Direction::Out),
            line => {
                for (number, what) in counts(line) {
                    add(counters, direction, number, &what);
                }
            }
        }
    }
    Ok(interfaces)
}

/// "7 input packets  90 bytes" is 7 of "input packets" and 90 of "bytes". Nothing of a line that begins otherwise.
fn counts(line: &str) -> Vec<(u64, String)> {
    let mut counts: Vec<(u64, String)> = Vec::new();
    for word in line.split_whitespace() {
        match (word.parse(), counts.last_mut()) {
            (Ok(number), _) => counts.push((number, String::new())),
            (Err(_), None) => return Vec::new(),
            (Err(_), Some((_, what))) => {
                if !what.is_empty() {
                    what.push(' ');
                }
                what.push_str(word);
            }
        }
    }
    counts
}

fn add(counters: &mut InterfaceCounters, direction: Option<Direction>, number: u64, what: &str) {
    use Direction::{In, Out};
    let field = match (direction, what) {
        (_, "input error" | "input errors") => &mut counters.rx_errors,
        (_, "output error" | "output errors") => &mut counters.tx_errors,
        (_, "input discard") => &mut counters.rx_discards,
        (_, "output discard") => &mut counters.tx_discards,
        (Some(In), "bytes") => &mut counters.rx_octets,
        (Some(Out), "bytes") => &mut counters.tx_octets,
        (Some(In), "unicast packets") => &mut counters.rx_unicast_packets,
        (Some(Out), "unicast packets") => &mut counters.tx_unicast_packets,
        (Some(In), "multicast packets") => &mut counters.rx_multicast_packets,
        (Some(Out), "multicast packets") => &mut counters.tx_multicast_packets,
        (Some(In), "broadcast packets") => &mut counters.rx_broadcast_packets,
        (Some(Out), "broadcast packets") => &mut counters.tx_broadcast_packets,
        _ => return,
    };
    *field = Some(number);
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn a_line_is_a_run_of_numbers_and_what_they_count() {
        let of = |line| {
            counts(line)
                .into_iter()
                .map(|(n, what)| format!("{n}={what}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of("    7 input packets  90 bytes"),
            ["7=input packets", "90=bytes"]
        );
        assert!(of("ucast: 0 pkts, 0 bytes").is_empty());
        assert!(of("").is_empty());
    }
}
