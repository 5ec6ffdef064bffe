//! A simulated fleet: recorded devices served over real SSH on this machine.
