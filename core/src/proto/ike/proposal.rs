//! Offers of both phases: building them, reading them, choosing.

use super::config::{AuthMethod, IkeCipher, Policy};
use super::event::Mismatch;
use crate::crypto::{DhGroup, HashAlgorithm};
use crate::proto::ipsec::sa::{EspAuth, EspCipher, EspTransform, Mode, SaLifetime};
use crate::types::Spi;
use crate::wire::isakmp::{
    Attribute, AuthenticationMethod, EncapsulationMode, EspTransformId, IkeAttribute,
    IkeEncryption, IkeHash, IpsecAttribute, IpsecAuthentication, KEY_IKE, LifeType, PayloadType,
    ProposalPayload, ProtocolId, SaPayload, TransformPayload,
};

/// Phase 1: one proposal with a transform for each policy that this router could carry out.
pub(super) fn offer_phase1(policies: impl Iterator<Item = Policy>) -> SaPayload {
    let transforms = policies
        .filter(|policy| policy.auth == AuthMethod::PreShared)
        .zip(1..)
        .map(|(policy, number)| TransformPayload {
            number,
            id: KEY_IKE,
            attributes: phase1_attributes(&policy),
        })
        .collect();
    SaPayload {
        proposals: vec![ProposalPayload {
            number: 1,
            protocol: ProtocolId::Isakmp,
            spi: Vec::new(),
            transforms,
        }],
    }
}

/// In the order of IOS.
fn phase1_attributes(policy: &Policy) -> Vec<Attribute> {
    let (encryption, key_len) = match policy.cipher {
        IkeCipher::Des => (IkeEncryption::DesCbc, None),
        IkeCipher::TripleDes => (IkeEncryption::TripleDesCbc, None),
        IkeCipher::Aes128 => (IkeEncryption::AesCbc, Some(128_u16)),
        IkeCipher::Aes192 => (IkeEncryption::AesCbc, Some(192)),
        IkeCipher::Aes256 => (IkeEncryption::AesCbc, Some(256)),
    };
    let hash = match policy.hash {
        HashAlgorithm::Md5 => IkeHash::Md5,
        HashAlgorithm::Sha1 => IkeHash::Sha,
        HashAlgorithm::Sha256 => IkeHash::Sha256,
    };
    let auth = match policy.auth {
        AuthMethod::PreShared => AuthenticationMethod::PreSharedKey,
        AuthMethod::RsaSig => AuthenticationMethod::RsaSignatures,
        AuthMethod::RsaEncr => AuthenticationMethod::RsaEncryption,
    };
    let mut attributes = vec![Attribute::basic(
        IkeAttribute::EncryptionAlgorithm,
        encryption,
    )];
    attributes.extend(key_len.map(|bits| Attribute::basic(IkeAttribute::KeyLength, bits)));
    attributes.extend([
        Attribute::basic(IkeAttribute::HashAlgorithm, hash),
        Attribute::basic(
            IkeAttribute::GroupDescription,
            u16::from(policy.group.number()),
        ),
        Attribute::basic(IkeAttribute::AuthenticationMethod, auth),
        Attribute::basic(IkeAttribute::LifeType, LifeType::Seconds),
        Attribute::number(IkeAttribute::LifeDuration, policy.lifetime_secs),
    ]);
    attributes
}

/// What an offered transform of phase 1 says, as far as it is understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Phase1Offer {
    encryption: Option<u64>,
    key_bits: Option<u64>,
    hash: Option<u64>,
    auth: Option<u64>,
    group: Option<u64>,
    lifetime_secs: Option<u32>,
}

impl Phase1Offer {
    fn read(transform: &TransformPayload) -> Self {
        let mut offer = Self::default();
        let mut life_type = LifeType::Seconds;
        for Attribute { class, value } in &transform.attributes {
            let value = value.as_number();
            match IkeAttribute::from(*class) {
                IkeAttribute::EncryptionAlgorithm => offer.encryption = value,
                IkeAttribute::KeyLength => offer.key_bits = value,
                IkeAttribute::HashAlgorithm => offer.hash = value,
                IkeAttribute::AuthenticationMethod => offer.auth = value,
                IkeAttribute::GroupDescription => offer.group = value,
                IkeAttribute::LifeType => life_type = life_type_of(value),
                IkeAttribute::LifeDuration if life_type == LifeType::Seconds => {
                    offer.lifetime_secs = value.map(saturate);
                }
                _ => {}
            }
        }
        offer
    }

    /// The first value that is not the policy's.
    fn mismatch(&self, policy: &Policy) -> Option<Mismatch> {
        let wanted = Self::read(&TransformPayload {
            number: 1,
            id: KEY_IKE,
            attributes: phase1_attributes(policy),
        });
        let is_understood = policy.auth == AuthMethod::PreShared;
        if self.encryption != wanted.encryption {
            Some(Mismatch::Encryption)
        } else if self.key_bits != wanted.key_bits {
            Some(Mismatch::KeyLength)
        } else if self.hash != wanted.hash {
            Some(Mismatch::Hash)
        } else if self.group != wanted.group {
            Some(Mismatch::Group)
        } else if self.auth != wanted.auth || !is_understood {
            Some(Mismatch::Authentication)
        } else {
            None
        }
    }
}

fn life_type_of(value: Option<u64>) -> LifeType {
    let value = value.and_then(|value| u16::try_from(value).ok());
    LifeType::from(value.unwrap_or_default())
}

fn saturate(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// One comparison of an offered transform with a policy, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comparison<'a> {
    pub(super) transform: &'a TransformPayload,
    pub(super) priority: u16,
    pub(super) next_payload: PayloadType,
    pub(super) mismatch: Option<Mismatch>,
}

/// The chosen suite of phase 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phase1Choice {
    /// The policy, with the shorter lifetime of both sides.
    pub(super) agreed: Policy,
    /// The offered lifetime, if it is longer than the policy's.
    pub(super) is_shortened: bool,
    /// What is sent back: the chosen transform alone.
    pub(super) reply: SaPayload,
}

/// Compares every policy, highest priority first, with every offered transform; `tell` hears each comparison.
pub(super) fn choose_phase1(
    policies: impl Iterator<Item = Policy>,
    offered: &SaPayload,
    mut tell: impl FnMut(Comparison<'_>),
) -> Option<Phase1Choice> {
    for policy in policies {
        for proposal in &offered.proposals {
            if proposal.protocol != ProtocolId::Isakmp {
                continue;
            }
            for (i, transform) in proposal.transforms.iter().enumerate() {
                let offer = Phase1Offer::read(transform);
                let mismatch = offer.mismatch(&policy);
                let is_last = i + 1 == proposal.transforms.len();
                tell(Comparison {
                    transform,
                    priority: policy.priority,
                    next_payload: if is_last {
                        PayloadType::None
                    } else {
                        PayloadType::Transform
                    },
                    mismatch,
                });
                if mismatch.is_some() {
                    continue;
                }
                let own = policy.lifetime_secs;
                let theirs = offer.lifetime_secs.unwrap_or(own);
                return Some(Phase1Choice {
                    agreed: Policy {
                        lifetime_secs: own.min(theirs),
                        ..policy
                    },
                    is_shortened: own < theirs,
                    reply: SaPayload {
                        proposals: vec![ProposalPayload {
                            transforms: vec![transform.clone()],
                            ..proposal.clone()
                        }],
                    },
                });
            }
        }
    }
    None
}

/// Phase 2: a proposal for each transform, all with the same SPI.
pub(super) fn offer_phase2(
    transforms: &[EspTransform],
    lifetime: SaLifetime,
    pfs_group: Option<DhGroup>,
    spi: Spi,
) -> SaPayload {
    let proposals = transforms
        .iter()
        .zip(1..)
        .map(|(transform, number)| ProposalPayload {
            number,
            protocol: ProtocolId::Esp,
            spi: spi.0.to_be_bytes().to_vec(),
            transforms: vec![TransformPayload {
                number: 1,
                id: esp_id(transform.cipher).into(),
                attributes: phase2_attributes(*transform, lifetime, pfs_group),
            }],
        })
        .collect();
    SaPayload { proposals }
}

const fn esp_id(cipher: EspCipher) -> EspTransformId {
    match cipher {
        EspCipher::Null => EspTransformId::Null,
        EspCipher::Des => EspTransformId::Des,
        EspCipher::TripleDes => EspTransformId::TripleDes,
        EspCipher::Aes128 | EspCipher::Aes192 | EspCipher::Aes256 => EspTransformId::AesCbc,
    }
}

/// In the order of IOS.
fn phase2_attributes(
    transform: EspTransform,
    lifetime: SaLifetime,
    pfs_group: Option<DhGroup>,
) -> Vec<Attribute> {
    let mode = match transform.mode {
        Mode::Tunnel => EncapsulationMode::Tunnel,
        Mode::Transport => EncapsulationMode::Transport,
    };
    let auth = match transform.auth {
        EspAuth::None => None,
        EspAuth::HmacMd5 => Some(IpsecAuthentication::HmacMd5),
        EspAuth::HmacSha1 => Some(IpsecAuthentication::HmacSha),
        EspAuth::HmacSha256 => Some(IpsecAuthentication::HmacSha256),
    };
    let key_bits = match transform.cipher {
        EspCipher::Aes128 => Some(128_u16),
        EspCipher::Aes192 => Some(192),
        EspCipher::Aes256 => Some(256),
        _ => None,
    };
    let mut attributes = vec![Attribute::basic(IpsecAttribute::EncapsulationMode, mode)];
    attributes.extend(lifetime_attributes(lifetime));
    attributes
        .extend(auth.map(|auth| Attribute::basic(IpsecAttribute::AuthenticationAlgorithm, auth)));
    attributes.extend(key_bits.map(|bits| Attribute::basic(IpsecAttribute::KeyLength, bits)));
    attributes.extend(pfs_group.map(|group| {
        Attribute::basic(IpsecAttribute::GroupDescription, u16::from(group.number()))
    }));
    attributes
}

/// The attributes of a lifetime, also in a RESPONDER-LIFETIME notification (RFC 2407 §4.6.3.1).
pub(super) fn lifetime_attributes(lifetime: SaLifetime) -> Vec<Attribute> {
    let mut attributes = vec![
        Attribute::basic(IpsecAttribute::SaLifeType, LifeType::Seconds),
        Attribute::number(IpsecAttribute::SaLifeDuration, lifetime.secs),
    ];
    if lifetime.kilobytes != 0 {
        attributes.extend([
            Attribute::basic(IpsecAttribute::SaLifeType, LifeType::Kilobytes),
            Attribute::number(IpsecAttribute::SaLifeDuration, lifetime.kilobytes),
        ]);
    }
    attributes
}

/// The lifetime in a list of phase 2 attributes; `None` where nothing is said.
pub(super) fn read_lifetime(attributes: &[Attribute]) -> (Option<u32>, Option<u32>) {
    let (mut secs, mut kilobytes) = (None, None);
    // RFC 2407 §4.5: a duration counts what the life type before it says.
    let mut life_type = LifeType::Unknown(0);
    for Attribute { class, value } in attributes {
        match IpsecAttribute::from(*class) {
            IpsecAttribute::SaLifeType => life_type = life_type_of(value.as_number()),
            IpsecAttribute::SaLifeDuration => match life_type {
                LifeType::Seconds => secs = value.as_number().map(saturate),
                LifeType::Kilobytes => kilobytes = value.as_number().map(saturate),
                LifeType::Unknown(_) => {}
            },
            _ => {}
        }
    }
    (secs, kilobytes)
}

/// The shorter of two lifetimes, each limit for itself; a limit the peer does not name is the own one.
pub(super) fn shorter(own: SaLifetime, theirs: (Option<u32>, Option<u32>)) -> SaLifetime {
    let volume = |kilobytes: u32| if kilobytes == 0 { u32::MAX } else { kilobytes };
    let kilobytes = volume(own.kilobytes).min(theirs.1.map_or(u32::MAX, volume));
    SaLifetime {
        secs: theirs.0.map_or(own.secs, |secs| secs.min(own.secs)),
        kilobytes: if kilobytes == u32::MAX { 0 } else { kilobytes },
    }
}

/// What an offered transform of phase 2 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Phase2Offer {
    /// The transform.
    pub(super) transform: EspTransform,
    /// Seconds and kilobytes, as far as they are named.
    pub(super) lifetime: (Option<u32>, Option<u32>),
    /// Number of the Diffie–Hellman group.
    pub(super) group: Option<u64>,
}

impl Phase2Offer {
    /// `None` if the transform is none that this router can carry out.
    pub(super) fn read(transform: &TransformPayload) -> Option<Self> {
        let mut auth = EspAuth::None;
        let mut mode = Mode::Tunnel;
        let mut key_bits = None;
        let mut group = None;
        for Attribute { class, value } in &transform.attributes {
            let value = value.as_number()?;
            let short = u16::try_from(value).unwrap_or(u16::MAX);
            match IpsecAttribute::from(*class) {
                IpsecAttribute::AuthenticationAlgorithm => {
                    auth = match IpsecAuthentication::from(short) {
                        IpsecAuthentication::HmacMd5 => EspAuth::HmacMd5,
                        IpsecAuthentication::HmacSha => EspAuth::HmacSha1,
                        IpsecAuthentication::HmacSha256 => EspAuth::HmacSha256,
                        IpsecAuthentication::Unknown(_) => return None,
                    };
                }
                IpsecAttribute::EncapsulationMode => {
                    mode = match EncapsulationMode::from(short) {
                        EncapsulationMode::Tunnel => Mode::Tunnel,
                        EncapsulationMode::Transport => Mode::Transport,
                        _ => return None,
                    };
                }
                IpsecAttribute::KeyLength => key_bits = Some(value),
                IpsecAttribute::GroupDescription => group = Some(value),
                IpsecAttribute::SaLifeType | IpsecAttribute::SaLifeDuration => {}
                IpsecAttribute::KeyRounds | IpsecAttribute::Unknown(_) => return None,
            }
        }
        let cipher = match (EspTransformId::from(transform.id), key_bits) {
            (EspTransformId::Null, None) => EspCipher::Null,
            (EspTransformId::Des, None) => EspCipher::Des,
            (EspTransformId::TripleDes, None) => EspCipher::TripleDes,
            (EspTransformId::AesCbc, None | Some(128)) => EspCipher::Aes128,
            (EspTransformId::AesCbc, Some(192)) => EspCipher::Aes192,
            (EspTransformId::AesCbc, Some(256)) => EspCipher::Aes256,
            _ => return None,
        };
        Some(Self {
            transform: EspTransform { cipher, auth, mode },
            lifetime: read_lifetime(&transform.attributes),
            group,
        })
    }
}

/// A proposal of phase 2 that stands for itself: ESP, and no other proposal with the same number, which would mean
/// that both protocols are wanted together.
pub(super) fn esp_proposals(offered: &SaPayload) -> impl Iterator<Item = (&ProposalPayload, Spi)> {
    offered.proposals.iter().filter_map(|proposal| {
        let alike = |other: &&ProposalPayload| other.number == proposal.number;
        let is_alone = offered.proposals.iter().filter(alike).count() == 1;
        let spi = <[u8; 4]>::try_from(proposal.spi.as_slice()).ok()?;
        let spi = u32::from_be_bytes(spi);
        // RFC 4303 §2.1: SPIs up to 255 are reserved.
        let is_esp = proposal.protocol == ProtocolId::Esp && spi > 255;
        (is_alone && is_esp).then_some((proposal, Spi(spi)))
    })
}
