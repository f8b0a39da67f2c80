//! `debug crypto isakmp`, `debug crypto engine`, and what IKE logs.
//!
//! Lines begin with `ISAKMP:(0:0:N/A:0):` before an association has a connection number and with
//! `ISAKMP:(0:1:SW:1):` after; lines about packets and counters have the number as one word: `ISAKMP (0:134217729):`.

use std::net::Ipv4Addr;

use super::isakmp_text::{
    attribute_lines, delete_reason, fsm_state, input, ipsec_attribute_lines, mismatch, mode_name,
    node_reason, notify_name, payload_name, vendor_id_lines, vendor_id_name,
};
use super::{Console, LogState, ipsec, may_say};
use crate::ios::show::isakmp_state_name;
use crate::proto::ike::{
    ChildSummary, Drop, ErrorCause, IkeEvent, IkeEventKind as Kind, IsakmpState, Phase, Refusal,
    RequestRefusal, Role, SaLabel,
};
use crate::types::Spi;
use crate::wire::isakmp::{IdData, IdPayload, NotifyType, PayloadType};

/// The connection number of the software engine's first association as one word.
const SOFTWARE_ENGINE: u32 = 0x0800_0000;
/// Where the router keeps its records: each of a kind has its own place.
const PEER_RECORDS: u32 = 0x6644_0000;
const SA_RECORDS: u32 = 0x6682_5000;
const SPI_RECORDS: u32 = 0x8538_f000;
const RECORD_LEN: u32 = 0x2d8;

/// Tells what there is to tell of an event.
pub(super) fn event(console: &mut Console<'_>, state: &mut LogState, event: &IkeEvent) {
    logged(console, state, &event.kind);
    ipsec::ike_event(console, event);
    if console.debug.engine {
        engine(console, event);
    }
    if console.debug.isakmp {
        Voice {
            console,
            sa: event.sa,
        }
        .say(&event.kind);
    }
}

/// Messages that need no debugging.
fn logged(console: &mut Console<'_>, state: &mut LogState, kind: &Kind) {
    match kind {
        Kind::NoSa { peer, .. } if may_say(&mut state.no_sa, console.at) => console.log(&format!(
            "%CRYPTO-4-IKMP_NO_SA: IKE message from {peer} has no SA and is not an initialization offer"
        )),
        Kind::BadMessage { peer, .. } => console.log(&format!(
            "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {peer} failed its sanity check or is malformed"
        )),
        Kind::ModeFailure { peer, mode } => console.log(&format!(
            "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of {} mode failed with peer at {peer}",
            mode_name(*mode)
        )),
        _ => {}
    }
}

/// `debug crypto engine`.
fn engine(console: &mut Console<'_>, event: &IkeEvent) {
    let conn_id = event.sa.map_or(0, |sa| sa.conn_id);
    let text = match &event.kind {
        Kind::SkeyidGenerated { .. } => {
            format!("CryptoEngine0: create ISAKMP SKEYID for conn id {conn_id}")
        }
        Kind::NotifySent { .. } | Kind::DeleteSent { .. } | Kind::BeginQuickMode { .. } => {
            hmac_context(conn_id)
        }
        Kind::Processing {
            payload: PayloadType::Hash,
            ..
        } => hmac_context(conn_id),
        Kind::Processing {
            payload: PayloadType::KeyExchange,
            ..
        } => "CryptoEngine0: generate alg parameter".to_owned(),
        Kind::Authenticated { .. } => {
            format!("CryptoEngine0: clear dh number for conn id {conn_id}")
        }
        Kind::CheckingProposal { .. } => "CryptoEngine0: validate proposal".to_owned(),
        Kind::ValidateProposal { .. } => "CryptoEngine0: validate proposal request".to_owned(),
        _ => return,
    };
    console.debug(&text);
}

fn hmac_context(conn_id: u32) -> String {
    format!("CryptoEngine0: generate hmac context for conn id {conn_id}")
}

/// An association's state as lines about packets have it.
fn padded_state(state: IsakmpState) -> String {
    match state {
        IsakmpState::QmIdle => "QM_IDLE      ".to_owned(),
        state => isakmp_state_name(state).to_owned(),
    }
}

/// A message or node number as the console has it: signed.
const fn signed(id: u32) -> i32 {
    id.cast_signed()
}

/// The place of a peer's record.
fn peer_record(peer: Ipv4Addr) -> u32 {
    PEER_RECORDS + (peer.to_bits() & 0xff) * RECORD_LEN
}

/// One association's voice.
struct Voice<'a, 'b> {
    console: &'a mut Console<'b>,
    sa: Option<SaLabel>,
}

impl Voice<'_, '_> {
    /// A line without prefix of its own.
    fn raw(&mut self, text: &str) {
        self.console.debug(text);
    }

    /// A line of the association, directly behind the prefix; give a blank where one belongs.
    fn sa(&mut self, text: &str) {
        let prefix = match self.conn_id() {
            0 => "ISAKMP:(0:0:N/A:0):".to_owned(),
            conn_id => format!("ISAKMP:(0:{conn_id}:SW:1):"),
        };
        self.console.debug(&format!("{prefix}{text}"));
    }

    /// A line with the connection as one word.
    fn word(&mut self, text: &str) {
        let word = match self.conn_id() {
            0 => 0,
            conn_id => SOFTWARE_ENGINE | conn_id,
        };
        self.console.debug(&format!("ISAKMP (0:{word}): {text}"));
    }

    fn conn_id(&self) -> u32 {
        self.sa.map_or(0, |sa| sa.conn_id)
    }

    fn sa_record(&self, base: u32) -> u32 {
        base.wrapping_add(self.sa.map_or(0, |sa| sa.id.0).wrapping_mul(RECORD_LEN))
    }

    /// `(I) QM_IDLE      `.
    fn role_and_state(&self) -> String {
        self.sa.map_or_else(
            || "(N) NEW SA".to_owned(),
            |sa| {
                let role = match sa.role {
                    Role::Initiator => 'I',
                    Role::Responder => 'R',
                };
                format!("({role}) {}", padded_state(sa.state))
            },
        )
    }

    fn is_up(&self) -> bool {
        self.sa.is_some_and(|sa| sa.state == IsakmpState::QmIdle)
    }

    fn say(&mut self, kind: &Kind) {
        match kind {
            Kind::RequestReceived { .. }
            | Kind::RequestAttached { .. }
            | Kind::RequestRefused { .. }
            | Kind::PeerCreated { .. }
            | Kind::PeerLocked { .. }
            | Kind::PeerUnlocked { .. }
            | Kind::PeerReaped { .. }
            | Kind::PeerInserted { .. }
            | Kind::Ports { .. }
            | Kind::SaInserted => self.records(kind),
            Kind::CheckingTransform { .. }
            | Kind::CheckingProposal { .. }
            | Kind::ProposalTransform { .. }
            | Kind::PolicyMismatch(_)
            | Kind::AttributesAcceptable { .. }
            | Kind::AttributesNotAcceptable { .. }
            | Kind::NoOffersAccepted
            | Kind::PolicyNotAcceptable { .. }
            | Kind::ProposalRefused(_)
            | Kind::CreatingSas(_) => self.negotiation(kind),
            Kind::Retransmitting { .. }
            | Kind::Duplicate { .. }
            | Kind::RetransmissionSkipped { .. }
            | Kind::ErrorCounter { .. }
            | Kind::NotResponding { .. }
            | Kind::NoParanoidKeepalives
            | Kind::DeletingSa { .. }
            | Kind::PurgingSa
            | Kind::DeleteNotSent { .. }
            | Kind::NodeCreated { .. }
            | Kind::NodeDeleted { .. }
            | Kind::NodePurged { .. } => self.ends(kind),
            Kind::NotifySent { .. }
            | Kind::NotifyReceived { .. }
            | Kind::DpdSequence(_)
            | Kind::DpdReceived { .. }
            | Kind::ProcessInitialContact { .. }
            | Kind::ResponderLifetime { .. } => self.notifications(kind),
            _ => self.exchange(kind),
        }
    }

    /// Records of peers and associations.
    fn records(&mut self, kind: &Kind) {
        match kind {
            Kind::RequestReceived { request, .. } => {
                self.raw("ISAKMP: received ke message (1/1)");
                let is_up = |sa: &&crate::proto::ike::IsakmpSa| {
                    (sa.local(), sa.peer()) == (request.local, request.peer) && sa.is_established()
                };
                let up = self.console.device.ike().associations().filter(is_up).last().map(|sa| sa.conn_id());
                match up {
                    Some(conn_id) => {
                        self.raw("ISAKMP: set new node 0 to QM_IDLE      ");
                        self.raw(&format!(
                            "ISAKMP:(0:{conn_id}:SW:1): sitting IDLE. Starting QM immediately (QM_IDLE      )"
                        ));
                    }
                    None => self.sa("SA request profile is (NULL)"),
                }
            }
            Kind::RequestAttached { local, peer } => self.sa(&format!(
                "SA is still budding. Attached new ipsec request to it. (local {local}, remote {peer})"
            )),
            Kind::RequestRefused { peer, reason } => {
                if *reason == RequestRefusal::NoPreSharedKey {
                    self.sa(&format!("No pre-shared key with {peer}!"));
                }
                self.sa("Can not start Main mode");
            }
            Kind::PeerCreated { peer, port } => {
                self.raw(&format!("ISAKMP: Created a peer struct for {peer}, peer port {port}"));
                let handle = 0x8000_0001 + self.sa.map_or(0, |sa| sa.id.0);
                let record = peer_record(*peer);
                self.raw(&format!("ISAKMP: New peer created peer = 0x{record:X} peer_handle = 0x{handle:X}"));
            }
            Kind::PeerLocked { peer, count } => {
                let user = match self.sa.map(|sa| sa.role) {
                    Some(Role::Responder) => "crypto_isakmp_process_block",
                    Some(Role::Initiator) | None => "isakmp_initiator",
                };
                let record = peer_record(*peer);
                self.raw(&format!("ISAKMP: Locking peer struct 0x{record:X}, IKE refcount {count} for {user}"));
            }
            Kind::PeerUnlocked { peer, count } => {
                let record = peer_record(*peer);
                let text = format!("struct 0x{record:X} for isadb_mark_sa_deleted(), count {count}");
                self.raw(&format!("ISAKMP: Unlocking peer {text}"));
            }
            Kind::PeerReaped { peer } => {
                let record = peer_record(*peer);
                self.raw(&format!("ISAKMP: Deleting peer node by peer_reap for {peer}: {record:X}"));
            }
            Kind::PeerInserted { local, peer, port } => {
                let record = peer_record(*peer);
                self.raw(&format!(
                    "ISAKMP: Trying to insert a peer {local}/{peer}/{port}/,  and inserted successfully {record:X}."
                ));
            }
            Kind::Ports { local, remote } => {
                self.raw(&format!("ISAKMP: local port {local}, remote port {remote}"));
                if self.sa.is_some_and(|sa| sa.role == Role::Initiator) {
                    self.raw("ISAKMP: set new node 0 to QM_IDLE      ");
                }
            }
            Kind::SaInserted => {
                let record = self.sa_record(SA_RECORDS);
                self.raw(&format!("insert sa successfully sa = {record:X}"));
            }
            _ => {}
        }
    }

    /// Offers and choices of both phases.
    fn negotiation(&mut self, kind: &Kind) {
        match kind {
            Kind::CheckingTransform {
                number,
                priority,
                attributes,
            } => {
                self.sa(&format!(
                    "Checking ISAKMP transform {number} against priority {priority} policy"
                ));
                for line in attribute_lines(attributes) {
                    self.raw(&format!("ISAKMP:      {line}"));
                }
            }
            Kind::CheckingProposal { number } => {
                self.sa(&format!("Checking IPSec proposal {number}"))
            }
            Kind::ProposalTransform {
                number,
                id,
                attributes,
            } => {
                let name = super::isakmp_text::esp_transform_name(*id);
                self.raw(&format!("ISAKMP: transform {number}, {name}"));
                self.raw("ISAKMP:   attributes in transform:");
                for line in ipsec_attribute_lines(attributes) {
                    self.raw(&format!("ISAKMP:      {line}"));
                }
            }
            Kind::PolicyMismatch(which) => self.sa(mismatch(*which)),
            Kind::AttributesAcceptable { .. } if self.is_up() => self.sa("atts are acceptable."),
            Kind::AttributesAcceptable { next_payload } => {
                self.sa(&format!(
                    "atts are acceptable. Next payload is {}",
                    u8::from(*next_payload)
                ));
            }
            Kind::AttributesNotAcceptable { next_payload } => {
                self.sa(&format!(
                    "atts are not acceptable. Next payload is {}",
                    u8::from(*next_payload)
                ));
            }
            Kind::NoOffersAccepted => self.sa("no offers accepted!"),
            Kind::PolicyNotAcceptable { phase, local, peer } => {
                let phase = match phase {
                    Phase::One => 1,
                    Phase::Two => 2,
                };
                self.sa(&format!(
                    " phase {phase} SA policy not acceptable! (local {local} remote {peer})"
                ));
            }
            Kind::ProposalRefused(
                Refusal::ProxyIdentities | Refusal::Transform | Refusal::PfsGroup,
            ) => {
                self.sa(" IPSec policy invalidated proposal");
            }
            Kind::CreatingSas(pair) => self.creating_sas(pair),
            _ => {}
        }
    }

    fn creating_sas(&mut self, pair: &ChildSummary) {
        let mut installed = self.console.device.sad().iter();
        let is_it = |sa: &&crate::proto::ipsec::sad::Sa| sa.pair.inbound_spi == pair.inbound_spi;
        let (inbound, outbound) = installed.find(is_it).map_or((0, 0), |sa| sa.conn_ids);
        let ChildSummary {
            local,
            peer,
            proxy,
            inbound_spi,
            outbound_spi,
            lifetime,
            ..
        } = pair;
        let (here, there) = (proxy.local.net.network(), proxy.remote.net.network());
        if self.sa.is_some_and(|sa| sa.role == Role::Responder) {
            self.raw("ISAKMP: received ke message (2/1)");
        }
        self.sa(" Creating IPSec SAs");
        let mut half = |way: &str,
                        ends: (Ipv4Addr, Ipv4Addr),
                        blanks: &str,
                        proxies: (Ipv4Addr, Ipv4Addr),
                        id: &str| {
            let lines = [
                format!("{way} SA from {} to {} (f/i) {blanks}0/ 0", ends.0, ends.1),
                format!("(proxy {} to {})", proxies.0, proxies.1),
                format!("has spi {id}"),
                format!("lifetime of {} seconds", lifetime.secs),
                format!("lifetime of {} kilobytes", lifetime.kilobytes),
                "has client flags 0x0".to_owned(),
            ];
            for line in lines {
                self.console.debug(&format!("        {line}"));
            }
        };
        let id = format!("0x{:X} and conn_id {inbound} and flags 2", inbound_spi.0);
        half("inbound", (*peer, *local), " ", (there, here), &id);
        let id = format!(
            "{} and conn_id {outbound} and flags A",
            outbound_spi.0.cast_signed()
        );
        half("outbound", (*local, *peer), "", (here, there), &id);
    }

    /// Repeats, deaths and what is left behind.
    fn ends(&mut self, kind: &Kind) {
        let state = self.sa.map_or(IsakmpState::MmNoState, |sa| sa.state);
        let phase_1 = isakmp_state_name(state);
        match kind {
            Kind::Retransmitting { node: None } => self.sa(&format!(" retransmitting phase 1 {phase_1}...")),
            Kind::Retransmitting { node: Some(id) } => {
                self.sa(&format!(" retransmitting phase 2 QM_IDLE       {} ...", signed(*id)));
            }
            Kind::Duplicate { node } => {
                let phase = if node.is_some() { 2 } else { 1 };
                self.sa(&format!(" phase {phase} packet is a duplicate of a previous packet."));
                self.sa(&format!(" retransmitting due to retransmit phase {phase}"));
            }
            Kind::RetransmissionSkipped { node, since_ms } => {
                let phase = if node.is_some() { 2 } else { 1 };
                self.sa(&format!(
                    " retransmission skipped for phase {phase} (time since last transmission {since_ms})"
                ));
            }
            Kind::ErrorCounter { node, attempt, limit, cause } => {
                let of = if node.is_some() { "node" } else { "sa" };
                let cause_text = match cause {
                    ErrorCause::RetransmitPhase1 => "retransmit phase 1",
                    ErrorCause::RetransmitPhase2 => "retransmit phase 2",
                    ErrorCause::PeersAlive => "PEERS_ALIVE_TIMER",
                };
                self.word(&format!("incrementing error counter on {of}, attempt {attempt} of {limit}: {cause_text}"));
                match (cause, node) {
                    (ErrorCause::RetransmitPhase1, _) => self.sa(&format!(" retransmitting phase 1 {phase_1}")),
                    (ErrorCause::RetransmitPhase2, Some(id)) => {
                        self.sa(&format!(" retransmitting phase 2 {} QM_IDLE      ", signed(*id)));
                    }
                    (ErrorCause::RetransmitPhase2, None) | (ErrorCause::PeersAlive, _) => {}
                }
            }
            Kind::NotResponding { peer } => self.sa(&format!("peer {peer} not responding!")),
            Kind::NoParanoidKeepalives => self.sa("peer does not do paranoid keepalives.\n"),
            Kind::DeletingSa { reason, peer } => {
                let (reason, state) = (delete_reason(*reason), self.role_and_state());
                self.sa(&format!("deleting SA reason \"{reason}\" state {state} (peer {peer})"));
            }
            Kind::PurgingSa => {
                let record = self.sa_record(SA_RECORDS);
                self.sa(&format!("purging SA., sa={record:X}, delme={record:X}"));
            }
            Kind::DeleteNotSent { local, peer, spi: Spi(spi) } => self.raw(&format!(
                "ISAKMP: ignoring request to send delete notify (no ISAKMP sa) src {local} dst {peer} for SPI 0x{spi:X}"
            )),
            Kind::NodeCreated { message_id } => {
                self.raw(&format!("ISAKMP: set new node {} to QM_IDLE      ", signed(*message_id)));
            }
            Kind::NodeDeleted { message_id, is_error, reason } => {
                let error = if *is_error { "TRUE" } else { "FALSE" };
                let (id, reason) = (signed(*message_id), node_reason(*reason));
                self.sa(&format!("deleting node {id} error {error} reason \"{reason}\""));
            }
            Kind::NodePurged { message_id } => self.sa(&format!("purging node {}", signed(*message_id))),
            _ => {}
        }
    }

    /// Notifications, dead peer detection among them.
    fn notifications(&mut self, kind: &Kind) {
        match kind {
            Kind::NotifySent { kind, protocol, message_id } => {
                let name = notify_name(*kind);
                let (protocol, id) = (u8::from(*protocol), signed(*message_id));
                let spi = self.sa_record(SPI_RECORDS);
                self.sa(&format!("Sending NOTIFY {name} protocol {protocol}\n\tspi {spi}, message ID = {id}"));
            }
            Kind::NotifyReceived { kind, protocol, spi, message_id } => {
                let name = notify_name(*kind);
                let (protocol, id) = (u8::from(*protocol), signed(*message_id));
                let record = self.sa_record(SA_RECORDS);
                self.sa(&format!(
                    " processing NOTIFY {name} protocol {protocol}\n\tspi {spi}, message ID = {id}, sa = {record:X}"
                ));
            }
            Kind::DpdSequence(sequence) => self.sa(&format!(" seq. no 0x{sequence:X}")),
            Kind::DpdReceived { kind, peer, sequence } => {
                let name = notify_name(*kind);
                let what = if *kind == NotifyType::RUThere { "" } else { " " };
                self.sa(&format!("{what}{name} received from peer {peer}, sequence 0x{sequence:X}"));
            }
            Kind::ProcessInitialContact { local, peer, port } => self.sa(&format!(
                "Process initial contact,\nbring down existing phase 1 and 2 SA's with local {local} remote {peer} \
                 remote port {port}"
            )),
            Kind::ResponderLifetime { .. } => self.sa(" processing responder lifetime"),
            _ => {}
        }
    }

    /// The run of an exchange.
    fn exchange(&mut self, kind: &Kind) {
        match kind {
            Kind::TryingMainMode => self.sa("Can not start Aggressive mode, trying Main mode."),
            Kind::PreSharedKeyFound { peer } => {
                self.sa(&format!("found peer pre-shared key matching {peer}"))
            }
            Kind::PreSharedKeyMissing { peer } => {
                self.sa(&format!("No pre-shared key with {peer}!"))
            }
            Kind::LocalKeyFound => {
                self.sa(" local preshared key found");
                self.raw("ISAKMP : Scanning profiles for xauth ...");
            }
            Kind::VendorIdConstructed(id) => {
                self.sa(&format!(" constructed {} ID", vendor_id_name(*id)))
            }
            Kind::StateChange {
                node,
                input: cause,
                old,
                new,
            } => {
                let node_text =
                    node.map_or_else(String::new, |id| format!("Node {}, ", signed(id)));
                self.sa(&format!("{node_text}Input = {}", input(*cause)));
                let end = if node.is_none() { "\n" } else { "" };
                self.sa(&format!(
                    "Old State = {}  New State = {}{end}",
                    fsm_state(*old),
                    fsm_state(*new)
                ));
            }
            Kind::BeginMainMode => self.sa(" beginning Main Mode exchange"),
            Kind::BeginQuickMode { message_id } => {
                self.sa(&format!(
                    "beginning Quick Mode exchange, M-ID of {}",
                    signed(*message_id)
                ));
            }
            Kind::InitiatorGetsSpi => self.sa("QM Initiator gets spi"),
            Kind::PacketSent { peer, peer_port } => {
                let state = self.role_and_state();
                self.sa(&format!(
                    " sending packet to {peer} my_port 500 peer_port {peer_port} {state}"
                ));
            }
            Kind::PacketReceived { peer, peer_port } => {
                let state = self.role_and_state();
                self.word(&format!(
                    "received packet from {peer} dport 500 sport {peer_port} Global {state}"
                ));
            }
            Kind::Processing {
                payload: PayloadType::VendorId,
                ..
            } => self.sa(" processing vendor id payload"),
            Kind::Processing {
                payload,
                message_id,
            } => {
                let (name, id) = (payload_name(*payload), signed(*message_id));
                self.sa(&format!(" processing {name} payload. message ID = {id}"));
            }
            Kind::PayloadNoted(kind) => {
                self.raw(&format!("ISAKMP:received payload type {}", u8::from(*kind)))
            }
            Kind::VendorId(seen) => {
                for line in vendor_id_lines(*seen) {
                    self.sa(&format!(" {line}"));
                }
            }
            Kind::SkeyidGenerated { .. } => self.sa("SKEYID state generated"),
            Kind::SendInitialContact => self.sa("Send initial contact"),
            Kind::AuthenticatingAs(_) => {
                self.sa("SA is doing pre-shared key authentication using id type ID_IPV4_ADDR");
            }
            Kind::Identity { next_payload, id } => self.identity(*next_payload, id),
            Kind::IdentityLength(length) => self.sa(&format!("Total payload length: {length}")),
            Kind::NoProfileMatches => self.sa(": peer matches *none* of the profiles"),
            Kind::Authenticated { peer } => {
                self.sa("SA authentication status:\n\tauthenticated");
                self.sa(&format!("SA has been authenticated with {peer}"));
            }
            Kind::DpdEnabled => self.sa("IKE_DPD is enabled, initializing timers"),
            Kind::Dropped {
                reason: Drop::UnauthenticatedNotify,
                ..
            } => self.sa("Notify has no hash. Rejected."),
            // What is logged, told by other lines, or passed over in silence.
            _ => {}
        }
    }

    fn identity(&mut self, next_payload: PayloadType, id: &IdPayload) {
        let next = u8::from(next_payload);
        let kind = u8::from(id.kind());
        let (shown, length) = match &id.data {
            IdData::Ipv4Addr(addr) => (format!("\n\taddress      : {addr}"), 12),
            IdData::Ipv4Subnet { addr, mask } => (
                format!("\n\taddress      : {addr}\n\tmask         : {mask}"),
                16,
            ),
            IdData::Ipv4Range { first, last } => (
                format!("\n\taddress      : {first}\n\tend          : {last}"),
                16,
            ),
            IdData::Other { data, .. } => (String::new(), 8 + data.len()),
        };
        let (protocol, port) = (id.protocol, id.port);
        self.word(&format!(
            "ID payload\n\tnext-payload : {next}\n\ttype         : {kind}{shown}\n\tprotocol     : {protocol}\
             \n\tport         : {port}\n\tlength       : {length}"
        ));
    }
}
