//! What is allocated for what, while a driver is made: the allocator puts it where that stands.

/// What an allocation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is freed before the driver is made.
    #[cfg_attr(
        not(feature = "templates"),
        allow(dead_code, reason = "nothing else is large")
    )]
    Making,
    /// It may belong to the driver.
    Driver,
    /// It belongs to the driver for good, and is as large as it will ever be.
    #[cfg_attr(
        not(feature = "templates"),
        allow(dead_code, reason = "nothing else is large")
    )]
    Kept,
}

/// Does something whose allocations are for one purpose. Natively they all are alike.
pub(crate) fn allocating<T>(purpose: Purpose, make: impl FnOnce() -> T) -> T {
    #[cfg(all(target_arch = "wasm32", feature = "allocator"))]
    let before = crate::ALLOCATOR.purpose(purpose);
    #[cfg(not(all(target_arch = "wasm32", feature = "allocator")))]
    let _ = purpose;
    let result = make();
    #[cfg(all(target_arch = "wasm32", feature = "allocator"))]
    crate::ALLOCATOR.purpose(before);
    result
}

/// A copy that is kept for good: its memory stands together, without what was only needed to make it.
#[cfg(feature = "templates")]
pub(crate) fn kept<T: Clone>(made: &T) -> T {
    allocating(Purpose::Kept, || made.clone())
}
