//! A conversation with a device, without I/O: bytes and instants go in, bytes to send and events come out.
//!
//! Nothing here opens a socket, reads a clock or knows a vendor. What a platform's command line looks like comes
//! in as a [`profile`].

pub mod profile;
