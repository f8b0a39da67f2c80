//! Assigned numbers of ISAKMP, the IPsec DOI, IKE, dead peer detection and NAT traversal.

use serde::{Deserialize, Serialize};

/// Declares an enumeration of assigned numbers; numbers without a name are `Unknown`, never one of the named ones.
macro_rules! code_points {
    (
        $(#[$doc:meta])*
        $name:ident($int:ty) { $($(#[$variant_doc:meta])* $variant:ident = $value:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A number without a name here.
            Unknown($int),
        }

        impl From<$int> for $name {
            fn from(value: $int) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl From<$name> for $int {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => $value,)*
                    $name::Unknown(other) => other,
                }
            }
        }
    };
}

code_points! {
    /// Payload types (RFC 2408 §3.1, RFC 3947 §3.2).
    PayloadType(u8) {
        /// End of the chain.
        None = 0,
        /// Security association.
        SecurityAssociation = 1,
        /// Proposal, only inside a security association.
        Proposal = 2,
        /// Transform, only inside a proposal.
        Transform = 3,
        /// Key exchange.
        KeyExchange = 4,
        /// Identification.
        Identification = 5,
        /// Certificate.
        Certificate = 6,
        /// Certificate request.
        CertificateRequest = 7,
        /// Hash.
        Hash = 8,
        /// Signature.
        Signature = 9,
        /// Nonce.
        Nonce = 10,
        /// Notification.
        Notification = 11,
        /// Delete.
        Delete = 12,
        /// Vendor ID.
        VendorId = 13,
        /// NAT discovery (RFC 3947).
        NatDiscovery = 20,
        /// NAT original address (RFC 3947).
        NatOriginalAddress = 21,
        /// NAT discovery of the drafts before RFC 3947.
        NatDiscoveryDraft = 130,
        /// NAT original address of the drafts before RFC 3947.
        NatOriginalAddressDraft = 131,
    }
}

code_points! {
    /// Exchange types (RFC 2408 §3.1, RFC 2409 appendix A).
    ExchangeType(u8) {
        /// Base.
        Base = 1,
        /// Identity protection: main mode.
        IdentityProtection = 2,
        /// Authentication only.
        AuthenticationOnly = 3,
        /// Aggressive.
        Aggressive = 4,
        /// Informational.
        Informational = 5,
        /// Mode configuration.
        ModeConfiguration = 6,
        /// Quick mode.
        QuickMode = 32,
        /// New group mode.
        NewGroupMode = 33,
    }
}

code_points! {
    /// Security protocols (RFC 2407 §4.4.1).
    ProtocolId(u8) {
        /// ISAKMP itself.
        Isakmp = 1,
        /// Authentication header.
        Ah = 2,
        /// Encapsulating security payload.
        Esp = 3,
        /// IP compression.
        IpComp = 4,
    }
}

code_points! {
    /// Identification types (RFC 2407 §4.6.2.1).
    IdType(u8) {
        /// One IPv4 address.
        Ipv4Addr = 1,
        /// A domain name.
        Fqdn = 2,
        /// A user's name.
        UserFqdn = 3,
        /// An IPv4 network and mask.
        Ipv4AddrSubnet = 4,
        /// One IPv6 address.
        Ipv6Addr = 5,
        /// An IPv6 network and mask.
        Ipv6AddrSubnet = 6,
        /// A first and a last IPv4 address.
        Ipv4AddrRange = 7,
        /// A first and a last IPv6 address.
        Ipv6AddrRange = 8,
        /// A distinguished name.
        DerAsn1Dn = 9,
        /// A general name.
        DerAsn1Gn = 10,
        /// An opaque key identifier.
        KeyId = 11,
    }
}

code_points! {
    /// Notify messages (RFC 2408 §3.14.1, RFC 2407 §4.6.3, RFC 3706 §5.3).
    NotifyType(u16) {
        /// The payload type is not understood.
        InvalidPayloadType = 1,
        /// The domain of interpretation is not supported.
        DoiNotSupported = 2,
        /// The situation is not supported.
        SituationNotSupported = 3,
        /// A cookie is wrong.
        InvalidCookie = 4,
        /// The exchange is not supported.
        InvalidExchangeType = 7,
        /// The message ID is wrong.
        InvalidMessageId = 9,
        /// The protocol is not supported.
        InvalidProtocolId = 10,
        /// No such SPI.
        InvalidSpi = 11,
        /// The transform is wrong.
        InvalidTransformId = 12,
        /// Attributes are not supported.
        AttributesNotSupported = 13,
        /// No proposal is acceptable.
        NoProposalChosen = 14,
        /// A proposal is malformed.
        BadProposalSyntax = 15,
        /// A payload is malformed.
        PayloadMalformed = 16,
        /// The key is wrong.
        InvalidKeyInformation = 17,
        /// An identification is wrong.
        InvalidIdInformation = 18,
        /// A hash is wrong.
        InvalidHashInformation = 23,
        /// Authentication failed.
        AuthenticationFailed = 24,
        /// Lengths do not add up.
        UnequalPayloadLengths = 30,
        /// Connected.
        Connected = 16384,
        /// The responder's lifetime is shorter.
        ResponderLifetime = 24576,
        /// Whether anti-replay is on.
        ReplayStatus = 24577,
        /// The sender knows no other association with the receiver.
        InitialContact = 24578,
        /// Are you there?
        RUThere = 36136,
        /// Here I am.
        RUThereAck = 36137,
    }
}

code_points! {
    /// Classes of phase 1 attributes (RFC 2409 appendix A).
    IkeAttribute(u16) {
        /// Encryption algorithm.
        EncryptionAlgorithm = 1,
        /// Hash algorithm.
        HashAlgorithm = 2,
        /// Authentication method.
        AuthenticationMethod = 3,
        /// Diffie–Hellman group.
        GroupDescription = 4,
        /// Group type.
        GroupType = 5,
        /// What the next life duration counts.
        LifeType = 11,
        /// Life duration.
        LifeDuration = 12,
        /// Pseudo-random function.
        Prf = 13,
        /// Key length, in bits.
        KeyLength = 14,
    }
}

code_points! {
    /// Classes of phase 2 attributes (RFC 2407 §4.5).
    IpsecAttribute(u16) {
        /// What the next life duration counts.
        SaLifeType = 1,
        /// Life duration.
        SaLifeDuration = 2,
        /// Diffie–Hellman group of perfect forward secrecy.
        GroupDescription = 3,
        /// Tunnel or transport.
        EncapsulationMode = 4,
        /// Integrity algorithm.
        AuthenticationAlgorithm = 5,
        /// Key length, in bits.
        KeyLength = 6,
        /// Key rounds.
        KeyRounds = 7,
    }
}

code_points! {
    /// Phase 1 encryption algorithms (RFC 2409 appendix A, RFC 3602 §5.1).
    IkeEncryption(u16) {
        /// DES-CBC.
        DesCbc = 1,
        /// 3DES-CBC.
        TripleDesCbc = 5,
        /// AES-CBC; the key length is another attribute.
        AesCbc = 7,
    }
}

code_points! {
    /// Phase 1 hash algorithms (RFC 2409 appendix A, IANA).
    IkeHash(u16) {
        /// MD5.
        Md5 = 1,
        /// SHA-1.
        Sha = 2,
        /// SHA-256.
        Sha256 = 4,
    }
}

code_points! {
    /// Phase 1 authentication methods (RFC 2409 appendix A).
    AuthenticationMethod(u16) {
        /// Pre-shared key.
        PreSharedKey = 1,
        /// DSS signatures.
        DssSignatures = 2,
        /// RSA signatures.
        RsaSignatures = 3,
        /// Encryption with RSA.
        RsaEncryption = 4,
        /// Revised encryption with RSA.
        RevisedRsaEncryption = 5,
    }
}

code_points! {
    /// What a lifetime counts, alike in phase 1 and 2.
    LifeType(u16) {
        /// Seconds.
        Seconds = 1,
        /// Kilobytes.
        Kilobytes = 2,
    }
}

code_points! {
    /// ESP transforms (RFC 2407 §4.4.4, RFC 3602 §5.3).
    EspTransformId(u8) {
        /// DES-CBC.
        Des = 2,
        /// 3DES-CBC.
        TripleDes = 3,
        /// No encryption (RFC 2410).
        Null = 11,
        /// AES-CBC.
        AesCbc = 12,
    }
}

code_points! {
    /// Integrity algorithms of ESP (RFC 2407 §4.5, RFC 4868).
    IpsecAuthentication(u16) {
        /// HMAC-MD5.
        HmacMd5 = 1,
        /// HMAC-SHA-1.
        HmacSha = 2,
        /// HMAC-SHA-256.
        HmacSha256 = 5,
    }
}

code_points! {
    /// Encapsulation modes (RFC 2407 §4.5, RFC 3947 §5.1).
    EncapsulationMode(u16) {
        /// Tunnel.
        Tunnel = 1,
        /// Transport.
        Transport = 2,
        /// Tunnel inside UDP.
        UdpTunnel = 3,
        /// Transport inside UDP.
        UdpTransport = 4,
    }
}
