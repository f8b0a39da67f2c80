//! `show crypto isakmp sa [detail]`.

use super::Hours;
use crate::crypto::{DhGroup, HashAlgorithm};
use crate::node::Device;
use crate::proto::ike::{AuthMethod, IkeCipher, IsakmpSa, IsakmpState, Policy, Role};
use crate::time::{Duration, Instant};

/// A state as the console names it.
pub(in crate::ios) const fn state_name(state: IsakmpState) -> &'static str {
    match state {
        IsakmpState::MmNoState => "MM_NO_STATE",
        IsakmpState::MmSaSetup => "MM_SA_SETUP",
        IsakmpState::MmKeyExch => "MM_KEY_EXCH",
        IsakmpState::MmKeyAuth => "MM_KEY_AUTH",
        IsakmpState::QmIdle => "QM_IDLE",
    }
}

/// The number of a Diffie–Hellman group.
pub(in crate::ios) const fn group_number(group: DhGroup) -> u8 {
    match group {
        DhGroup::Modp768 => 1,
        DhGroup::Modp1024 => 2,
        DhGroup::Modp1536 => 5,
        DhGroup::Modp2048 => 14,
    }
}

/// Associations, the newest first.
fn newest_first(device: &Device) -> Vec<&IsakmpSa> {
    let mut sas: Vec<_> = device.ike().associations().collect();
    sas.reverse();
    sas
}

/// `show crypto isakmp sa`. The initiator is the source, on both routers.
#[must_use]
pub fn isakmp_sa(device: &Device) -> String {
    let mut out = String::new();
    line!(
        out,
        "dst             src             state          conn-id slot status"
    );
    for sa in newest_first(device) {
        let (src, dst) = match sa.role() {
            Role::Initiator => (sa.local(), sa.peer()),
            Role::Responder => (sa.peer(), sa.local()),
        };
        let (dst, src) = (dst.to_string(), src.to_string());
        let (state, conn_id) = (state_name(sa.state()), sa.conn_id());
        let deleted = if sa.is_deleted() { " (deleted)" } else { "" };
        line!(
            out,
            "{dst:<16}{src:<16}{state:<15}{conn_id:>7}{:>5} ACTIVE{deleted}",
            0
        );
    }
    out
}

/// `show crypto isakmp sa detail`.
#[must_use]
pub fn isakmp_sa_detail(device: &Device, now: Instant) -> String {
    let mut out = String::new();
    line!(
        out,
        "Codes: C - IKE configuration mode, D - Dead Peer Detection"
    );
    line!(out, "       K - Keepalives, N - NAT-traversal");
    line!(out, "       X - IKE Extended Authentication");
    line!(out, "       psk - Preshared key, rsig - RSA signature");
    line!(out, "       renc - RSA encryption");
    line!(out);
    line!(
        out,
        "C-id  Local           Remote          I-VRF    Status Encr Hash Auth DH Lifetime Cap."
    );
    for sa in newest_first(device) {
        let suite = sa.agreed().map_or_else(Suite::default, Suite::of);
        let left = sa.expires_at().map_or(Duration::ZERO, |at| at.since(now));
        let lifetime = if left.is_zero() {
            "0".to_owned()
        } else {
            Hours(left).to_string()
        };
        let capability = if sa.has_dpd() { "D" } else { "" };
        line!(
            out,
            "{:<6}{:<16}{:<16}{:<9}{:<7}{:<5}{:<5}{:<5}{:<3}{:<9}{:<4}",
            sa.conn_id(),
            sa.local().to_string(),
            sa.peer().to_string(),
            "",
            "ACTIVE",
            suite.cipher,
            suite.hash,
            suite.auth,
            suite.group,
            lifetime,
            capability
        );
        let deleted = if sa.is_deleted() { " (deleted)" } else { "" };
        if sa.conn_id() == 0 {
            line!(out, "       Connection-id:Engine-id =  ???{deleted}");
        } else {
            line!(
                out,
                "       Connection-id:Engine-id =  {}:1(software){deleted}",
                sa.conn_id()
            );
        }
    }
    out
}

/// The words of a suite.
#[derive(Default)]
struct Suite {
    cipher: &'static str,
    hash: &'static str,
    auth: &'static str,
    group: u8,
}

impl Suite {
    const fn of(policy: Policy) -> Self {
        Self {
            cipher: match policy.cipher {
                IkeCipher::Des => "des",
                IkeCipher::TripleDes => "3des",
                IkeCipher::Aes128 | IkeCipher::Aes192 | IkeCipher::Aes256 => "aes",
            },
            hash: match policy.hash {
                HashAlgorithm::Md5 => "md5",
                HashAlgorithm::Sha1 => "sha",
                HashAlgorithm::Sha256 => "sha2",
            },
            auth: match policy.auth {
                AuthMethod::PreShared => "psk",
                AuthMethod::RsaSig => "rsig",
                AuthMethod::RsaEncr => "renc",
            },
            group: group_number(policy.group),
        }
    }
}
