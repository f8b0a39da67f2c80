use super::article::{TestLab, assert_like};
use crate::ios::log::{DebugFlags, LogState, lines};
use crate::node::config::{Stamp, Timestamps};
use crate::node::fact::FactKind;
use crate::time::{Duration, Instant};

const CRYPTO: DebugFlags = DebugFlags {
    isakmp: true,
    ipsec: true,
    engine: true,
    ..DebugFlags::NONE
};

/// The article's failover, with what is debugged where.
fn failover(debug: &[(&str, DebugFlags)]) -> TestLab {
    let mut lab = TestLab::new(7);
    for (name, flags) in debug {
        lab.debug(name, *flags);
    }
    lab.run_to(30_000);
    lab.ping("SW1", "155.1.58.5", None, 3);
    lab.run_to(40_000);
    lab.ping("SW1", "155.1.58.5", None, 1_000_000);
    lab.run_to(60_000);
    lab.set_shutdown("R1", "FastEthernet0/0", true);
    lab.run_to(90_000);
    lab
}

/// The lines from the first that holds `from` to before the next that holds `to`.
fn between<'a>(lines: &'a [String], from: &str, to: &str) -> &'a [String] {
    let start = lines.iter().position(|line| line.contains(from));
    let rest = &lines[start.unwrap_or_else(|| panic!("no line with {from}"))..];
    let end = rest.iter().skip(1).position(|line| line.contains(to));
    &rest[..end.map_or(rest.len(), |end| end + 1)]
}

fn stamped(lines: &[String], text: &str) -> Vec<String> {
    lines
        .iter()
        .filter(|line| line.contains(text))
        .cloned()
        .collect()
}

/// The article's block, blanks and stamps restored, and the outbound SA's half behind it.
#[test]
fn a_dead_peer_is_told_line_by_line_as_in_the_article() {
    let lab = failover(&[("R6", CRYPTO)]);
    let lines = between(lab.said("R6"), "attempt 4 of 5", "IKE_PHASE1_DEL");
    assert_like(
        &lines.join("\n"),
        "\
*Mar  1 00:01:##.###: ISAKMP (0:134217729): incrementing error counter on sa, attempt 4 of 5: PEERS_ALIVE_TIMER
*Mar  1 00:01:##.###: ISAKMP: set new node @ to QM_IDLE      
*Mar  1 00:01:##.###: CryptoEngine0: generate hmac context for conn id 1
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):Sending NOTIFY DPD/R_U_THERE protocol 1
\tspi @, message ID = @
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1): seq. no 0x@
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1): sending packet to 155.1.146.254 my_port 500 peer_port 500 (I) QM_IDLE      
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):purging node @
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):Input = IKE_MESG_FROM_TIMER, IKE_TIMER_PEERS_ALIVE
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):Old State = IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE

*Mar  1 00:01:##.###: ISAKMP (0:134217729): incrementing error counter on sa, attempt 5 of 5: PEERS_ALIVE_TIMER
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):peer 155.1.146.254 not responding!
*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):peer does not do paranoid keepalives.

*Mar  1 00:01:##.###: ISAKMP:(0:1:SW:1):deleting SA reason \"P1 errcounter exceeded (PEERS_ALIVE_TIMER)\" state (I) QM_IDLE       (peer 155.1.146.254)
*Mar  1 00:01:##.###: IPSEC(key_engine): got a queue event with 1 kei messages
*Mar  1 00:01:##.###: Delete IPsec SA by DPD, local 155.1.146.6 remote 155.1.146.254 peer port 500
*Mar  1 00:01:##.###: IPSEC(delete_sa): deleting SA,
  (sa) sa_dest= 155.1.146.6, sa_proto= 50,
    sa_spi= 0x@(@),
    sa_trans= esp-3des esp-md5-hmac , sa_conn_id= 2001,
  (identity) local= 155.1.146.6, remote= 155.1.146.254,
    local_proxy= 155.1.67.0/255.255.255.0/0/0 (type=4),
    remote_proxy= 155.1.58.0/255.255.255.0/0/0 (type=4)
*Mar  1 00:01:##.###: crypto engine: deleting IPSec SA SW:1
*Mar  1 00:01:##.###: crypto_engine: IPSec SA delete
*Mar  1 00:01:##.###: IPSEC(delete_sa): deleting SA,
  (sa) sa_dest= 155.1.146.254, sa_proto= 50,
    sa_spi= 0x@(@),
    sa_trans= esp-3des esp-md5-hmac , sa_conn_id= 2002,
  (identity) local= 155.1.146.6, remote= 155.1.146.254,
    local_proxy= 155.1.67.0/255.255.255.0/0/0 (type=4),
    remote_proxy= 155.1.58.0/255.255.255.0/0/0 (type=4)
*Mar  1 00:01:##.###: crypto engine: deleting IPSec SA SW:2
*Mar  1 00:01:##.###: crypto_engine: IPSec SA delete
",
    );
    // The node's number is signed, and the message's is the same.
    let node = |line: &str, before: &str, after: &str| {
        let start = line.find(before).unwrap() + before.len();
        line[start..].trim_end_matches(after).trim().to_owned()
    };
    let id = node(&lines[1], "new node ", "to QM_IDLE      ");
    assert_eq!(id, node(&lines[4], "message ID = ", ""));
    assert_eq!(id, node(&lines[7], "purging node ", ""));
    assert!(id.parse::<i32>().is_ok());
}

#[test]
fn five_probes_leave_and_the_fifth_silence_is_the_verdict() {
    let lab = failover(&[("R6", CRYPTO)]);
    let said = lab.said("R6");
    assert_eq!(
        stamped(said, "Sending NOTIFY DPD/R_U_THERE protocol 1").len(),
        5
    );
    assert_eq!(stamped(said, "incrementing error counter on sa").len(), 5);
    assert_eq!(stamped(said, "IKE_TIMER_IM_ALIVE").len(), 1);
    assert_eq!(stamped(said, "IKE_TIMER_PEERS_ALIVE").len(), 4);
}

#[test]
fn the_initiator_s_negotiation_is_the_one_of_12_4() {
    let lab = failover(&[(
        "R6",
        DebugFlags {
            isakmp: true,
            ..DebugFlags::default()
        },
    )]);
    let lines = between(lab.said("R6"), "received ke message", "attempt 1 of 5");
    let first = lines
        .iter()
        .position(|line| line.contains("set new node") && !line.contains("node 0"))
        .unwrap();
    let text: Vec<&str> = lines[..first]
        .iter()
        .map(|line| {
            line.split_once("00:00:")
                .map_or(line.as_str(), |(_, rest)| &rest[8..])
        })
        .collect();
    assert_like(&text.join("\n"), INITIATOR);
}

const INITIATOR: &str = "\
ISAKMP: received ke message (1/1)
ISAKMP:(0:0:N/A:0):SA request profile is (NULL)
ISAKMP: Created a peer struct for 155.1.146.254, peer port 500
ISAKMP: New peer created peer = 0x@ peer_handle = 0x80000002
ISAKMP: Locking peer struct 0x@, IKE refcount 1 for isakmp_initiator
ISAKMP: local port 500, remote port 500
ISAKMP: set new node 0 to QM_IDLE      
insert sa successfully sa = @
ISAKMP:(0:0:N/A:0):Can not start Aggressive mode, trying Main mode.
ISAKMP:(0:0:N/A:0):found peer pre-shared key matching 155.1.146.254
ISAKMP:(0:0:N/A:0):Input = IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM
ISAKMP:(0:0:N/A:0):Old State = IKE_READY  New State = IKE_I_MM1

ISAKMP:(0:0:N/A:0): beginning Main Mode exchange
ISAKMP:(0:0:N/A:0): sending packet to 155.1.146.254 my_port 500 peer_port 500 (I) MM_NO_STATE
ISAKMP (0:0): received packet from 155.1.146.254 dport 500 sport 500 Global (I) MM_NO_STATE
ISAKMP:(0:0:N/A:0):Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH
ISAKMP:(0:0:N/A:0):Old State = IKE_I_MM1  New State = IKE_I_MM2

ISAKMP:(0:0:N/A:0): processing SA payload. message ID = 0
ISAKMP:(0:0:N/A:0):found peer pre-shared key matching 155.1.146.254
ISAKMP:(0:0:N/A:0): local preshared key found
ISAKMP : Scanning profiles for xauth ...
ISAKMP:(0:0:N/A:0):Checking ISAKMP transform 1 against priority 10 policy
ISAKMP:      encryption 3DES-CBC
ISAKMP:      hash MD5
ISAKMP:      default group 1
ISAKMP:      auth pre-share
ISAKMP:      life type in seconds
ISAKMP:      life duration (VPI) of  0x0 0x1 0x51 0x80
ISAKMP:(0:0:N/A:0):atts are acceptable. Next payload is 0
ISAKMP:(0:0:N/A:0):Input = IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE
ISAKMP:(0:0:N/A:0):Old State = IKE_I_MM2  New State = IKE_I_MM2

ISAKMP:(0:0:N/A:0): sending packet to 155.1.146.254 my_port 500 peer_port 500 (I) MM_SA_SETUP
ISAKMP:(0:0:N/A:0):Input = IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE
ISAKMP:(0:0:N/A:0):Old State = IKE_I_MM2  New State = IKE_I_MM3

ISAKMP (0:0): received packet from 155.1.146.254 dport 500 sport 500 Global (I) MM_SA_SETUP
ISAKMP:(0:0:N/A:0):Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH
ISAKMP:(0:0:N/A:0):Old State = IKE_I_MM3  New State = IKE_I_MM4

ISAKMP:(0:0:N/A:0): processing KE payload. message ID = 0
ISAKMP:(0:0:N/A:0): processing NONCE payload. message ID = 0
ISAKMP:(0:0:N/A:0):found peer pre-shared key matching 155.1.146.254
ISAKMP:(0:1:SW:1):SKEYID state generated
ISAKMP:(0:1:SW:1): processing vendor id payload
ISAKMP:(0:1:SW:1): vendor ID is Unity
ISAKMP:(0:1:SW:1): processing vendor id payload
ISAKMP:(0:1:SW:1): vendor ID is DPD
ISAKMP:(0:1:SW:1): processing vendor id payload
ISAKMP:(0:1:SW:1): speaking to another IOS box!
ISAKMP:(0:1:SW:1): processing vendor id payload
ISAKMP:(0:1:SW:1): vendor ID is XAUTH
ISAKMP:(0:1:SW:1):Input = IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE
ISAKMP:(0:1:SW:1):Old State = IKE_I_MM4  New State = IKE_I_MM4

ISAKMP:(0:1:SW:1):Send initial contact
ISAKMP:(0:1:SW:1):SA is doing pre-shared key authentication using id type ID_IPV4_ADDR
ISAKMP (0:134217729): ID payload
\tnext-payload : 8
\ttype         : 1
\taddress      : 155.1.146.6
\tprotocol     : 17
\tport         : 500
\tlength       : 12
ISAKMP:(0:1:SW:1):Total payload length: 12
ISAKMP:(0:1:SW:1): sending packet to 155.1.146.254 my_port 500 peer_port 500 (I) MM_KEY_EXCH
ISAKMP:(0:1:SW:1):Input = IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE
ISAKMP:(0:1:SW:1):Old State = IKE_I_MM4  New State = IKE_I_MM5

ISAKMP (0:134217729): received packet from 155.1.146.254 dport 500 sport 500 Global (I) MM_KEY_EXCH
ISAKMP:(0:1:SW:1): processing ID payload. message ID = 0
ISAKMP (0:134217729): ID payload
\tnext-payload : 8
\ttype         : 1
\taddress      : 155.1.146.254
\tprotocol     : 17
\tport         : 500
\tlength       : 12
ISAKMP:(0:1:SW:1):: peer matches *none* of the profiles
ISAKMP:(0:1:SW:1): processing HASH payload. message ID = 0
ISAKMP:(0:1:SW:1):SA authentication status:
\tauthenticated
ISAKMP:(0:1:SW:1):SA has been authenticated with 155.1.146.254
ISAKMP: Trying to insert a peer 155.1.146.6/155.1.146.254/500/,  and inserted successfully @.
ISAKMP:(0:1:SW:1):IKE_DPD is enabled, initializing timers
ISAKMP:(0:1:SW:1):Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH
ISAKMP:(0:1:SW:1):Old State = IKE_I_MM5  New State = IKE_I_MM6

ISAKMP:(0:1:SW:1):Input = IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE
ISAKMP:(0:1:SW:1):Old State = IKE_I_MM6  New State = IKE_I_MM6

ISAKMP:(0:1:SW:1):Input = IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE
ISAKMP:(0:1:SW:1):Old State = IKE_I_MM6  New State = IKE_P1_COMPLETE

ISAKMP:(0:1:SW:1):beginning Quick Mode exchange, M-ID of @
ISAKMP:(0:1:SW:1):QM Initiator gets spi
ISAKMP:(0:1:SW:1): sending packet to 155.1.146.254 my_port 500 peer_port 500 (I) QM_IDLE      
ISAKMP:(0:1:SW:1):Node @, Input = IKE_MESG_INTERNAL, IKE_INIT_QM
ISAKMP:(0:1:SW:1):Old State = IKE_QM_READY  New State = IKE_QM_I_QM1
ISAKMP:(0:1:SW:1):Input = IKE_MESG_INTERNAL, IKE_PHASE1_COMPLETE
ISAKMP:(0:1:SW:1):Old State = IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE

ISAKMP (0:134217729): received packet from 155.1.146.254 dport 500 sport 500 Global (I) QM_IDLE      
ISAKMP:(0:1:SW:1): processing HASH payload. message ID = @
ISAKMP:(0:1:SW:1): processing SA payload. message ID = @
ISAKMP:(0:1:SW:1):Checking IPSec proposal 1
ISAKMP: transform 1, ESP_3DES
ISAKMP:   attributes in transform:
ISAKMP:      encaps is 1 (Tunnel)
ISAKMP:      SA life type in seconds
ISAKMP:      SA life duration (basic) of 3600
ISAKMP:      SA life type in kilobytes
ISAKMP:      SA life duration (VPI) of  0x0 0x46 0x50 0x0
ISAKMP:      authenticator is HMAC-MD5
ISAKMP:(0:1:SW:1):atts are acceptable.
ISAKMP:(0:1:SW:1): processing NONCE payload. message ID = @
ISAKMP:(0:1:SW:1): processing ID payload. message ID = @
ISAKMP:(0:1:SW:1): processing ID payload. message ID = @
ISAKMP:(0:1:SW:1): Creating IPSec SAs
        inbound SA from 155.1.146.254 to 155.1.146.6 (f/i)  0/ 0
        (proxy 155.1.58.0 to 155.1.67.0)
        has spi 0x@ and conn_id 2001 and flags 2
        lifetime of 3600 seconds
        lifetime of 4608000 kilobytes
        has client flags 0x0
        outbound SA from 155.1.146.6 to 155.1.146.254 (f/i) 0/ 0
        (proxy 155.1.67.0 to 155.1.58.0)
        has spi @ and conn_id 2002 and flags A
        lifetime of 3600 seconds
        lifetime of 4608000 kilobytes
        has client flags 0x0
ISAKMP:(0:1:SW:1): sending packet to 155.1.146.254 my_port 500 peer_port 500 (I) QM_IDLE      
ISAKMP:(0:1:SW:1):deleting node @ error FALSE reason \"No Error\"
ISAKMP:(0:1:SW:1):Node @, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH
ISAKMP:(0:1:SW:1):Old State = IKE_QM_I_QM1  New State = IKE_QM_PHASE2_COMPLETE
";

#[test]
fn the_responder_goes_through_its_own_states() {
    let lab = failover(&[("R1", CRYPTO)]);
    let said = lab.said("R1");
    let states: Vec<&str> = said
        .iter()
        .filter_map(|line| line.split_once("Old State = "))
        .map(|(_, states)| states)
        .take(14)
        .collect();
    assert_eq!(
        states,
        [
            "IKE_READY  New State = IKE_R_MM1",
            "IKE_R_MM1  New State = IKE_R_MM1",
            "IKE_R_MM1  New State = IKE_R_MM2",
            "IKE_R_MM2  New State = IKE_R_MM3",
            "IKE_R_MM3  New State = IKE_R_MM3",
            "IKE_R_MM3  New State = IKE_R_MM4",
            "IKE_R_MM4  New State = IKE_R_MM5",
            "IKE_R_MM5  New State = IKE_R_MM5",
            "IKE_R_MM5  New State = IKE_P1_COMPLETE",
            "IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE",
            "IKE_QM_READY  New State = IKE_QM_SPI_STARVE",
            "IKE_QM_SPI_STARVE  New State = IKE_QM_R_QM2",
            "IKE_QM_R_QM2  New State = IKE_QM_PHASE2_COMPLETE",
            "IKE_P1_COMPLETE  New State = IKE_DEST_SA",
        ]
    );
    let new = &stamped(said, "NEW SA")[0];
    assert!(new.ends_with(
        "ISAKMP (0:0): received packet from 155.1.146.6 dport 500 sport 500 Global (N) NEW SA"
    ));
    assert_eq!(stamped(said, "for crypto_isakmp_process_block").len(), 1);
    let contact = between(said, "NOTIFY INITIAL_CONTACT", "Input =");
    assert_like(
        &contact.join("\n"),
        "\
*Mar  1 00:00:##.###: ISAKMP:(0:1:SW:1): processing NOTIFY INITIAL_CONTACT protocol 1
\tspi 0, message ID = 0, sa = @
*Mar  1 00:00:##.###: ISAKMP:(0:1:SW:1):Process initial contact,
bring down existing phase 1 and 2 SA's with local 155.1.146.254 remote 155.1.146.6 remote port 500
",
    );
    assert_eq!(stamped(said, "reason \"QM done (await)\"").len(), 1);
    assert_eq!(stamped(said, "IPSEC(spi_response): getting spi ").len(), 1);
}

#[test]
fn the_key_engine_tells_of_requests_and_new_sas() {
    let lab = failover(&[(
        "R6",
        DebugFlags {
            ipsec: true,
            ..DebugFlags::default()
        },
    )]);
    let said = lab.said("R6");
    let request = between(said, "IPSEC(sa_request)", "IPSEC(validate");
    assert_like(
        &request.join("\n"),
        "\
*Mar  1 00:00:##.###: IPSEC(sa_request): ,
  (key eng. msg.) OUTBOUND local= 155.1.146.6, remote= 155.1.146.254,
    local_proxy= 155.1.67.0/255.255.255.0/0/0 (type=4),
    remote_proxy= 155.1.58.0/255.255.255.0/0/0 (type=4),
    protocol= ESP, transform= esp-3des esp-md5-hmac  (Tunnel),
    lifedur= 3600s and 4608000kb,
    spi= 0x@(@), conn_id= 0, keysize= 0, flags= 0x400B
",
    );
    let created = between(said, "IPSEC(create_sa)", "IPSEC(key_engine)");
    assert_like(
        &created.join("\n"),
        "\
*Mar  1 00:00:##.###: IPSEC(create_sa): sa created,
  (sa) sa_dest= 155.1.146.6, sa_proto= 50,
    sa_spi= 0x@(@),
    sa_trans= esp-3des esp-md5-hmac , sa_conn_id= 2001
*Mar  1 00:00:##.###: IPSEC(create_sa): sa created,
  (sa) sa_dest= 155.1.146.254, sa_proto= 50,
    sa_spi= 0x@(@),
    sa_trans= esp-3des esp-md5-hmac , sa_conn_id= 2002
",
    );
}

#[test]
fn without_debugging_the_consoles_say_what_the_article_s_routers_would() {
    let lab = failover(&[]);
    let since = |name: &str| -> Vec<String> {
        let is_late = |line: &&String| line.as_str() >= "*Mar  1 00:00:59" && line.starts_with('*');
        lab.said(name).iter().filter(is_late).cloned().collect()
    };
    assert_like(
        &since("R1").join("\n"),
        "\
*Mar  1 00:00:59.###: %HSRP-5-STATECHANGE: FastEthernet0/0 Grp 1 state Active -> Init
*Mar  1 00:01:02.###: %LINK-5-CHANGED: Interface FastEthernet0/0, changed state to administratively down
*Mar  1 00:01:03.###: %LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/0, changed state to down
",
    );
    // Both provoked messages come once, though every probe and every lost ping would be worth one.
    assert_like(
        &since("R4").join("\n"),
        "\
*Mar  1 00:00:59.###: %HSRP-5-STATECHANGE: FastEthernet0/1 Grp 1 state Standby -> Active
*Mar  1 00:01:##.###: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=155.1.146.254, prot=50, spi=0x@(@), srcaddr=155.1.146.6
*Mar  1 00:01:##.###: %CRYPTO-4-IKMP_NO_SA: IKE message from 155.1.146.6 has no SA and is not an initialization offer
",
    );
    assert!(since("R6").is_empty());
}

#[test]
fn hsrp_tells_its_events_in_the_order_of_captures() {
    let lab = failover(&[(
        "R4",
        DebugFlags {
            standby_terse: true,
            ..DebugFlags::default()
        },
    )]);
    let lines = between(lab.said("R4"), "Resign in", "%CRYPTO");
    assert_like(
        &lines.join("\n"),
        "\
*Mar  1 00:00:59.###: HSRP: Fa0/1 Grp 1 Resign in  155.1.146.1 Active  pri 200 vIP 155.1.146.254
*Mar  1 00:00:59.###: HSRP: Fa0/1 Grp 1 Standby: i/Resign rcvd (200/155.1.146.1)
*Mar  1 00:00:59.###: HSRP: Fa0/1 Grp 1 Active router is local, was 155.1.146.1
*Mar  1 00:00:59.###: HSRP: Fa0/1 Grp 1 Standby router is unknown, was local
*Mar  1 00:00:59.###: HSRP: Fa0/1 Grp 1 Standby -> Active
*Mar  1 00:00:59.###: %HSRP-5-STATECHANGE: FastEthernet0/1 Grp 1 state Standby -> Active
*Mar  1 00:00:59.###: HSRP: Fa0/1 Grp 1 Redundancy \"VLAN146\" state Standby -> Active
*Mar  1 00:01:0#.###: HSRP: Fa0/1 Grp 1 Redundancy group VLAN146 state Active -> Active
",
    );
}

#[test]
fn packets_events_and_everything_are_three_debugs() {
    let of = |flags: DebugFlags| {
        let mut lab = TestLab::new(7);
        lab.debug("R4", flags);
        lab.run_to(20_000);
        let said = lab.said("R4").to_vec();
        let hellos = stamped(&said, "Hello  ").len();
        let coups = stamped(&said, "Coup   in  155.1.146.1 ").len();
        let events = stamped(&said, "HSRP: ").len() - hellos - coups;
        (hellos > 0, coups, events > 0)
    };
    let none = DebugFlags::default();
    assert_eq!(of(none), (false, 0, false));
    assert_eq!(
        of(DebugFlags {
            standby: true,
            ..none
        }),
        (true, 1, true)
    );
    assert_eq!(
        of(DebugFlags {
            standby_terse: true,
            ..none
        }),
        (false, 1, true)
    );
    assert_eq!(
        of(DebugFlags {
            standby_events: true,
            ..none
        }),
        (false, 0, true)
    );
    assert_eq!(
        of(DebugFlags {
            standby_packets: true,
            ..none
        }),
        (true, 1, false)
    );
}

#[test]
fn rip_tells_what_it_sends_and_hears() {
    let flags = DebugFlags {
        rip: true,
        ip_routing: true,
        ..DebugFlags::default()
    };
    let lab = failover(&[("R5", flags), ("R1", flags)]);
    let poison = stamped(lab.said("R1"), "metric 16");
    let entry = "\t155.1.67.0/24 via 0.0.0.0, metric 16, tag 0";
    assert_like(&poison[0], &format!("*Mar  1 00:01:0#.###: {entry}"));
    let said = lab.said("R5");
    let first = said
        .iter()
        .position(|line| line.contains("00:01:0") && line.contains("155.1.0.1 on"));
    let heard = between(&said[first.unwrap()..], "RIP: received", "RIP: sending");
    assert_like(
        &heard.join("\n"),
        "\
*Mar  1 00:01:##.###: RIP: received v2 update from 155.1.0.1 on Serial0/0
*Mar  1 00:01:##.###:      155.1.67.0/24 via 0.0.0.0 in 16 hops  (inaccessible)
*Mar  1 00:01:##.###:      155.1.146.0/24 via 0.0.0.0 in 16 hops  (inaccessible)
*Mar  1 00:01:##.###: RT: del 155.1.67.0 via 155.1.0.1, rip metric [120/1]
*Mar  1 00:01:##.###: RT: del 155.1.146.0 via 155.1.0.1, rip metric [120/1]
",
    );
}

#[test]
fn stamps_are_what_the_configuration_says() {
    let mut lab = TestLab::new(7);
    let id = lab.id("R1");
    let stamps = |lab: &mut TestLab, log: Stamp| {
        lab.world
            .with_node(id, crate::sim::Cause::Boot, |node, now, fx| {
                let device = node.device_mut().unwrap();
                let mut config = device.config().clone();
                config.timestamps = Timestamps {
                    debug: Stamp::None,
                    log,
                };
                device.reconfigure(now, config, fx);
            });
        let fact = FactKind::LinkMessage(crate::node::fact::LinkMessage::Link {
            interface: "Serial0/0".parse().unwrap(),
            up: true,
        });
        let device = lab.device("R1");
        let at = device.booted_at() + Duration::from_millis(99_500);
        lines(
            device,
            at,
            &fact,
            &DebugFlags::default(),
            &mut LogState::default(),
        )
        .remove(0)
    };
    lab.run_to(2_000);
    let text = "%LINK-3-UPDOWN: Interface Serial0/0, changed state to up";
    assert_eq!(stamps(&mut lab, Stamp::None), text);
    assert_eq!(stamps(&mut lab, Stamp::Uptime), format!("00:01:39: {text}"));
    assert_eq!(
        stamps(&mut lab, Stamp::DATETIME),
        format!("*Mar  1 00:01:39: {text}")
    );
    assert_like(
        &stamps(&mut lab, Stamp::DATETIME_MSEC),
        &format!("*Mar  1 00:01:39.###: {text}"),
    );
}

#[test]
fn provoked_messages_come_once_a_minute() {
    let lab = TestLab::new(7);
    let fact = FactKind::NotProtected {
        dst: "155.1.58.5".parse().unwrap(),
        src: "155.1.67.7".parse().unwrap(),
        protocol: 1,
    };
    let mut state = LogState::default();
    let mut say = |secs| {
        let at = Instant::from_secs(secs);
        lines(
            lab.device("R4"),
            at,
            &fact,
            &DebugFlags::default(),
            &mut state,
        )
        .len()
    };
    assert_eq!(
        [say(10), say(11), say(69), say(70), say(71)],
        [2, 0, 0, 2, 0]
    );
}

#[test]
fn a_live_peer_answers_and_both_sides_tell() {
    let mut lab = TestLab::new(7);
    let flags = DebugFlags {
        isakmp: true,
        ..DebugFlags::default()
    };
    for name in ["R6", "R1"] {
        lab.debug(name, flags);
    }
    lab.run_to(30_000);
    lab.ping("SW1", "155.1.58.5", None, 3);
    lab.run_to(60_000);
    let ends = |said: &[String], from: &str| -> Vec<String> {
        let lines = between(said, from, "IKE_INFO_NOTIFY");
        let text = |line: &String| match line.strip_prefix("*Mar  1 00:00:") {
            Some(rest) => rest[8..].to_owned(),
            None => line.clone(),
        };
        lines.iter().map(text).collect()
    };
    let answered = ends(lab.said("R1"), "processing NOTIFY DPD/R_U_THERE protocol 1");
    assert_like(&answered.join("\n"), ANSWER);
    let heard = ends(
        lab.said("R6"),
        "processing NOTIFY DPD/R_U_THERE_ACK protocol 1",
    );
    assert_like(&heard.join("\n"), HEARD);
}

const ANSWER: &str = "\
ISAKMP:(0:1:SW:1): processing NOTIFY DPD/R_U_THERE protocol 1
\tspi 0, message ID = @, sa = @
ISAKMP:(0:1:SW:1):DPD/R_U_THERE received from peer 155.1.146.6, sequence 0x@
ISAKMP: set new node @ to QM_IDLE      
ISAKMP:(0:1:SW:1):Sending NOTIFY DPD/R_U_THERE_ACK protocol 1
\tspi @, message ID = @
ISAKMP:(0:1:SW:1): seq. no 0x@
ISAKMP:(0:1:SW:1): sending packet to 155.1.146.6 my_port 500 peer_port 500 (R) QM_IDLE      
ISAKMP:(0:1:SW:1):purging node @
ISAKMP:(0:1:SW:1):deleting node @ error FALSE reason \"Informational (in) state 1\"
";

const HEARD: &str = "\
ISAKMP:(0:1:SW:1): processing NOTIFY DPD/R_U_THERE_ACK protocol 1
\tspi 0, message ID = @, sa = @
ISAKMP:(0:1:SW:1): DPD/R_U_THERE_ACK received from peer 155.1.146.254, sequence 0x@
ISAKMP:(0:1:SW:1):deleting node @ error FALSE reason \"Informational (in) state 1\"
";
