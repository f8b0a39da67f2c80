//! Known answers, computed from the formulas of RFC 2409 with another program.

use hex_literal::hex;

use crate::crypto::HashAlgorithm;
use crate::proto::ike::config::IkeCipher;
use crate::proto::ike::keymat::{Contributions, Keymat, Skeyids, expand_cipher_key};
use crate::proto::ipsec::sa::{EspAuth, EspCipher, EspTransform, Mode};
use crate::types::Spi;
use crate::wire::isakmp::Cookie;

const NI: [u8; 20] = hex!("101112131415161718191a1b1c1d1e1f20212223");
const NR: [u8; 20] = hex!("404142434445464748494a4b4c4d4e4f50515253");

fn contributions() -> Contributions<'static> {
    Contributions {
        cookies: [
            Cookie(hex!("a1a2a3a4a5a6a7a8")),
            Cookie(hex!("b1b2b3b4b5b6b7b8")),
        ],
        nonces: [&NI, &NR],
        publics: [&[0x11; 96], &[0x22; 96]],
        secret: &[0x33; 96],
    }
}

#[test]
fn skeyid_d_a_and_e_follow_from_each_other() {
    let md5 = Skeyids::derive(HashAlgorithm::Md5, b"CISCO", contributions());
    assert_eq!(*md5.d, hex!("1f4c1c61e506079481cb8f10cef9129d"));
    assert_eq!(*md5.a, hex!("31d15d32649cb13b903ca30ef6fa8c3d"));
    assert_eq!(*md5.e, hex!("008e324721dd0477437ee5579f23b98a"));
    let sha1 = Skeyids::derive(HashAlgorithm::Sha1, b"CISCO", contributions());
    assert_eq!(*sha1.d, hex!("998692b03e238d5c80d3011f8938c6065b719fec"));
    assert_eq!(*sha1.e, hex!("42f860c724755744795706601eb1ebb3c913b0d6"));
    let sha256 = Skeyids::derive(HashAlgorithm::Sha256, b"CISCO", contributions());
    assert_eq!(
        *sha256.e,
        hex!("82d9829b1e3eecd20734bb8fbbbe08e8ee31503635eb5d6238b1b85f59075732")
    );
}

#[test]
fn a_short_skeyid_e_is_expanded_as_in_appendix_b() {
    let md5 = hex!("008e324721dd0477437ee5579f23b98a");
    let expand = |len| expand_cipher_key(HashAlgorithm::Md5, &md5, len);
    assert_eq!(expand(8), md5[..8]);
    assert_eq!(
        expand(24),
        hex!("b2cc6816ff30f77bc9b392c1906c94a76737ed2588e5797a")
    );
    assert_eq!(
        expand(32),
        hex!("b2cc6816ff30f77bc9b392c1906c94a76737ed2588e5797a93f9763d1571e2db")
    );
    let sha1 = hex!("42f860c724755744795706601eb1ebb3c913b0d6");
    assert_eq!(
        expand_cipher_key(HashAlgorithm::Sha1, &sha1, 32),
        hex!("54058245d7fa8f39bb7f35493da50ead4b3c3ab4a64041196621a403860e1c85")
    );
}

#[test]
fn hashes_and_ivs_are_those_of_the_formulas() {
    let (sa, id) = (hex!("0000000100000001"), hex!("011101f49b019206"));
    let keymat = |cipher, hash| Keymat::derive(cipher, hash, b"CISCO", contributions());
    let md5 = keymat(IkeCipher::TripleDes, HashAlgorithm::Md5);
    assert_eq!(
        *md5.hash_i(&sa, &id),
        hex!("f2fc2109912bf53651570930c3c8f80d")
    );
    assert_eq!(
        *md5.hash_r(&sa, &id),
        hex!("420765dc5bebe3ece71d0270d82fe2e5")
    );
    let iv = md5.phase1_iv();
    assert_eq!(iv.as_bytes(), hex!("8ae7a11cc3917372"));
    assert_eq!(
        md5.phase2_iv(&iv, 0xe697_a0f6).as_bytes(),
        hex!("5439fb393f991e7e")
    );
    let sha1 = keymat(IkeCipher::Aes256, HashAlgorithm::Sha1);
    assert_eq!(
        *sha1.hash_i(&sa, &id),
        hex!("283da3e45f2ca1ddc02d69796b28c3787804d728")
    );
    assert_eq!(
        sha1.phase1_iv().as_bytes(),
        hex!("1f98b0cbce26172c380daa9223500e16")
    );
}

#[test]
fn keymat_with_and_without_perfect_forward_secrecy() {
    let transform = EspTransform {
        cipher: EspCipher::TripleDes,
        auth: EspAuth::HmacMd5,
        mode: Mode::Tunnel,
    };
    let keymat = Keymat::derive(
        IkeCipher::TripleDes,
        HashAlgorithm::Md5,
        b"CISCO",
        contributions(),
    );
    let keys = |secret| keymat.esp_keys(transform, Spi(0x5e39_e570), [&NI, &NR], secret);
    let plain = keys(None);
    assert_eq!(
        plain.encryption,
        hex!("d16889ce429a5a59c79b1d6935635bb30e24612440f817cb")
    );
    assert_eq!(
        plain.authentication,
        hex!("e6d397ef6a01a1443dc6769a616bd127")
    );
    let pfs = keys(Some(&[0x33; 96]));
    assert_eq!(
        pfs.encryption,
        hex!("3c2df28b9f25fff6851fd214fb6aff455320e218b9d2dce6")
    );
    assert_eq!(pfs.authentication, hex!("76990f9fe4eff6435da35c3af3bbc556"));
}
