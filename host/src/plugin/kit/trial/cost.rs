//! What commands cost, against what a call may use.

use crate::plugin::{
    engine::{Cost, Limits},
    model::{Table, Value},
};
use serde::Serialize;
use std::{collections::BTreeMap, time::Duration};

/// Of a limit, in percent, from which on an author is warned: other devices have larger tables, and slower machines
/// run drivers.
pub const TOO_NEAR: u64 = 50;

/// A part of a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub used: u64,
    pub limit: u64,
}

impl Share {
    /// Of the limit, rounded up.
    pub fn percent(self) -> u64 {
        match self.limit {
            0 => 0,
            limit => self.used.saturating_mul(100).div_ceil(limit),
        }
    }

    pub fn is_too_near(self) -> bool {
        self.percent() >= TOO_NEAR
    }

    /// The one that is nearer to its limit.
    fn nearer(self, other: Self) -> Self {
        let (one, two) = (
            u128::from(self.used) * u128::from(other.limit),
            u128::from(other.used) * u128::from(self.limit),
        );
        if two > one || self.limit == 0 { other } else { self }
    }
}

/// What the calls for one command took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommandCost {
    /// The command, or the getter.
    pub name: String,
    pub is_getter: bool,
    pub calls: usize,
    /// Wall time in microseconds.
    pub median_us: u64,
    /// The call that came nearest to its limit, in microseconds; a large output has more time.
    pub time_us: Share,
    /// Linear memory in bytes.
    pub memory: Share,
    /// What the answer takes in the host's memory, in bytes.
    pub answer: Share,
}

impl CommandCost {
    /// Whether it came near to one of its limits.
    pub fn is_too_near(&self) -> bool {
        [self.time_us, self.memory, self.answer]
            .into_iter()
            .any(Share::is_too_near)
    }
}

/// Calls as they are made.
#[derive(Debug, Default)]
pub(super) struct Ledger(BTreeMap<(bool, String), Account>);

#[derive(Debug, Default)]
struct Account {
    times: Vec<Duration>,
    time: Share,
    memory: Share,
    answer: Share,
}

/// One call.
pub(super) struct Call<'a> {
    /// The command, or the getter.
    pub(super) name: &'a str,
    pub(super) is_getter: bool,
    /// Bytes that it was given.
    pub(super) input: usize,
    /// Bytes of its answer.
    pub(super) answer: usize,
    pub(super) cost: Cost,
}

impl Ledger {
    pub(super) fn note(&mut self, call: &Call, limits: &Limits) {
        let account = self.0.entry((call.is_getter, call.name.to_owned())).or_default();
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let share = |used, limit| Share { used, limit };
        account.times.push(call.cost.time);
        account.time = account
            .time
            .nearer(share(micros(call.cost.time), micros(limits.time_for(call.input))));
        let bytes = |used: usize, limit: usize| share(used as u64, limit as u64);
        account.memory = account.memory.nearer(bytes(call.cost.memory, limits.memory));
        account.answer = account.answer.nearer(bytes(call.answer, limits.answer));
    }

    /// Commands first, then getters, each in the order of their names.
    pub(super) fn costs(self) -> Vec<CommandCost> {
        let cost = |((is_getter, name), mut account): ((bool, String), Account)| {
            account.times.sort();
            let median = account.times.get(account.times.len() / 2).copied();
            CommandCost {
                name,
                is_getter,
                calls: account.times.len(),
                median_us: u64::try_from(median.unwrap_or_default().as_micros()).unwrap_or(u64::MAX),
                time_us: account.time,
                memory: account.memory,
                answer: account.answer,
            }
        };
        self.0.into_iter().map(cost).collect()
    }
}

/// What a table takes in the host's memory, as the limit counts it: its lists' places, and the bytes of its texts.
pub(super) fn size(table: &Table) -> usize {
    let text = |text: &String| size_of::<String>() + text.len();
    let cell = |value: &Value| {
        let own = match value {
            Value::Text(text) => text.len(),
            Value::Texts(texts) => texts.iter().map(text).sum(),
            _ => 0,
        };
        size_of::<Value>() + own
    };
    let row = |row: &Vec<Value>| size_of::<Vec<Value>>() + row.iter().map(cell).sum::<usize>();
    table.columns.iter().map(text).sum::<usize>() + table.rows.iter().map(row).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, is_getter: bool, input: usize, millis: u64) -> Call<'_> {
        Call {
            name,
            is_getter,
            input,
            answer: 1000,
            cost: Cost {
                time: Duration::from_millis(millis),
                memory: 64 << 20,
            },
        }
    }

    #[test]
    fn the_call_that_is_nearest_to_its_limit_counts() {
        let (limits, mut ledger) = (Limits::default(), Ledger::default());
        // The longer one was given more, and so has more time.
        for (input, millis) in [(9 << 20, 900), (10, 600), (10, 1)] {
            ledger.note(&call("show ports", false, input, millis), &limits);
        }
        ledger.note(&call("facts", true, 0, 1), &limits);
        let costs = ledger.costs();
        assert_eq!((costs[0].calls, costs[0].median_us), (3, 600_000));
        assert_eq!(costs[0].time_us.percent(), 60);
        assert_eq!(costs[0].memory.percent(), 50);
        assert!(costs[0].time_us.is_too_near() && costs[0].memory.is_too_near());
        assert_eq!(costs[0].answer.percent(), 1);
        assert!(!costs[0].answer.is_too_near());
        assert!(costs[1].is_getter && !costs[1].time_us.is_too_near());
    }

    #[test]
    fn a_table_is_as_large_as_its_cells() {
        let table = Table {
            columns: ["a".to_owned()].into(),
            rows: vec![vec![Value::Text("x".repeat(1000).into())]; 3],
        };
        assert!((3000..3400).contains(&size(&table)), "{}", size(&table));
    }
}
