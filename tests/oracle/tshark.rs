//! Wireshark's dissectors on everything the built-in scenarios put on their cables.
//!
//! What it says of its own accord and is right not to be followed: IOS sends RIP with a time to live of 2, which it notes (no
//! warning); and it takes the copies of an ESP packet at several link ends for repeated sequence numbers.

use std::path::{Path, PathBuf};
use std::process::Command;

use vipsec_core::lab::view::{self, CaptureFile};
use vipsec_core::lab::{Lab, built_ins};

use super::skip;

const SEED: u64 = 1;
const END_NS: u64 = 120_000_000_000;
/// Whatever is wrong with a packet. 6291456 is "warning", the severity above "note".
const WRONG: &str = "_ws.malformed || _ws.expert.severity >= 6291456 || ip.checksum.status == 0 || \
    udp.checksum.status == 0 || icmp.checksum.status == 0";

/// The path of the program, if there is one.
fn program() -> Option<String> {
    let name = std::env::var("VIPSEC_TSHARK").unwrap_or_else(|_| "tshark".to_owned());
    let runs = Command::new(&name).arg("--version").output();
    runs.is_ok_and(|output| output.status.success())
        .then_some(name)
}

/// A capture in a folder of its own, with its keys beside it.
struct Case {
    program: String,
    folder: PathBuf,
}

impl Case {
    fn write(program: &str, name: &str, file: &CaptureFile) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("tshark")
            .join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder for tests can be written to");
        std::fs::write(folder.join("capture.pcapng"), &file.bytes).expect("a file");
        for key in &file.keys {
            std::fs::write(folder.join(&key.name), &key.text).expect("a file");
        }
        Self {
            program: program.to_owned(),
            folder,
        }
    }

    /// A row for each packet that `filter` lets pass.
    fn rows(&self, options: &[&str], filter: &str, fields: &[&str]) -> Vec<Vec<String>> {
        let mut call = Command::new(&self.program);
        call.env("WIRESHARK_CONFIG_DIR", &self.folder);
        call.arg("-r").arg(self.folder.join("capture.pcapng"));
        for option in [
            "ip.check_checksum:TRUE",
            "udp.check_checksum:TRUE",
            "esp.enable_encryption_decode:TRUE",
            "esp.enable_authentication_check:TRUE",
        ]
        .iter()
        .chain(options)
        {
            call.args(["-o", option]);
        }
        call.args(["-Y", filter, "-T", "fields"]);
        for field in fields {
            call.args(["-e", field]);
        }
        let output = call.output().expect("tshark runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{call:?}: {stderr}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines()
            .map(|line| line.split('\t').map(str::to_owned).collect())
            .collect()
    }
}

fn capture(scenario: &str, ends: &[&str]) -> CaptureFile {
    let mut lab = Lab::new();
    let mut ask = |command| {
        let update = lab.handle(command);
        assert_eq!(update.error, None);
        update
    };
    ask(view::Command::Open {
        scenario: scenario.to_owned(),
        seed: Some(SEED),
        timed_faults: true,
        start_at_ns: 0,
    });
    ask(view::Command::Advance {
        to_ns: END_NS,
        max_events: u32::MAX,
    });
    let update = ask(view::Command::Capture {
        ends: ends.iter().map(|end| (*end).to_owned()).collect(),
        // Without them where it would see messages a second time, and lose the thread.
        keys: !ends.is_empty(),
    });
    update.capture.expect("an answer")
}

#[test]
fn nothing_on_any_cable_is_malformed_or_has_a_wrong_checksum() {
    let Some(program) = program() else {
        return skip("tshark");
    };
    for built_in in built_ins() {
        let mut file = capture(built_in.id, &[]);
        let no_repeats = &["esp.do_esp_sequence_analysis:FALSE"];
        let columns = &[
            "frame.number",
            "_ws.col.Protocol",
            "_ws.col.Info",
            "_ws.expert.message",
        ];
        let case = Case::write(&program, &format!("{}-all", built_in.id), &file);
        let wrong = case.rows(no_repeats, WRONG, columns);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", built_in.id);
        // It has dissected all of them, each as what it is.
        let all = case.rows(no_repeats, "frame", columns);
        assert_eq!(all.len(), file.packets as usize, "{}", built_in.id);
        for protocol in ["ARP", "HSRP", "ISAKMP", "ESP", "RIPv2", "ICMP", "LMI"] {
            let found = all.iter().filter(|row| row[1] == protocol).count();
            assert!(found > 0, "{}: no {protocol}", built_in.id);
        }
        for row in &all {
            assert!(
                !["Ethernet", "FR", "UDP", "IPv4", "Data", "LLC", "CDP"].contains(&&row[1][..]),
                "{}: not dissected: {row:?}",
                built_in.id
            );
        }
        // It does see what is wrong: another time to live than the header's checksum is about.
        let headers = file.bytes.windows(3).enumerate();
        let headers = headers.filter(|(_, bytes)| *bytes == [0x45, 0xc0, 0]);
        for at in headers.map(|(at, _)| at).collect::<Vec<_>>() {
            file.bytes[at + 8] ^= 1;
        }
        let case = Case::write(&program, &format!("{}-damaged", built_in.id), &file);
        let wrong = case.rows(no_repeats, WRONG, columns);
        assert!(wrong.len() > 500, "{}: {} wrong", built_in.id, wrong.len());
    }
}

#[test]
fn everything_encrypted_is_decrypted_with_the_keys() {
    let Some(program) = program() else {
        return skip("tshark");
    };
    for built_in in built_ins() {
        let mut file = capture(built_in.id, &["R6:FastEthernet0/0"]);
        let case = Case::write(&program, &format!("{}-r6", built_in.id), &file);
        let columns = &["frame.number", "_ws.col.Info", "_ws.expert.message"];
        let wrong = case.rows(&[], WRONG, columns);
        assert!(wrong.is_empty(), "{}: {wrong:#?}", built_in.id);
        let (messages, packets) = (isakmp(&case), esp(&case));
        assert!(messages.total >= 15, "{}: {messages:?}", built_in.id);
        assert_eq!(messages.decrypted, messages.total, "{}", built_in.id);
        assert!(packets.total >= 1_000, "{}: {packets:?}", built_in.id);
        assert_eq!(packets.decrypted, packets.total, "{}", built_in.id);

        // With other keys, nothing is.
        for key in &mut file.keys {
            key.text = match &key.name[..] {
                "ikev1_decryption_table" => spoil(&key.text, ",", &[1]),
                "esp_sa" => spoil(&key.text, "\",\"", &[5, 7]),
                _ => key.text.clone(),
            };
        }
        let case = Case::write(&program, &format!("{}-wrong-keys", built_in.id), &file);
        let (messages, packets) = (isakmp(&case), esp(&case));
        assert_eq!(messages.decrypted, 0, "{messages:?}");
        assert_eq!(packets.decrypted, 0, "{packets:?}");
    }
}

/// Other keys of the same length in the columns where keys are: each digit but the first two is another.
fn spoil(rows: &str, separator: &str, columns: &[usize]) -> String {
    let mut spoiled = String::new();
    for row in rows.lines() {
        let mut fields: Vec<String> = row.split(separator).map(str::to_owned).collect();
        for column in columns {
            let (mark, digits) = fields[*column].split_at(2);
            let next = |c: char| {
                c.to_digit(16)
                    .and_then(|d| char::from_digit((d + 1) % 16, 16))
            };
            let digits: String = digits.chars().map(|c| next(c).unwrap_or(c)).collect();
            fields[*column] = format!("{mark}{digits}");
        }
        spoiled.push_str(&fields.join(separator));
        spoiled.push('\n');
    }
    spoiled
}

#[derive(Debug)]
struct Count {
    total: usize,
    decrypted: usize,
}

/// Encrypted ISAKMP messages. What follows decryption is a chain of the payloads that the exchange has.
fn isakmp(case: &Case) -> Count {
    let columns = &["isakmp.exchangetype", "isakmp.typepayload"];
    let total = case.rows(&[], "isakmp.flag_e == 1", columns).len();
    let rows = case.rows(&[], "isakmp.flag_e == 1 && !_ws.malformed", columns);
    let is_sound = |row: &&Vec<String>| match &row[0][..] {
        // Main mode: identification and hash, perhaps a notification.
        "2" => ["5,8", "5,8,11"].contains(&&row[1][..]),
        // Quick mode: hash alone, or with SA, proposal, transform, nonce and two identifications; key exchange with PFS.
        "32" => ["8", "8,1,2,3,10,5,5", "8,1,2,3,10,4,5,5"].contains(&&row[1][..]),
        // Informational: hash, and a notification or a deletion.
        "5" => ["8,11", "8,12"].contains(&&row[1][..]),
        _ => false,
    };
    Count {
        total,
        decrypted: rows.iter().filter(is_sound).count(),
    }
}

/// ESP packets: authentic, and an IP packet inside whose checksums are right.
fn esp(case: &Case) -> Count {
    let columns = &[
        "esp.icv_good",
        "esp.protocol",
        "ip.checksum.status",
        "icmp.checksum.status",
    ];
    let rows = case.rows(&["ip.check_checksum:TRUE"], "esp", columns);
    let is_sound = |row: &&Vec<String>| row[..] == ["1", "0x04", "1,1", "1"];
    Count {
        total: rows.len(),
        decrypted: rows.iter().filter(is_sound).count(),
    }
}
