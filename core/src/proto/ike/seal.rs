//! Encrypting and decrypting messages, and the hash that guards each message of phase 2.

use super::Fault;
use super::keymat::{Iv, Keymat};
use crate::wire::isakmp::{Chain, Flags, HashPayload, Header, Payload, PayloadType, emit_chain};

/// Encrypts a chain of payloads; the datagram and the IV of the next message.
pub(super) fn seal(
    header: Header,
    payloads: &[Payload],
    keymat: &Keymat,
    iv: &Iv,
) -> (Vec<u8>, Iv) {
    let first = payloads.first().map_or(PayloadType::None, Payload::kind);
    let mut text = Vec::with_capacity(256);
    emit_chain(payloads, &mut text);
    // RFC 2409 appendix B: padded with zeros to whole blocks, at least one.
    let block = keymat.cipher.cipher().block_len();
    let padded = text.len().max(1).next_multiple_of(block);
    text.resize(padded, 0);
    keymat
        .cipher
        .encrypt(iv.as_bytes(), &mut text)
        .expect("the text was padded and the IV comes from the same cipher");
    let next = iv.last_block(&text);
    let header = Header {
        flags: Flags::ENCRYPTION,
        ..header
    };
    let mut bytes = Vec::with_capacity(28 + text.len());
    header.emit(first, text.len(), &mut bytes);
    bytes.extend_from_slice(&text);
    (bytes, next)
}

/// Decrypts what follows a header; the plaintext and the IV of the next message.
pub(super) fn open(body: &[u8], keymat: &Keymat, iv: &Iv) -> Result<(Vec<u8>, Iv), Fault> {
    if body.is_empty() {
        return Err(Fault::CiphertextLength);
    }
    let mut text = body.to_vec();
    keymat
        .cipher
        .decrypt(iv.as_bytes(), &mut text)
        .map_err(|_| Fault::CiphertextLength)?;
    Ok((text, iv.last_block(body)))
}

/// Builds a message of phase 2: HASH = prf(SKEYID_a, M-ID | `nonces` | payloads), then the payloads.
pub(super) fn seal_hashed(
    header: Header,
    nonces: &[u8],
    payloads: Vec<Payload>,
    keymat: &Keymat,
    iv: &Iv,
) -> (Vec<u8>, Iv) {
    let mut rest = Vec::with_capacity(256);
    emit_chain(&payloads, &mut rest);
    let hash = keymat.hash_a(&[&header.message_id.to_be_bytes(), nonces, &rest]);
    let mut all = vec![Payload::Hash(HashPayload {
        data: hash.to_vec(),
    })];
    all.extend(payloads);
    seal(header, &all, keymat, iv)
}

/// Checks a decrypted message of phase 2 against its first payload, the hash.
pub(super) fn verify_hashed<'a>(
    first: PayloadType,
    text: &'a [u8],
    message_id: u32,
    nonces: &[u8],
    keymat: &Keymat,
) -> Result<Chain<'a>, Fault> {
    let chain = Chain::parse(first, text)?;
    let Some((raw, Payload::Hash(hash))) = chain.payloads.first() else {
        return Err(Fault::MissingPayload(PayloadType::Hash));
    };
    let rest = &text[raw.whole.len()..chain.len];
    let expected = keymat.hash_a(&[&message_id.to_be_bytes(), nonces, rest]);
    if *hash.data != *expected {
        return Err(Fault::WrongHash);
    }
    Ok(chain)
}
