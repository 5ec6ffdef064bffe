//! What carries a session to a device and back.
