//! Texts and recordings as devices give them, and any others.

use super::*;
use crate::transport::{
    record::{Recording, cast::Event},
    replay::tests::header_of,
};
use proptest::prelude::*;
use std::time::Duration;

fn all() -> Options {
    Options {
        names: true,
        addresses: true,
        texts: vec![("Springfield".into(), "Town".into())],
    }
}

fn known(device: &str) -> Known {
    Known {
        device: device.into(),
        host: "10.9.9.1".into(),
        users: vec!["jdoe".into()],
    }
}

/// A text that is all there is.
fn cleaned(options: Options, text: &str) -> String {
    let mut cleaner = Cleaner::new(options, &known("core-9"));
    cleaner.learn(text.as_bytes());
    cleaner.text(text)
}

const TABLE: &str = "\
hostname core-9\r\nip domain name corp.test\r\nenable secret 9 $9$abcdefghijkl\r\n\
Interface              IP-Address      OK? Method Status                Protocol\r\n\
GigabitEthernet0/0     192.168.7.1     YES NVRAM  up                    up      \r\n\
Device ID              Local Intrfce   Holdtme    Capability   Platform\r\n\
edge-1.corp.test       Gig 0/1         172        R S I        Springfield\r\n\
Internet  192.168.7.9             5   aabb.ccdd.eeff  ARPA   GigabitEthernet0/0\r\n";

#[test]
fn a_device_is_not_known_again() {
    let mut cleaner = Cleaner::new(all(), &known("core-9"));
    cleaner.learn(TABLE.as_bytes());
    let clean = cleaner.text(TABLE);
    assert_eq!(
        clean,
        "hostname device1\r\nip domain name example.net\r\nenable secret 9 <removed>\r\n\
         Interface              IP-Address      OK? Method Status                Protocol\r\n\
         GigabitEthernet0/0     10.1.1.1        YES NVRAM  up                    up      \r\n\
         Device ID              Local Intrfce   Holdtme    Capability   Platform\r\n\
         device2.example.net    Gig 0/1         172        R S I        Town\r\n\
         Internet  10.1.1.9                5   0000.5e00.5300  ARPA   GigabitEthernet0/0\r\n"
    );
    let counts = cleaner.counts();
    assert_eq!((counts.passwords, counts.ipv4, counts.macs), (1, 2, 1));
    assert_eq!(
        (counts.hosts, counts.domains, &counts.texts[..]),
        (2, 2, &[1][..])
    );
    assert!(!cleaner.remains_in(&clean));
    assert!(cleaner.remains_in("up on core-9"));
    assert!(cleaner.remains_in("Springfield"));
    assert!(cleaner.remains_in("192.168.7.1"));
}

#[test]
fn without_options_only_secrets_go() {
    let clean = cleaned(Options::default(), TABLE);
    assert_eq!(clean, TABLE.replace("$9$abcdefghijkl", "<removed>"));
}

fn recording(events: &[Event]) -> Recording {
    let events = events.iter().cloned().enumerate();
    Recording {
        header: header_of("core-9", 1),
        events: events
            .map(|(at, event)| (Duration::from_millis(at as u64), event))
            .collect(),
    }
}

#[test]
fn what_is_typed_and_echoed_stays_in_step() {
    let recording = recording(&[
        Event::Output(b"\r\ncor".into()),
        Event::Output(b"e-9#".into()),
        Event::Input(b"ping  192.168.7.9\n".into()),
        Event::Output(b"ping  192.168.7.9\r\nSuccess, 192.16".into()),
        Event::Output(b"8.7.9  up\r\ncore-9#".into()),
        Event::Input(b"<enable>\n".into()),
    ]);
    let mut cleaner = Cleaner::new(all(), &known("lab"));
    let captured = clean(recording, &mut cleaner);
    let events: Vec<_> = captured
        .recording()
        .events
        .iter()
        .map(|(_, event)| event.clone())
        .collect();
    assert_eq!(
        events,
        [
            Event::Output(b"\r\ndevice1".into()),
            Event::Output(b"#".into()),
            Event::Input(b"ping  10.1.1.9\n".into()),
            Event::Output(b"ping  10.1.1.9\r\nSuccess, 10.1.1.9".into()),
            Event::Output(b"     up\r\ndevice1#".into()),
            Event::Input(b"<enable>\n".into()),
        ]
    );
    let text = captured.to_text();
    assert!(
        text.lines().next().unwrap().contains("\"device\":\"core-9\"") || !text.contains("core-9"),
        "{text}"
    );
    assert_eq!(cleaner.counts().marked, 1);
}

#[test]
fn a_recordings_header_tells_nothing_either() {
    let mut cleaner = Cleaner::new(all(), &known("core-9"));
    let mut recording = recording(&[Event::Output(b"core-9#".into())]);
    recording.header.nethost.driver = "/home/jdoe/acme.wasm 1.0.0".into();
    let text = clean(recording, &mut cleaner).to_text();
    for wrong in ["core-9", "192.0.2.1\"", "jdoe", "home"] {
        assert!(!text.contains(wrong) || wrong == "192.0.2.1\"", "{wrong}: {text}");
    }
    assert!(text.contains("acme.wasm 1.0.0"), "{text}");
}

/// Lines of words, names, addresses and secrets with one to five blanks between them. The words begin with a letter that none
/// of those begins with after which a name or a secret is looked for, such as `by`, and have no letter of the hardware addresses.
fn lines() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "q[g-z]{0,7}",
        2 => Just("core-9".to_owned()),
        1 => Just("edge-1.corp.test".to_owned()),
        1 => Just("jdoe".to_owned()),
        3 => (1..224_u8, 0..4_u8, 0..4_u8, any::<u8>()).prop_map(|(a, b, c, d)| format!("{a}.{b}.{c}.{d}")),
        1 => (0..3_u8, 0..4_u16).prop_map(|(a, b)| format!("2a0{a}:{b:x}::{b:x}")),
        1 => "aabb\\.ccdd\\.00[0-9a-f]{2}",
        1 => Just("password 7 0822455D0A16".to_owned()),
        1 => Just("hostname core-9\nip domain name corp.test\n".to_owned()),
    ];
    let words = prop::collection::vec((word, " {1,5}"), 0..8);
    let line = words.prop_map(|words| {
        words
            .into_iter()
            .map(|(word, gap)| word + &gap)
            .collect::<String>()
    });
    prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\r\n"))
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(text in lines()) {
        let once = cleaned(all(), &text);
        let mut again = Cleaner::new(all(), &Known { device: "device1".into(), users: vec!["user1".into()], ..known("") });
        again.learn(once.as_bytes());
        prop_assert_eq!(again.text(&once), once);
    }

    #[test]
    fn no_line_is_lost_and_nothing_remains(text in lines()) {
        // A domain that nothing tells is a word with dots in it, as versions and files are.
        let mut cleaner = Cleaner::new(all(), &known("core-9.corp.test"));
        cleaner.learn(text.as_bytes());
        let clean = cleaner.text(&text);
        prop_assert_eq!(clean.lines().count(), text.lines().count());
        prop_assert!(!cleaner.remains_in(&clean), "{}", clean);
        for gone in ["core-9", "corp.test", "0822455D0A16", "2a0", "aabb"] {
            prop_assert!(!clean.contains(gone), "{gone} in {clean}");
        }
    }

    #[test]
    fn equal_is_equal_and_one_network_is_one(a in any::<u32>(), last in any::<u8>()) {
        let a = std::net::Ipv4Addr::from_bits(a);
        let [x, y, z, _] = a.octets();
        let b = std::net::Ipv4Addr::new(x, y, z, last);
        let clean = cleaned(all(), &format!("{a} {b} {a} 8.8.8.8"));
        let words: Vec<std::net::Ipv4Addr> = clean.split(' ').map(|word| word.parse().unwrap()).collect();
        prop_assert_eq!(words[0], words[2]);
        if ![words[0], words[1]].contains(&a) && words[1] != b {
            prop_assert_eq!(words[0].octets()[..3].to_vec(), words[1].octets()[..3].to_vec());
        }
    }

    #[test]
    fn columns_that_have_room_stay(cells in prop::collection::vec(prop_oneof!["q[a-z]{0,5}", Just("core-9".to_owned()), Just("192.168.100.200".to_owned())], 1..6)) {
        let padded: Vec<String> = cells.iter().map(|cell| format!("{cell:<20}")).collect();
        let row = padded.concat() + "end";
        let clean = cleaned(all(), &row);
        prop_assert_eq!(clean.find("end"), row.find("end"));
        for at in (0..row.len()).step_by(20) {
            prop_assert!(clean.as_bytes()[at] != b' ', "{clean}");
        }
    }

    #[test]
    fn no_pieces_change_what_is_replaced(text in lines(), cuts in prop::collection::vec(1..9_usize, 1..30)) {
        let (mut events, mut rest, mut cuts) = (Vec::new(), text.as_bytes(), cuts.iter().cycle());
        while !rest.is_empty() {
            let (piece, more) = rest.split_at(rest.len().min(*cuts.next().unwrap_or(&1)));
            events.push(Event::Output(piece.to_vec()));
            rest = more;
        }
        let mut cleaner = Cleaner::new(all(), &known("core-9"));
        let pieces = clean(recording(&events), &mut cleaner);
        let joined: Vec<u8> = pieces.recording().events.iter().filter_map(|(_, event)| match event {
            Event::Output(bytes) => Some(bytes.clone()),
            _ => None,
        }).collect::<Vec<_>>().concat();
        prop_assert_eq!(String::from_utf8(joined).unwrap(), cleaned(all(), &text));
    }

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut cleaner = Cleaner::new(all(), &known("core-9"));
        cleaner.learn(&bytes);
        let lines = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count();
        prop_assert_eq!(lines(&cleaner.bytes(&bytes)), lines(&bytes));
    }
}
