//! A table of what each command costs, and how much of its limits that is.

use crate::{
    plugin::kit::trial::{CommandCost, Share},
    report::{Message, Terminal, grid::Grid},
};
use std::io::{self, Write};

/// Writes the table, and a warning for each command that comes near to a limit.
pub(super) fn write(out: &mut dyn Write, costs: &[CommandCost], terminal: Terminal) -> io::Result<()> {
    if costs.is_empty() {
        return Ok(());
    }
    let rows: Vec<[String; 9]> = costs.iter().map(row).collect();
    let columns = vec![
        "command", "calls", "median", "worst", "of limit", "memory", "of limit", "answer", "of limit",
    ];
    let grid = Grid {
        columns,
        rows: || rows.iter().map(|row| row.iter().map(String::as_str).collect()),
    };
    grid.write(out, terminal.width)?;
    writeln!(out)?;
    for cost in costs.iter().filter(|cost| cost.is_too_near()) {
        warn(out, cost, terminal)?;
    }
    Ok(())
}

fn row(cost: &CommandCost) -> [String; 9] {
    let percent = |share: Share| format!("{} %", share.percent());
    [
        name(cost),
        cost.calls.to_string(),
        time(cost.median_us),
        time(cost.time_us.used),
        percent(cost.time_us),
        bytes(cost.memory.used),
        percent(cost.memory),
        bytes(cost.answer.used),
        percent(cost.answer),
    ]
}

fn warn(out: &mut dyn Write, cost: &CommandCost, terminal: Terminal) -> io::Result<()> {
    let parts = [
        (cost.time_us, "time", time as fn(u64) -> String),
        (cost.memory, "memory", bytes),
        (cost.answer, "answer", bytes),
    ];
    let near: Vec<String> = parts
        .into_iter()
        .filter(|(share, ..)| share.is_too_near())
        .map(|(share, what, shown)| format!("{what} {} of {}", shown(share.used), shown(share.limit)))
        .collect();
    Message::warning(format!("{} comes near to its limits: {}", name(cost), near.join(", ")))
        .hint("a device may print more, on a slower machine: who uses the driver can raise a limit in the configuration")
        .write(out, terminal)
}

fn name(cost: &CommandCost) -> String {
    if cost.is_getter {
        format!("getter {}", cost.name)
    } else {
        cost.name.clone()
    }
}

/// Microseconds as a person reads them.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn time(micros: u64) -> String {
    match micros {
        0..1000 => format!("{micros} µs"),
        1000..1_000_000 => format!("{:.1} ms", micros as f64 / 1e3),
        _ => format!("{:.1} s", micros as f64 / 1e6),
    }
}

/// Bytes as a person reads them.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn bytes(number: u64) -> String {
    match number {
        0..1024 => format!("{number} B"),
        1024..0x10_0000 => format!("{} KiB", number.div_ceil(1024)),
        _ => format!("{:.1} MiB", number as f64 / f64::from(1 << 20)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_told_with_their_share_and_those_near_a_limit_again() {
        let share = |used, limit| Share { used, limit };
        let cost = |name: &str, is_getter, time| CommandCost {
            name: name.into(),
            is_getter,
            calls: 20,
            median_us: 431,
            time_us: share(time, 1_000_000),
            memory: share(3 << 20, 128 << 20),
            answer: share(2000, 64 << 20),
        };
        let mut out = Vec::new();
        let costs = [cost("show ports", false, 2300), cost("facts", true, 612_000)];
        write(&mut out, &costs, Terminal::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        command       calls  median  worst     of limit  memory   of limit  answer  of limit
        ────────────────────────────────────────────────────────────────────────────────────
        show ports    20     431 µs  2.3 ms    1 %       3.0 MiB  3 %       2 KiB   1 %
        getter facts  20     431 µs  612.0 ms  62 %      3.0 MiB  3 %       2 KiB   1 %

        warning: getter facts comes near to its limits: time 612.0 ms of 1.0 s
          hint: a device may print more, on a slower machine: who uses the driver can raise a limit in the configuration
        ");
    }
}
