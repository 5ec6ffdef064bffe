//! Puts what comes in order of completion back into the inventory's order.

use std::collections::BTreeMap;

/// Holds back what came too early and gives it out as soon as all before it is there, so that only what is
/// out of order takes memory. Places are those of the run's own list of devices, from 0, each once: where
/// one never comes, all behind it waits for the end.
#[derive(Debug)]
pub(super) struct InOrder<T> {
    next: usize,
    waiting: BTreeMap<usize, T>,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self {
            next: 0,
            waiting: BTreeMap::new(),
        }
    }
}

impl<T> InOrder<T> {
    /// Takes `item` at `place` and gives what is now in order, itself included when its turn has come.
    pub fn push(&mut self, place: usize, item: T) -> Vec<T> {
        self.waiting.insert(place, item);
        let mut ready = Vec::new();
        while let Some(entry) = self.waiting.first_entry() {
            // A place before the next one has been passed over; it can only be given out late.
            if *entry.key() > self.next {
                break;
            }
            self.next = self.next.max(entry.key() + 1);
            ready.push(entry.remove());
        }
        ready
    }

    /// Gives what still waits, in order.
    pub fn finish(&mut self) -> impl Iterator<Item = T> + use<T> {
        std::mem::take(&mut self.waiting).into_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_in_order_is_not_held() {
        let mut order = InOrder::default();
        assert_eq!(order.push(0, 'a'), ['a']);
        assert!(order.push(2, 'c').is_empty());
        assert_eq!(order.push(1, 'b'), ['b', 'c']);
    }

    #[test]
    fn a_gap_waits_for_the_end() {
        let mut order = InOrder::default();
        assert!(order.push(3, 'd').is_empty());
        assert!(order.push(1, 'b').is_empty());
        assert_eq!(order.finish().collect::<Vec<_>>(), ['b', 'd']);
    }

    proptest! {
        #[test]
        fn any_arrival_comes_out_sorted_and_whole(places in Just((0..40_usize).collect::<Vec<_>>()).prop_shuffle()) {
            let mut order = InOrder::default();
            let mut given: Vec<usize> = places.iter().flat_map(|&place| order.push(place, place)).collect();
            given.extend(order.finish());
            prop_assert_eq!(given, (0..40).collect::<Vec<_>>());
        }
    }
}
