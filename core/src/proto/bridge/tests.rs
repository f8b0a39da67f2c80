use super::*;

const R1: IfIndex = IfIndex(1);
const R4: IfIndex = IfIndex(4);
const TRUNK: IfIndex = IfIndex(13);
const OTHER: IfIndex = IfIndex(20);
const V67: VlanId = VlanId(67);
const V146: VlanId = VlanId(146);

const fn mac(last: u8) -> MacAddr {
    MacAddr([0, 0x11, 0x22, 0, 0, last])
}

const fn at(secs: u64) -> Instant {
    Instant::from_secs(secs)
}

struct Rig {
    bridge: Bridge,
    out: Vec<Output>,
}

impl Rig {
    /// R1 and R4 in VLAN 146, another port in VLAN 67, a trunk with both, native VLAN 1.
    fn new() -> Self {
        let mut bridge = Bridge::new();
        let mut out = Vec::new();
        let trunk = PortMode::Trunk {
            native: VlanId(1),
            allowed: AllowedVlans::Only([VlanId(1), V67, V146].into()),
        };
        for (port, mode) in [
            (R1, PortMode::Access(V146)),
            (R4, PortMode::Access(V146)),
            (OTHER, PortMode::Access(V67)),
            (TRUNK, trunk),
        ] {
            bridge.configure_port(port, mode, &mut out);
            bridge.handle_link(port, true, &mut out);
        }
        Self { bridge, out }
    }

    fn frame(
        &mut self,
        secs: u64,
        port: IfIndex,
        dst: MacAddr,
        src: MacAddr,
        tag: Option<VlanId>,
    ) -> Decision {
        let out = &mut self.out;
        self.bridge.handle_frame(at(secs), port, dst, src, tag, out)
    }
}

const fn untagged(port: IfIndex) -> Egress {
    Egress { port, tag: None }
}

const fn tagged(port: IfIndex, vlan: VlanId) -> Egress {
    let tag = Some(vlan);
    Egress { port, tag }
}

fn flood(vlan: VlanId, egress: &[Egress], cpu: bool) -> Decision {
    let egress = egress.to_vec();
    Decision::Flood { vlan, egress, cpu }
}

const fn unicast(vlan: VlanId, egress: Egress) -> Decision {
    Decision::Unicast { vlan, egress }
}

#[test]
fn unknown_destinations_are_flooded_and_known_ones_are_not() {
    let mut rig = Rig::new();
    assert_eq!(
        rig.frame(0, R1, mac(4), mac(1), None),
        flood(V146, &[untagged(R4), tagged(TRUNK, V146)], false)
    );
    assert_eq!(
        rig.frame(0, R4, mac(1), mac(4), None),
        unicast(V146, untagged(R1))
    );
    assert_eq!(
        rig.frame(0, TRUNK, mac(1), mac(6), Some(V146)),
        unicast(V146, untagged(R1))
    );
    assert_eq!(
        rig.frame(0, R1, mac(6), mac(1), None),
        unicast(V146, tagged(TRUNK, V146))
    );
    // The same address in another VLAN is another one.
    assert_eq!(
        rig.frame(0, OTHER, mac(1), mac(9), None),
        flood(V67, &[tagged(TRUNK, V67)], false)
    );
}

#[test]
fn the_virtual_address_moves_with_the_gratuitous_arp() {
    let mut rig = Rig::new();
    let virtual_mac = MacAddr::hsrp_v1(1);
    rig.frame(0, R1, MacAddr::BROADCAST, virtual_mac, None);
    assert_eq!(
        rig.frame(1, TRUNK, virtual_mac, mac(6), Some(V146)),
        unicast(V146, untagged(R1))
    );
    rig.out.clear();
    rig.frame(2, R4, MacAddr::BROADCAST, virtual_mac, None);
    assert_eq!(
        rig.out,
        [Output::MacMoved {
            vlan: V146,
            mac: virtual_mac,
            from: R1,
            to: R4
        }]
    );
    assert_eq!(
        rig.frame(3, TRUNK, virtual_mac, mac(6), Some(V146)),
        unicast(V146, untagged(R4))
    );
}

#[test]
fn native_frames_go_untagged_and_foreign_vlans_are_refused() {
    let mut rig = Rig::new();
    let bridge = &mut rig.bridge;
    bridge.configure_port(OTHER, PortMode::Access(VlanId(1)), &mut rig.out);
    assert_eq!(
        rig.frame(0, OTHER, MacAddr::BROADCAST, mac(9), None),
        flood(VlanId(1), &[untagged(TRUNK)], false)
    );
    assert_eq!(
        rig.frame(0, TRUNK, mac(9), mac(8), Some(VlanId(0))),
        unicast(VlanId(1), untagged(OTHER))
    );
    assert_eq!(
        rig.frame(0, TRUNK, mac(9), mac(8), Some(VlanId(58))),
        Decision::Drop(DropReason::VlanNotAllowed(VlanId(58)))
    );
    assert_eq!(
        rig.frame(0, R1, mac(9), mac(1), Some(V67)),
        Decision::Drop(DropReason::TaggedOnAccessPort(V67))
    );
}

#[test]
fn frames_that_may_not_pass_have_a_reason() {
    let mut rig = Rig::new();
    let drop = Decision::Drop;
    rig.frame(0, R1, MacAddr::BROADCAST, mac(1), None);
    assert_eq!(
        rig.frame(0, R1, mac(1), mac(2), None),
        drop(DropReason::SamePort)
    );
    // The keepalive a router sends to itself.
    assert_eq!(
        rig.frame(0, R1, mac(1), mac(1), None),
        drop(DropReason::SamePort)
    );
    assert_eq!(
        rig.frame(0, R1, mac(4), MacAddr::BROADCAST, None),
        drop(DropReason::GroupSource)
    );
    let bpdu = MacAddr([0x01, 0x80, 0xc2, 0, 0, 0]);
    assert_eq!(
        rig.frame(0, R1, bpdu, mac(1), None),
        drop(DropReason::LinkLocalGroup)
    );
    assert_eq!(
        rig.frame(0, IfIndex(99), mac(1), mac(2), None),
        drop(DropReason::UnknownPort)
    );
    rig.bridge.handle_link(TRUNK, false, &mut rig.out);
    assert_eq!(
        rig.frame(0, TRUNK, mac(1), mac(2), Some(V146)),
        drop(DropReason::PortDown)
    );
    assert_eq!(
        rig.frame(0, OTHER, mac(1), mac(2), None),
        drop(DropReason::NoEgress(V67))
    );
}

#[test]
fn the_switch_itself_is_a_port_of_its_interfaces_vlans() {
    let mut rig = Rig::new();
    let own = mac(0xaa);
    rig.bridge.set_cpu_vlan(V67, true);
    rig.bridge.set_cpu_mac(V67, own, true);
    assert_eq!(
        rig.frame(0, OTHER, own, mac(9), None),
        Decision::Cpu { vlan: V67 }
    );
    assert_eq!(
        rig.frame(0, OTHER, MacAddr::BROADCAST, mac(9), None),
        flood(V67, &[tagged(TRUNK, V67)], true)
    );
    assert_eq!(
        rig.frame(0, R1, MacAddr::BROADCAST, mac(1), None),
        flood(V146, &[untagged(R4), tagged(TRUNK, V146)], false)
    );
    assert_eq!(
        rig.bridge.forward_from_cpu(at(0), V67, mac(9)),
        unicast(V67, untagged(OTHER))
    );
    assert_eq!(
        rig.bridge.forward_from_cpu(at(0), V67, MacAddr::BROADCAST),
        flood(V67, &[tagged(TRUNK, V67), untagged(OTHER)], false)
    );
    rig.bridge.handle_link(TRUNK, false, &mut rig.out);
    assert_eq!(
        rig.frame(0, OTHER, MacAddr::BROADCAST, mac(9), None),
        Decision::Cpu { vlan: V67 }
    );
    rig.bridge.handle_link(OTHER, false, &mut rig.out);
    assert!(!rig.bridge.is_vlan_up(V67) && rig.bridge.is_vlan_up(V146));
}

#[test]
fn silent_addresses_are_forgotten_after_300_seconds() {
    let mut rig = Rig::new();
    rig.frame(0, R1, MacAddr::BROADCAST, mac(1), None);
    rig.frame(200, R4, MacAddr::BROADCAST, mac(4), None);
    assert_eq!(rig.bridge.poll_timeout(), Some(at(300)));
    rig.frame(250, R1, MacAddr::BROADCAST, mac(1), None);
    rig.out.clear();
    rig.bridge.handle_timeout(at(300), &mut rig.out);
    assert_eq!(rig.out, []);
    assert_eq!(rig.bridge.poll_timeout(), Some(at(500)));
    rig.bridge.handle_timeout(at(500), &mut rig.out);
    assert_eq!(
        rig.out,
        [Output::MacRemoved {
            vlan: V146,
            mac: mac(4),
            port: R4
        }]
    );
    // An address past its time is not used, even before the table is swept.
    assert_eq!(
        rig.frame(550, R4, mac(1), mac(4), None),
        flood(V146, &[untagged(R1), tagged(TRUNK, V146)], false)
    );
}

#[test]
fn a_port_that_goes_down_forgets_its_addresses() {
    let mut rig = Rig::new();
    rig.frame(0, R1, MacAddr::BROADCAST, mac(1), None);
    rig.frame(0, R4, MacAddr::BROADCAST, mac(4), None);
    rig.bridge.handle_link(R1, false, &mut rig.out);
    let left: Vec<_> = rig.bridge.macs().map(|entry| entry.mac).collect();
    assert_eq!(left, [mac(4)]);
    assert_eq!(
        rig.frame(1, R4, mac(1), mac(4), None),
        flood(V146, &[tagged(TRUNK, V146)], false)
    );
    rig.bridge.clear_macs(&mut rig.out);
    assert_eq!(rig.bridge.macs().count(), 0);
}
