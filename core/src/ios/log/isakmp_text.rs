//! The words `debug crypto isakmp` has for numbers.

use crate::proto::ike::{
    DeleteReason, FsmState, Input, Mismatch, Mode, NodeReason, VendorIdKind, VendorIdSeen,
};
use crate::wire::isakmp::{
    Attribute, AttributeValue, AuthenticationMethod, EncapsulationMode, EspTransformId,
    IkeAttribute, IkeEncryption, IkeHash, IpsecAttribute, IpsecAuthentication, KnownVendorId,
    LifeType, NotifyType, PayloadType,
};

pub(super) const fn input(input: Input) -> &'static str {
    match input {
        Input::SaRequestMainMode => "IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM",
        Input::SpiReply => "IKE_MESG_FROM_IPSEC, IKE_SPI_REPLY",
        Input::MainModeExchange => "IKE_MESG_FROM_PEER, IKE_MM_EXCH",
        Input::QuickModeExchange => "IKE_MESG_FROM_PEER, IKE_QM_EXCH",
        Input::InfoNotify => "IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY",
        Input::InfoDelete => "IKE_MESG_FROM_PEER, IKE_INFO_DELETE",
        Input::ProcessMainMode => "IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE",
        Input::ProcessComplete => "IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE",
        Input::ProcessError => "IKE_MESG_INTERNAL, IKE_PROCESS_ERROR",
        Input::InitQuickMode => "IKE_MESG_INTERNAL, IKE_INIT_QM",
        Input::Phase1Complete => "IKE_MESG_INTERNAL, IKE_PHASE1_COMPLETE",
        Input::Phase1Delete => "IKE_MESG_INTERNAL, IKE_PHASE1_DEL",
        Input::TimerImAlive => "IKE_MESG_FROM_TIMER, IKE_TIMER_IM_ALIVE",
        Input::TimerPeersAlive => "IKE_MESG_FROM_TIMER, IKE_TIMER_PEERS_ALIVE",
    }
}

pub(super) const fn fsm_state(state: FsmState) -> &'static str {
    match state {
        FsmState::Ready => "IKE_READY",
        FsmState::InitiatorMm1 => "IKE_I_MM1",
        FsmState::InitiatorMm2 => "IKE_I_MM2",
        FsmState::InitiatorMm3 => "IKE_I_MM3",
        FsmState::InitiatorMm4 => "IKE_I_MM4",
        FsmState::InitiatorMm5 => "IKE_I_MM5",
        FsmState::InitiatorMm6 => "IKE_I_MM6",
        FsmState::ResponderMm1 => "IKE_R_MM1",
        FsmState::ResponderMm2 => "IKE_R_MM2",
        FsmState::ResponderMm3 => "IKE_R_MM3",
        FsmState::ResponderMm4 => "IKE_R_MM4",
        FsmState::ResponderMm5 => "IKE_R_MM5",
        FsmState::Phase1Complete => "IKE_P1_COMPLETE",
        FsmState::DestSa => "IKE_DEST_SA",
        FsmState::QuickModeReady => "IKE_QM_READY",
        FsmState::QuickModeInitiator1 => "IKE_QM_I_QM1",
        FsmState::QuickModeSpiStarve => "IKE_QM_SPI_STARVE",
        FsmState::QuickModeResponder2 => "IKE_QM_R_QM2",
        FsmState::QuickModeComplete => "IKE_QM_PHASE2_COMPLETE",
    }
}

pub(super) const fn mismatch(mismatch: Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Encryption => "Encryption algorithm offered does not match policy!",
        Mismatch::KeyLength => "Proposed key length does not match policy",
        Mismatch::Hash => "Hash algorithm offered does not match policy!",
        Mismatch::Group => "Diffie-Hellman group offered does not match policy!",
        Mismatch::Authentication => "Authentication method offered does not match policy!",
    }
}

pub(super) const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Main => "Main",
        Mode::Quick => "Quick",
        Mode::Informational => "Informational",
    }
}

pub(super) const fn delete_reason(reason: DeleteReason) -> &'static str {
    match reason {
        DeleteReason::RetransmissionPhase1 => "Death by retransmission P1",
        DeleteReason::PeersAlive => "P1 errcounter exceeded (PEERS_ALIVE_TIMER)",
        DeleteReason::ProposalNotAccepted => "Phase1 SA policy proposal not accepted",
        DeleteReason::LifetimeExceeded => "IKE SA Lifetime Exceeded",
        DeleteReason::DeleteNotify => "P1 delete notify (in)",
        DeleteReason::InitialContact => "Receive initial contact",
        DeleteReason::Cleared | DeleteReason::LocalAddressLost => "No reason",
    }
}

pub(super) const fn node_reason(reason: NodeReason) -> &'static str {
    match reason {
        NodeReason::NoError => "No Error",
        NodeReason::QuickModeDone => "QM done (await)",
        NodeReason::QuickModeRejected => "QM rejected",
        NodeReason::DeleteLarval => "Delete Larval",
        NodeReason::Informational => "Informational (in) state 1",
        NodeReason::RetransmissionPhase2 => "Phase 2 err count exceeded",
        NodeReason::IkeDeleted => "IKE deleted",
    }
}

pub(super) fn payload_name(payload: PayloadType) -> String {
    match payload {
        PayloadType::SecurityAssociation => "SA".to_owned(),
        PayloadType::KeyExchange => "KE".to_owned(),
        PayloadType::Identification => "ID".to_owned(),
        PayloadType::Hash => "HASH".to_owned(),
        PayloadType::Nonce => "NONCE".to_owned(),
        PayloadType::Delete => "DELETE".to_owned(),
        PayloadType::Notification => "NOTIFY".to_owned(),
        other => format!("type {}", u8::from(other)),
    }
}

pub(super) fn notify_name(kind: NotifyType) -> String {
    let name = match kind {
        NotifyType::InvalidSpi => "INVALID_SPI",
        NotifyType::NoProposalChosen => "PROPOSAL_NOT_CHOSEN",
        NotifyType::PayloadMalformed => "PAYLOAD_MALFORMED",
        NotifyType::InvalidIdInformation => "INVALID_ID_INFO",
        NotifyType::AuthenticationFailed => "AUTHENTICATION_FAILED",
        NotifyType::ResponderLifetime => "RESPONDER_LIFETIME",
        NotifyType::ReplayStatus => "REPLAY_STATUS",
        NotifyType::InitialContact => "INITIAL_CONTACT",
        NotifyType::RUThere => "DPD/R_U_THERE",
        NotifyType::RUThereAck => "DPD/R_U_THERE_ACK",
        other => return u16::from(other).to_string(),
    };
    name.to_owned()
}

/// A vendor ID that this end announces.
pub(super) const fn vendor_id_name(id: KnownVendorId) -> &'static str {
    match id {
        KnownVendorId::Dpd => "DPD",
        KnownVendorId::Unity => "Unity",
        KnownVendorId::Xauth => "XAUTH",
        KnownVendorId::NatTRfc3947 => "NAT-T vendor-rfc3947",
        KnownVendorId::NatTDraft07 => "NAT-T vendor-07",
        KnownVendorId::NatTDraft03 => "NAT-T vendor-03",
        KnownVendorId::NatTDraft02 => "NAT-T vendor-02",
    }
}

/// What a router says of a vendor ID: first what it takes for a version of DPD, then what it knows.
pub(super) fn vendor_id_lines(seen: VendorIdSeen) -> Vec<String> {
    let (is_versioned, name) = match seen.kind {
        VendorIdKind::Known(KnownVendorId::Dpd) => (false, Some("vendor ID is DPD")),
        VendorIdKind::Known(KnownVendorId::Unity) => (false, Some("vendor ID is Unity")),
        VendorIdKind::Known(KnownVendorId::Xauth) => (true, Some("vendor ID is XAUTH")),
        VendorIdKind::Known(KnownVendorId::NatTRfc3947) => {
            (true, Some("vendor ID is NAT-T RFC 3947"))
        }
        VendorIdKind::Known(KnownVendorId::NatTDraft07) => (true, Some("vendor ID is NAT-T v7")),
        VendorIdKind::Known(KnownVendorId::NatTDraft03) => (true, Some("vendor ID is NAT-T v3")),
        VendorIdKind::Known(KnownVendorId::NatTDraft02) => (true, Some("vendor ID is NAT-T v2")),
        VendorIdKind::Ios => (false, Some("speaking to another IOS box!")),
        VendorIdKind::Other => (true, None),
    };
    let major = seen.major.filter(|_| is_versioned);
    let mismatch =
        major.map(|major| format!("vendor ID seems Unity/DPD but major {major} mismatch"));
    mismatch
        .into_iter()
        .chain(name.map(str::to_owned))
        .collect()
}

/// `(basic) of 3600` or `(VPI) of  0x0 0x1 0x51 0x80`.
fn duration(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Basic(value) => format!("(basic) of {value}"),
        AttributeValue::Variable(octets) => {
            let octets: Vec<String> = octets.iter().map(|octet| format!("0x{octet:X}")).collect();
            format!("(VPI) of  {}", octets.join(" "))
        }
    }
}

fn basic(value: &AttributeValue) -> u16 {
    value
        .as_number()
        .and_then(|number| u16::try_from(number).ok())
        .unwrap_or_default()
}

fn life_type(value: u16) -> String {
    match LifeType::from(value) {
        LifeType::Seconds => "seconds".to_owned(),
        LifeType::Kilobytes => "kilobytes".to_owned(),
        LifeType::Unknown(other) => other.to_string(),
    }
}

/// The attributes of a transform of phase 1.
pub(super) fn attribute_lines(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| {
        let value = basic(&attribute.value);
        match IkeAttribute::from(attribute.class) {
            IkeAttribute::EncryptionAlgorithm => match IkeEncryption::from(value) {
                IkeEncryption::DesCbc => "encryption DES-CBC".to_owned(),
                IkeEncryption::TripleDesCbc => "encryption 3DES-CBC".to_owned(),
                IkeEncryption::AesCbc => "encryption AES-CBC".to_owned(),
                IkeEncryption::Unknown(other) => format!("encryption {other}"),
            },
            IkeAttribute::HashAlgorithm => match IkeHash::from(value) {
                IkeHash::Md5 => "hash MD5".to_owned(),
                IkeHash::Sha => "hash SHA".to_owned(),
                IkeHash::Sha256 => "hash SHA256".to_owned(),
                IkeHash::Unknown(other) => format!("hash {other}"),
            },
            IkeAttribute::AuthenticationMethod => match AuthenticationMethod::from(value) {
                AuthenticationMethod::PreSharedKey => "auth pre-share".to_owned(),
                AuthenticationMethod::RsaSignatures => "auth RSA sig".to_owned(),
                other => format!("auth {}", u16::from(other)),
            },
            IkeAttribute::GroupDescription => format!("default group {value}"),
            IkeAttribute::LifeType => format!("life type in {}", life_type(value)),
            IkeAttribute::LifeDuration => format!("life duration {}", duration(&attribute.value)),
            IkeAttribute::KeyLength => format!("keylength of {value}"),
            other => format!("attribute {}", u16::from(other)),
        }
    };
    attributes.iter().map(line).collect()
}

/// An ESP transform.
pub(super) fn esp_transform_name(id: u8) -> String {
    match EspTransformId::from(id) {
        EspTransformId::Des => "ESP_DES".to_owned(),
        EspTransformId::TripleDes => "ESP_3DES".to_owned(),
        EspTransformId::Null => "ESP_NULL".to_owned(),
        EspTransformId::AesCbc => "ESP_AES".to_owned(),
        EspTransformId::Unknown(other) => other.to_string(),
    }
}

/// The attributes of a transform of phase 2.
pub(super) fn ipsec_attribute_lines(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| {
        let value = basic(&attribute.value);
        match IpsecAttribute::from(attribute.class) {
            IpsecAttribute::SaLifeType => format!("SA life type in {}", life_type(value)),
            IpsecAttribute::SaLifeDuration => {
                format!("SA life duration {}", duration(&attribute.value))
            }
            IpsecAttribute::GroupDescription => format!("group is {value}"),
            IpsecAttribute::EncapsulationMode => match EncapsulationMode::from(value) {
                EncapsulationMode::Tunnel => "encaps is 1 (Tunnel)".to_owned(),
                EncapsulationMode::Transport => "encaps is 2 (Transport)".to_owned(),
                other => format!("encaps is {}", u16::from(other)),
            },
            IpsecAttribute::AuthenticationAlgorithm => match IpsecAuthentication::from(value) {
                IpsecAuthentication::HmacMd5 => "authenticator is HMAC-MD5".to_owned(),
                IpsecAuthentication::HmacSha => "authenticator is HMAC-SHA".to_owned(),
                IpsecAuthentication::HmacSha256 => "authenticator is HMAC-SHA256".to_owned(),
                IpsecAuthentication::Unknown(other) => format!("authenticator is {other}"),
            },
            IpsecAttribute::KeyLength => format!("key length is {value}"),
            other => format!("attribute {}", u16::from(other)),
        }
    };
    attributes.iter().map(line).collect()
}
