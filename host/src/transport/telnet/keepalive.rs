//! Noticing that a device is gone.
//!
//! Telnet has no question that every device answers, so it is TCP that asks. Through a jump host this says nothing
//! of the device: there a session's own time is all.

use std::time::Duration;
use tokio::net::TcpStream;

/// Questions in a row without an answer after which a device is gone, as over SSH.
const LOST: u32 = 3;

/// The least that TCP counts in.
const LEAST: Duration = Duration::from_secs(1);

/// Asks a silent device this often whether it is still there; zero is never.
pub(super) fn keep_alive(stream: &TcpStream, interval: Duration) {
    use rustix::net::sockopt;
    if interval.is_zero() {
        return;
    }
    let interval = interval.max(LEAST);
    // A system that does not know one of these notices a dead device later.
    let _ = sockopt::set_socket_keepalive(stream, true);
    let _ = sockopt::set_tcp_keepidle(stream, interval);
    let _ = sockopt::set_tcp_keepintvl(stream, interval);
    let _ = sockopt::set_tcp_keepcnt(stream, LOST);
    // Nothing is asked while something sent waits to be received: that has its own time, a quarter of an hour by
    // default.
    #[cfg(target_os = "linux")]
    {
        let patience = u32::try_from((interval * LOST).as_millis()).unwrap_or(u32::MAX);
        let _ = sockopt::set_tcp_user_timeout(stream, patience);
    }
}

/// Leaves urgent data in its place among the rest: a device marks the place from which its output counts again with
/// a urgent byte, which is the second half of a command.
pub(super) fn read_urgent_in_line(stream: &TcpStream) {
    let _ = rustix::net::sockopt::set_socket_oobinline(stream, true);
}
