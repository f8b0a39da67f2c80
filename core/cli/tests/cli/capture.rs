//! `vipsec capture`.

use std::path::PathBuf;

use super::{ARTICLE, file, vipsec};

/// A path in the folder for tests, with nothing there.
fn path(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    let _ = std::fs::remove_dir_all(&path);
    path.to_str().expect("a path of letters").to_owned()
}

/// The first octets of every pcapng file in this byte order.
const MAGIC: &[u8] = &[0x0a, 0x0d, 0x0d, 0x0a];

#[test]
fn one_link_end_and_its_keys_are_written() {
    let (output, keys) = (path("r6.pcapng"), path("keys"));
    let ran = vipsec(&[
        "capture",
        ARTICLE,
        "--link",
        "R6:FastEthernet0/0",
        "--seed",
        "7",
        "--until",
        "40s",
        "-o",
        &output,
        "--keys",
        &keys,
    ]);
    assert_eq!(ran.good(), "");
    assert!(ran.err.contains("packets of 1 link ends"), "{}", ran.err);
    let bytes = std::fs::read(&output).expect("the file");
    assert!(bytes.starts_with(MAGIC) && bytes.len() > 1_000);
    let text = |name: &str| {
        std::fs::read_to_string(PathBuf::from(&keys).join(name)).expect("a file of keys")
    };
    let ike = text("ikev1_decryption_table");
    let rows: Vec<&str> = ike.lines().collect();
    let (cookie, key) = rows[0].split_once(',').expect("two columns");
    assert_eq!((rows.len(), cookie.len(), key.len()), (1, 16, 48), "{ike}");
    let esp = text("esp_sa");
    assert_eq!(esp.lines().count(), 2, "{esp}");
    for row in esp.lines() {
        assert_eq!(row.split(',').count(), 8, "{row}");
        assert!(row.contains("\"TripleDES-CBC [RFC2451]\",\"0x"), "{row}");
        assert!(row.contains("\"HMAC-MD5-96 [RFC2403]\",\"0x"), "{row}");
    }
    assert_eq!(text("README").lines().count(), 3);
}

#[test]
fn faults_happen_and_one_seed_makes_one_file() {
    let (first, again) = (path("first.pcapng"), path("again.pcapng"));
    for output in [&first, &again] {
        vipsec(&["capture", ARTICLE, "--until", "70s", "-o", output]).good();
    }
    let bytes = std::fs::read(&first).expect("the file");
    assert!(bytes == std::fs::read(&again).expect("the file"));
    let text = b"dropped by R4: invalid SPI";
    assert!(bytes.windows(text.len()).any(|window| window == text));
}

#[test]
fn mistakes_are_named() {
    let output = path("never.pcapng");
    let call = |more: &[&str]| {
        let mut call = vec!["capture", ARTICLE, "--until", "1s"];
        call.extend(more);
        vipsec(&call)
    };
    call(&["-o", &output, "--link", "R9:Fa0/0"]).assert_refused("'R9:Fa0/0'");
    call(&["-o", &output, "--link", "R6:Fa0/9"]).assert_refused("R6:FastEthernet0/0");
    assert!(!PathBuf::from(&output).exists());
    call(&["-o", "/nowhere/at/all.pcapng"]).assert_refused("cannot write /nowhere/at/all.pcapng");
    let no_folder = file("no-folder", "");
    call(&["-o", &output, "--keys", &no_folder]).assert_refused(&no_folder);
    vipsec(&["capture", "nonsense", "-o", &output]).assert_refused("nonsense");
    call(&[]).assert_refused("--output");
}
