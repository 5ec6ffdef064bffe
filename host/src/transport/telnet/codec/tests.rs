//! The codec against bytes as devices send them, against any bytes, and against itself.

use super::*;
use proptest::prelude::*;

const VT100: Terminal = Terminal {
    name: "VT100",
    columns: 511,
    rows: 0xff,
};

/// Data and replies.
fn receive(codec: &mut Codec, bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut data, mut replies) = (Vec::new(), Vec::new());
    codec.receive(bytes, &mut data, &mut replies);
    (data, replies)
}

fn encode(codec: &Codec, text: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    codec.encode(text, &mut wire);
    wire
}

/// A client whose peer has said this.
fn client(said: &[u8]) -> Codec {
    let mut codec = Codec::client(VT100);
    receive(&mut codec, said);
    codec
}

#[test]
fn a_device_s_greeting_is_agreed_to_and_its_text_comes_through() {
    let mut codec = Codec::client(VT100);
    let greeting =
        b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\n\r\nUser Access Verification\r\n\r\nUsername: ";
    let (data, replies) = receive(&mut codec, greeting);
    assert_eq!(data, b"\r\n\r\nUser Access Verification\r\n\r\nUsername: ");
    assert_eq!(
        replies,
        // The size has an IAC in it, twice.
        b"\xff\xfd\x01\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1f\xff\xfa\x1f\x01\xff\xff\x00\xff\xff\xff\xf0"
    );
    let (data, replies) = receive(&mut codec, b"\xff\xfa\x18\x01\xff\xf0");
    assert_eq!(
        (data.as_slice(), replies.as_slice()),
        (&b""[..], &b"\xff\xfa\x18\x00VT100\xff\xf0"[..])
    );
}

#[test]
fn nothing_is_answered_twice() {
    let mut codec = Codec::client(VT100);
    let asked = b"\xff\xfb\x01\xff\xfd\x18";
    assert_eq!(receive(&mut codec, asked).1, b"\xff\xfd\x01\xff\xfb\x18");
    assert_eq!(receive(&mut codec, asked).1, b"");
    assert_eq!(
        receive(&mut codec, b"\xff\xfc\x01\xff\xfe\x18").1,
        b"\xff\xfe\x01\xff\xfc\x18"
    );
    assert_eq!(receive(&mut codec, b"\xff\xfc\x01\xff\xfe\x18").1, b"");
}

#[test]
fn what_is_not_understood_is_refused() {
    // Flow control, speed, X display, line mode, both environments, authentication, encryption, and one of no RFC.
    for option in [33, 32, 35, 34, 36, 39, 37, 38, 200] {
        let mut codec = Codec::client(VT100);
        assert_eq!(
            receive(&mut codec, &[IAC, DO, option]).1,
            [IAC, WONT, option],
            "{option}"
        );
        assert_eq!(
            receive(&mut codec, &[IAC, WILL, option]).1,
            [IAC, DONT, option],
            "{option}"
        );
        assert_eq!(
            receive(&mut codec, &[IAC, WONT, option, IAC, DONT, option]).1,
            b"",
            "{option}"
        );
        assert_eq!(
            receive(&mut codec, &[IAC, SB, option, SEND, IAC, SE]).1,
            b"",
            "{option}"
        );
    }
    // A terminal neither echoes nor lets the device have a window.
    let mut codec = Codec::client(VT100);
    assert_eq!(
        receive(&mut codec, b"\xff\xfd\x01\xff\xfb\x1f").1,
        b"\xff\xfc\x01\xff\xfe\x1f"
    );
}

#[test]
fn a_terminal_tells_only_what_it_agreed_to_tell() {
    let mut codec = Codec::client(VT100);
    assert_eq!(receive(&mut codec, b"\xff\xfa\x18\x01\xff\xf0").1, b"");
    let mut replies = Vec::new();
    codec.resize(80, 24, &mut replies);
    assert_eq!(replies, b"");
    receive(&mut codec, b"\xff\xfd\x1f");
    codec.resize(132, 50, &mut replies);
    assert_eq!(replies, b"\xff\xfa\x1f\x00\x84\x00\x32\xff\xf0");
}

#[test]
fn marks_and_questions_whether_we_are_there_are_answered_each_time() {
    let mut codec = Codec::client(VT100);
    let (data, replies) = receive(&mut codec, b"a\xff\xfd\x06b\xff\xfd\x06c\xff\xf6d");
    assert_eq!(data, b"abcd");
    assert_eq!(replies, b"\xff\xfb\x06\xff\xfb\x06\xff\xf1");
}

// A device that asks for binary got two returns of one line's end, and the second answered the next pager.
#[test]
fn one_line_end_is_one_return_in_binary_too() {
    let terminal = client(&[IAC, DO, option::BINARY]);
    assert_eq!(
        encode(&terminal, b"one\r\ntwo\nthree\r\n\r"),
        b"one\rtwo\rthree\r\r"
    );
}

#[test]
fn commands_leave_no_trace_in_the_text() {
    // Mark, break, interrupt, abort, erase, go ahead, end of record, an end without a beginning, one of no RFC.
    let mut codec = Codec::client(VT100);
    let (data, replies) = receive(
        &mut codec,
        b"r\xff\xf21\xff\xf3>\xff\xf4 \xff\xf5s\xff\xf7h\xff\xf8o\xff\xf9w\xff\xef \xff\xf0v\xff\x07er",
    );
    assert_eq!(
        (data.as_slice(), replies.as_slice()),
        (&b"r1> show ver"[..], &b""[..])
    );
}

#[test]
fn line_endings_come_as_a_terminal_sees_them() {
    let mut codec = Codec::client(VT100);
    let (data, _) = receive(&mut codec, b"a\r\nb\r\0c\r\r\nd\0e\xff\xfff\r");
    assert_eq!(data, b"a\r\nb\rc\r\r\nd\0e\xfff\r");
    assert_eq!(receive(&mut codec, b"\0g").0, b"g");
    // Binary: every byte counts.
    let (data, replies) = receive(&mut codec, b"\xff\xfb\x00a\r\0b\xff\xff");
    assert_eq!(
        (data.as_slice(), replies.as_slice()),
        (&b"a\r\0b\xff"[..], &b"\xff\xfd\x00"[..])
    );
}

#[test]
fn what_is_typed_ends_its_lines_as_the_device_wants_it() {
    let whole_lines = client(b"Password: ");
    assert_eq!(encode(&whole_lines, b"show version\n"), b"show version\r\n");
    for keys in [&b"\xff\xfb\x01"[..], b"\xff\xfb\x03", b"\xff\xfb\x01\xff\xfb\x03"] {
        assert_eq!(encode(&client(keys), b"show version\n"), b"show version\r\0");
    }
    let quiet_again = client(b"\xff\xfb\x01\xff\xfc\x01");
    assert_eq!(encode(&quiet_again, b"\n"), b"\r\n");
    assert_eq!(
        encode(&client(b"\xff\xfd\x00"), b"a\nb\rc\xff"),
        b"a\rb\rc\xff\xff"
    );
    // As a profile says it.
    for (said, sent) in [
        (&b"\r\n"[..], &b"\r\n"[..]),
        (b"\r", b"\r\0"),
        (b"\xff", b"\xff\xff"),
        (b"\x03", b"\x03"),
    ] {
        assert_eq!(encode(&client(b"\xff\xfb\x01"), said), sent);
    }
}

#[test]
fn a_subnegotiation_whose_end_was_forgotten_ends_with_the_next_command() {
    let mut codec = Codec::client(VT100);
    let (data, replies) = receive(&mut codec, b"\xff\xfa\x18\x01\xff\xfb\x01login: ");
    assert_eq!(
        (data.as_slice(), replies.as_slice()),
        (&b"login: "[..], &b"\xff\xfd\x01"[..])
    );
}

#[test]
fn an_endless_subnegotiation_is_not_kept() {
    let mut codec = client(b"\xff\xfd\x18");
    let long = [b"\xff\xfa\x18\x01".as_slice(), &vec![b'x'; 1 << 20], b"\xff\xf0"].concat();
    assert_eq!(receive(&mut codec, &long), (Vec::new(), Vec::new()));
    assert!(codec.kept() < 1024);
    assert_eq!(receive(&mut codec, b"r1>").0, b"r1>");
}

#[test]
fn a_device_learns_the_terminal() {
    let (mut device, mut terminal) = (Codec::server(), Codec::client(VT100));
    let mut to_terminal = Vec::new();
    device.greet(&mut to_terminal);
    let exchanged = talk(&mut device, &mut terminal, to_terminal);
    assert_eq!(device.peer_window(), Some((511, 255)));
    assert_eq!(encode(&terminal, b"\n"), b"\r\0");
    assert!(exchanged < 8, "{exchanged} turns");
}

/// Hands replies over and back until there are none, and counts the turns; gives up at a hundred.
fn talk(device: &mut Codec, terminal: &mut Codec, mut to_terminal: Vec<u8>) -> usize {
    for turn in 0..100 {
        if to_terminal.is_empty() {
            return turn;
        }
        let to_device = receive(terminal, &to_terminal).1;
        to_terminal = receive(device, &to_device).1;
    }
    100
}

/// Bytes in which telnet's own are frequent.
fn telnet() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        3 => Just(IAC),
        3 => 240_u8..,
        2 => prop::sample::select(vec![0_u8, 1, 3, 6, 24, 31, 34, 39]),
        2 => prop::sample::select(vec![CR, LF, NUL]),
        3 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..300)
}

proptest! {
    #[test]
    fn however_the_bytes_are_cut_they_say_the_same(bytes in telnet(), cuts in prop::collection::vec(0_usize..20, 0..60)) {
        let whole = receive(&mut Codec::client(VT100), &bytes);
        let mut codec = Codec::client(VT100);
        let (mut data, mut replies) = (Vec::new(), Vec::new());
        let mut rest = bytes.as_slice();
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            codec.receive(piece, &mut data, &mut replies);
            rest = after;
        }
        codec.receive(rest, &mut data, &mut replies);
        prop_assert_eq!((data, replies), whole);
    }

    #[test]
    fn nothing_grows_beyond_its_cause(bytes in telnet()) {
        let mut codec = Codec::client(VT100);
        let (data, replies) = receive(&mut codec, &bytes);
        prop_assert!(data.len() <= bytes.len());
        // Three bytes that turn the window on bring the longest answer.
        prop_assert!(replies.len() <= bytes.len() * 6);
        prop_assert!(codec.kept() < 1024);
    }

    #[test]
    fn text_without_telnet_in_it_is_left_alone(text in "[ -~\r\n\t\x1b\x08]{0,200}") {
        prop_assert_eq!(receive(&mut Codec::client(VT100), text.as_bytes()).0, text.as_bytes());
    }

    #[test]
    fn what_is_sent_arrives(said in telnet(), text in prop::collection::vec(any::<u8>(), 0..200)) {
        let terminal = client(&said);
        let mut device = Codec::server();
        if terminal.negotiation.sends_binary() {
            receive(&mut device, &[IAC, WILL, option::BINARY]);
        }
        let arrived = receive(&mut device, &encode(&terminal, &text)).0;
        let typed = |text: &[u8]| String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(typed(&arrived), typed(&text));

        let mut wire = Vec::new();
        device.encode_output(&text, &mut wire);
        prop_assert_eq!(receive(&mut Codec::client(VT100), &wire).0, text);
    }

    #[test]
    fn two_ends_fall_silent_whatever_was_said_before(to_device in telnet(), to_terminal in telnet()) {
        let (mut device, mut terminal) = (Codec::server(), Codec::client(VT100));
        receive(&mut device, &to_device);
        receive(&mut terminal, &to_terminal);
        let mut greeting = Vec::new();
        device.greet(&mut greeting);
        prop_assert!(talk(&mut device, &mut terminal, greeting) < 20);
    }
}
