//! The WASI that a driver gets when its user allows it one: there, and empty.
//!
//! For languages whose runtimes insist on the imports. stdin is closed, output goes nowhere, no files, no arguments, no
//! environment, no network; clocks stand still and random numbers are the same in each call, so that a run
//! can be repeated.

use std::time::Duration;
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, ResourceTable, WasiCtx, random::Deterministic};

/// 2020-01-01T00:00:00Z, in seconds since 1970: a plausible date for runtimes that check.
const NOW: u64 = 1_577_836_800;

/// Seed of the random numbers: any fixed bytes do.
const SEED: [u8; 8] = *b"nethost\0";

struct StoppedClock;

impl HostWallClock for StoppedClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }
    fn now(&self) -> Duration {
        Duration::from_secs(NOW)
    }
}

impl HostMonotonicClock for StoppedClock {
    fn resolution(&self) -> u64 {
        1
    }
    fn now(&self) -> u64 {
        0
    }
}

pub(super) fn empty() -> Box<(WasiCtx, ResourceTable)> {
    let ctx = WasiCtx::builder()
        .wall_clock(StoppedClock)
        .monotonic_clock(StoppedClock)
        .secure_random(Deterministic::new(SEED.to_vec()))
        .insecure_random(Deterministic::new(SEED.to_vec()))
        .insecure_random_seed(u128::from(u64::from_le_bytes(SEED)))
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .build();
    Box::new((ctx, ResourceTable::new()))
}
