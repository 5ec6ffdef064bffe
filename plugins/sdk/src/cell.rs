//! What a command's rows are made of: values for a driver's own code, or what the host reads.

use crate::Value;
use std::borrow::Cow;

/// One value of a row, made of texts that live for `'t`.
#[cfg_attr(
    not(feature = "templates"),
    allow(dead_code, reason = "what templates make, where there are none")
)]
pub(crate) trait Cell<'t>: Sized {
    fn none() -> Self;
    fn integer(it: i64) -> Self;
    fn decimal(it: f64) -> Self;
    fn text(it: Cow<'t, str>) -> Self;
    fn texts(it: impl Iterator<Item = Cow<'t, str>>) -> Self;
}

impl<'t> Cell<'t> for Value {
    fn none() -> Self {
        Self::None
    }

    fn integer(it: i64) -> Self {
        Self::Integer(it)
    }

    fn decimal(it: f64) -> Self {
        Self::Decimal(it)
    }

    fn text(it: Cow<'t, str>) -> Self {
        Self::Text(it.into_owned())
    }

    fn texts(it: impl Iterator<Item = Cow<'t, str>>) -> Self {
        Self::Texts(it.map(Cow::into_owned).collect())
    }
}
