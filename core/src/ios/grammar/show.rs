//! `show …`.

use super::super::exec::{ExecCommand, RouteFilter, ShowCommand};
use super::super::mode::DeviceKind;
use super::{Action, Args, Rule, Scope};
use crate::types::{Dlci, Prefix, VlanId};

fn on_switch(scope: Scope<'_>) -> bool {
    scope.kind == DeviceKind::Switch
}

type Builder = fn(&Args) -> Option<ExecCommand>;

const fn show(pattern: &'static str, builder: Builder) -> Rule {
    Rule::new(pattern, Action::Exec(builder))
}

#[allow(clippy::unnecessary_wraps, reason = "the shape of every builder")]
fn done(command: ShowCommand) -> Option<ExecCommand> {
    Some(ExecCommand::Show(command, None))
}

/// `show running-config`, `write terminal`.
pub(super) fn running(args: &Args) -> Option<ExecCommand> {
    done(ShowCommand::RunningConfig {
        interface: args.interface("interface-name"),
    })
}

fn standby(args: &Args) -> Option<ExecCommand> {
    done(ShowCommand::Standby {
        brief: args.has("brief"),
        all: args.has("all"),
        interface: args.interface("interface-name"),
        group: args.small("group"),
    })
}

fn ip_route(args: &Args) -> Option<ExecCommand> {
    let address = args.address("network");
    let longer = args.has("longer-prefixes");
    let filter = match (address, args.address("mask")) {
        (Some(addr), Some(mask)) if longer => RouteFilter::Longer(Prefix::from_mask(addr, mask)?),
        (Some(addr), None) if longer => RouteFilter::Longer(Prefix::classful(addr)),
        (Some(addr), Some(mask)) => RouteFilter::Prefix(Prefix::from_mask(addr, mask)?),
        (Some(addr), None) => RouteFilter::Address(addr),
        _ if args.has("static") => RouteFilter::Static,
        _ if args.has("rip") => RouteFilter::Rip,
        _ if args.has("connected") => RouteFilter::Connected,
        _ if args.has("summary") => RouteFilter::Summary,
        _ => RouteFilter::All,
    };
    done(ShowCommand::IpRoute(filter))
}

fn ipsec_sa(args: &Args) -> Option<ExecCommand> {
    done(ShowCommand::IpsecSa {
        peer: args.address("peer-address"),
        map: args.text("map-name").map(str::to_owned),
        interface: args.interface("interface-name"),
    })
}

/// The commands the lab answers, then those it only knows.
pub(super) const RULES: &[Rule] = &[
    show(
        "show standby [interface-name:IF [group:<0-255>]] [brief|all]",
        standby,
    ),
    show("show standby delay [interface-name:IF]", |args| {
        done(ShowCommand::StandbyDelay(args.interface("interface-name")))
    }),
    show(
        "show ip route [network:A.B.C.D [mask:A.B.C.D] [longer-prefixes]|static|rip|connected|summary]",
        ip_route,
    ),
    show("show ip interface brief", |_| {
        done(ShowCommand::IpInterfaceBrief)
    }),
    show("show ip interface [interface-name:IF]", |args| {
        done(ShowCommand::IpInterface(args.interface("interface-name")))
    }),
    show(
        "show ip rip database [network:A.B.C.D mask:A.B.C.D]",
        |args| {
            let prefix = match (args.address("network"), args.address("mask")) {
                (Some(addr), Some(mask)) => Some(Prefix::from_mask(addr, mask)?),
                _ => None,
            };
            done(ShowCommand::RipDatabase(prefix))
        },
    ),
    show("show ip protocols", |_| done(ShowCommand::IpProtocols)),
    show(
        "show {ip arp|arp} [address:A.B.C.D|interface-name:IF]",
        |args| {
            done(ShowCommand::Arp {
                address: args.address("address"),
                interface: args.interface("interface-name"),
            })
        },
    ),
    show("show ip cef", |_| done(ShowCommand::IpCef)),
    show("show ip access-lists [list-name:WORD]", |args| {
        done(ShowCommand::AccessLists(
            args.text("list-name").map(str::to_owned),
        ))
    }),
    show("show access-lists [list-name:WORD]", |args| {
        done(ShowCommand::AccessLists(
            args.text("list-name").map(str::to_owned),
        ))
    }),
    show("show crypto isakmp sa [detail]", |args| {
        done(ShowCommand::IsakmpSa {
            detail: args.has("detail"),
        })
    }),
    show("show crypto isakmp policy", |_| {
        done(ShowCommand::IsakmpPolicy)
    }),
    show("show crypto isakmp key", |_| done(ShowCommand::IsakmpKey)),
    show("show crypto isakmp peers", |_| {
        done(ShowCommand::IsakmpPeers)
    }),
    show(
        "show crypto ipsec sa [peer peer-address:A.B.C.D|map map-name:WORD|interface interface-name:IF]",
        ipsec_sa,
    ),
    show("show crypto ipsec transform-set", |_| {
        done(ShowCommand::TransformSets)
    }),
    show("show crypto ipsec security-association lifetime", |_| {
        done(ShowCommand::IpsecLifetime)
    }),
    show(
        "show crypto map [interface interface-name:IF|tag map-name:WORD]",
        |args| {
            done(ShowCommand::CryptoMap {
                interface: args.interface("interface-name"),
                tag: args.text("map-name").map(str::to_owned),
            })
        },
    ),
    show("show crypto engine connections active", |_| {
        done(ShowCommand::EngineConnections)
    }),
    show(
        "show crypto session [remote peer-address:A.B.C.D] [detail]",
        |args| {
            done(ShowCommand::CryptoSession {
                detail: args.has("detail"),
                remote: args.address("peer-address"),
            })
        },
    ),
    show("show crypto route", |_| done(ShowCommand::CryptoRoute)),
    show("show interfaces [interface-name:IF]", |args| {
        done(ShowCommand::Interfaces(args.interface("interface-name")))
    }),
    show("show interfaces description", |_| {
        done(ShowCommand::InterfacesDescription)
    }),
    show("show interfaces status", |_| {
        done(ShowCommand::InterfacesStatus)
    })
    .only(on_switch),
    show("show interfaces trunk", |_| {
        done(ShowCommand::InterfacesTrunk)
    })
    .only(on_switch),
    show("show interfaces [interface-name:IF] switchport", |args| {
        done(ShowCommand::InterfacesSwitchport(
            args.interface("interface-name"),
        ))
    })
    .only(on_switch),
    show("show running-config [interface interface-name:IF]", running).privileged(),
    show("show startup-config", |_| done(ShowCommand::StartupConfig)).privileged(),
    show("show version", |_| done(ShowCommand::Version)),
    show("show clock [detail]", |args| {
        done(ShowCommand::Clock {
            detail: args.has("detail"),
        })
    }),
    show("show logging", |_| done(ShowCommand::Logging)),
    show("show debugging", |_| done(ShowCommand::Debugging)),
    show("show track [object:<1-500>|brief]", |args| {
        done(ShowCommand::Track {
            object: args.small("object"),
            brief: args.has("brief"),
        })
    }),
    show("show frame-relay map", |_| done(ShowCommand::FrameRelayMap)),
    show("show frame-relay pvc [dlci:<16-1007>]", |args| {
        done(ShowCommand::FrameRelayPvc(args.small("dlci").map(Dlci)))
    }),
    show("show frame-relay lmi", |_| done(ShowCommand::FrameRelayLmi)),
    show("show vlan [brief]", |args| {
        done(ShowCommand::Vlan {
            brief: args.has("brief"),
        })
    })
    .only(on_switch),
    show("show vlan id vlan:<1-4094>", |args| {
        done(ShowCommand::VlanId(VlanId(args.small("vlan")?)))
    })
    .only(on_switch),
    show(
        "show {mac address-table|mac-address-table} [dynamic] [interface interface-name:IF|vlan vlan:<1-4094>]",
        |args| {
            done(ShowCommand::MacAddressTable {
                interface: args.interface("interface-name"),
                vlan: args.small("vlan").map(VlanId),
            })
        },
    )
    .only(on_switch),
    show("show history", |_| done(ShowCommand::History)),
    show("show privilege", |_| done(ShowCommand::Privilege)),
    show("show users", |_| done(ShowCommand::Users)),
    show("show hosts", |_| done(ShowCommand::Hosts)),
    show("show protocols", |_| done(ShowCommand::Protocols)),
    show(
        "show {ip {route {ospf|bgp|eigrp}|cef {detail|summary|network:A.B.C.D}|traffic|nat|ospf|eigrp|bgp|cache|sla|ssh|vrf}|\
         crypto {ca|engine|key|dynamic-map|debug-condition|sockets|isakmp {profile|diagnose}|eli}|\
         interfaces {counters|summary}|cdp|controllers|processes|memory|buffers|flash|\
         terminal|tech-support|inventory|diag|environment|spanning-tree|etherchannel|vtp|snmp|ntp|\
         rtr|standby {capability|internal|neighbors|redirect}|frame-relay route|line|sessions|stacks|region|redundancy|key|policy-map|\
         class-map|route-map|aaa|archive|boot|platform|tcp|udp} [rest:LINE]",
        |_| None,
    ),
];
