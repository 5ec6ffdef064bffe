//! Every getter can be asked about.

use super::super::shapes;
use crate::plugin::model::Getter;

#[test]
fn every_getter_has_a_shape() {
    for getter in Getter::ALL {
        assert!(shapes::of(getter.name()).is_some(), "{}", getter.name());
    }
}
