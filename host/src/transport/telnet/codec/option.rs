//! The options that are understood, by their numbers. Every other is refused, among them terminal speed (RFC 1079),
//! line mode (RFC 1184), remote flow control (RFC 1372), the X display (RFC 1096), environments (RFC 1408, RFC 1572),
//! authentication (RFC 2941) and encryption (RFC 2946): a device works without them.

/// No line endings are translated. RFC 856.
pub const BINARY: u8 = 0;
/// Shows what it is sent. RFC 857.
pub const ECHO: u8 = 1;
/// Sends at any time, not in turns: with [`ECHO`], each key at once. RFC 858.
pub const SUPPRESS_GO_AHEAD: u8 = 3;
/// Asks to be told when all before it was worked off. RFC 860.
pub const TIMING_MARK: u8 = 6;
/// Tells what the terminal is called. RFC 1091.
pub const TERMINAL_TYPE: u8 = 24;
/// Tells how large the terminal is. RFC 1073.
pub const WINDOW_SIZE: u8 = 31;
