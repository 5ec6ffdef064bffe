//! What an answer looks like, as far as rules need to know: which fields there are, and what stands in each.

/// The shape of an answer or of a part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    Boolean,
    Number(Unit),
    Text(Kind),
    /// Fields of fixed names, each of which a device may leave out.
    Record(&'static [(&'static str, Shape)]),
    /// Members by the names that the device gives, such as interfaces.
    Members(Kind, &'static Shape),
    List(&'static Shape),
}

/// What a number counts. Texts with a unit are numbers only where it says which units those are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A number of things, or one without a unit.
    Plain,
    Seconds,
    Milliseconds,
    Minutes,
    Days,
    /// Megabits in each second, NAPALM's unit of speed.
    Megabits,
    Bytes,
    Octets,
    Watts,
    Celsius,
    Percent,
    DecibelMilliwatts,
    Milliamperes,
}

/// What a text names. Two ways to write the same address are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Mac,
    Address,
    Prefix,
}

impl Shape {
    /// In a sentence: "expected …".
    pub fn described(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Record(_) | Self::Members(..) => "a table",
            Self::List(_) => "a list",
        }
    }
}

/// A field of a record.
pub fn field(fields: &[(&'static str, Shape)], name: &str) -> Option<Shape> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, shape)| *shape)
}

impl Unit {
    /// As it stands behind a number; empty where there is none.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Seconds => " s",
            Self::Milliseconds => " ms",
            Self::Minutes => " min",
            Self::Days => " days",
            Self::Megabits => " Mbit/s",
            Self::Bytes => " bytes",
            Self::Octets => " octets",
            Self::Watts => " W",
            Self::Celsius => " °C",
            Self::Percent => " %",
            Self::DecibelMilliwatts => " dBm",
            Self::Milliamperes => " mA",
        }
    }

    /// Suffixes that a number written as text may have, and by what each multiplies.
    pub fn suffixes(self) -> &'static [(&'static str, f64)] {
        match self {
            Self::Seconds => &[
                ("ms", 0.001),
                ("s", 1.0),
                ("m", 60.0),
                ("h", 3600.0),
                ("d", 86_400.0),
                ("w", 604_800.0),
            ],
            Self::Milliseconds => &[("ms", 1.0), ("s", 1000.0)],
            Self::Minutes => &[("m", 1.0), ("h", 60.0), ("d", 1440.0), ("w", 10_080.0)],
            Self::Days => &[("d", 1.0), ("w", 7.0)],
            Self::Megabits => &[("K", 0.001), ("M", 1.0), ("G", 1000.0), ("T", 1_000_000.0)],
            _ => &[],
        }
    }
}
