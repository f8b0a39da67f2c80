//! `switchport …` and `vlan …`.

use crate::node::config::{Switchport, SwitchportMode};
use crate::types::VlanId;

use super::super::error::Refusal;
use super::super::grammar::{Args, vlan_list};
use super::super::mode::Mode;
use super::{Change, DONE, Form, Outcome, kept};

/// The name a VLAN has until it gets one.
pub(crate) fn default_name(vlan: VlanId) -> String {
    format!("VLAN{:04}", vlan.0)
}

fn port<'a>(change: &'a mut Change<'_>) -> &'a mut Switchport {
    change.here().switchport.get_or_insert_default()
}

/// `[no] switchport`; a routed port is kept and not simulated.
pub(crate) fn layer_2(change: &mut Change<'_>, _: &Args) -> Outcome {
    let is_routed = change.form == Form::No;
    change.form = if is_routed { Form::Plain } else { Form::No };
    let line = if is_routed {
        "no switchport"
    } else {
        "switchport"
    };
    kept::keep_line(change, line)
}

/// `switchport mode access|trunk`.
pub(crate) fn mode(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_trunk = change.is_plain() && args.has("trunk");
    port(change).mode = if is_trunk {
        SwitchportMode::Trunk
    } else {
        SwitchportMode::Access
    };
    DONE
}

/// `switchport access vlan N`.
pub(crate) fn access_vlan(change: &mut Change<'_>, args: &Args) -> Outcome {
    let vlan = change
        .unless_no(args.small("vlan").map(VlanId))
        .unwrap_or(VlanId(1));
    if vlan != VlanId(1) && !change.config.vlans.contains_key(&vlan) {
        change.note(&format!(
            "% Access VLAN does not exist. Creating vlan {vlan}"
        ));
        change.config.vlans.insert(vlan, default_name(vlan));
    }
    port(change).access_vlan = vlan;
    DONE
}

/// `switchport trunk native vlan N`.
pub(crate) fn native_vlan(change: &mut Change<'_>, args: &Args) -> Outcome {
    let vlan = change
        .unless_no(args.small("vlan").map(VlanId))
        .unwrap_or(VlanId(1));
    port(change).native_vlan = vlan;
    DONE
}

/// `switchport trunk encapsulation dot1q`.
pub(crate) fn trunk_encapsulation(change: &mut Change<'_>, _: &Args) -> Outcome {
    port(change).dot1q = change.is_plain();
    DONE
}

/// `switchport trunk allowed vlan …`.
pub(crate) fn allowed_vlans(change: &mut Change<'_>, args: &Args) -> Outcome {
    let listed = args.text("vlans").and_then(vlan_list).unwrap_or_default();
    let listed: Vec<_> = listed.into_iter().map(VlanId).collect();
    let is_plain = change.is_plain();
    let port = port(change);
    let before = port.allowed_vlans.clone();
    let before = before.unwrap_or_else(|| (1..=4094).map(VlanId).collect());
    let kept = before.iter().copied();
    let allowed = match args.keyword("how") {
        _ if !is_plain => None,
        Some("all") => None,
        Some("none") => Some(Vec::new()),
        Some("remove") => Some(kept.filter(|vlan| !listed.contains(vlan)).collect()),
        Some("except") => Some(
            (1..=4094)
                .map(VlanId)
                .filter(|v| !listed.contains(v))
                .collect(),
        ),
        Some("add") => {
            let all: crate::types::SortedSet<_> = kept.chain(listed).collect();
            Some(all.into_iter().collect())
        }
        _ => Some(listed),
    };
    port.allowed_vlans = allowed.filter(|vlans| vlans.len() < 4094);
    DONE
}

/// `vlan N[,N…]`.
pub(crate) fn vlan(change: &mut Change<'_>, args: &Args) -> Outcome {
    let listed = args.text("vlans").and_then(vlan_list).unwrap_or_default();
    let listed: Vec<_> = listed.into_iter().map(VlanId).collect();
    let ordinary = listed.iter().copied().filter(|vlan| *vlan != VlanId(1));
    if !change.is_plain() {
        for vlan in ordinary {
            change.config.vlans.remove(&vlan);
            change.forget(&Mode::Vlan(vec![vlan]).block());
        }
        return DONE;
    }
    for vlan in ordinary {
        change
            .config
            .vlans
            .entry(vlan)
            .or_insert_with(|| default_name(vlan));
    }
    change.go(Mode::Vlan(listed))
}

/// `name NAME` of a VLAN.
pub(crate) fn vlan_name(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Mode::Vlan(vlans) = change.mode else {
        return DONE;
    };
    let &[vlan] = vlans.as_slice() else {
        return Err(Refusal::Argument("vlan-name"));
    };
    if vlan == VlanId(1) {
        return Err(Refusal::DefaultVlan);
    }
    let name = change.unless_no(args.text("vlan-name").map(str::to_owned));
    let name = name.unwrap_or_else(|| default_name(vlan));
    change.config.vlans.insert(vlan, name);
    DONE
}

/// `state …` of VLANs; kept and not simulated.
pub(crate) fn vlan_state(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Mode::Vlan(vlans) = change.mode else {
        return DONE;
    };
    if vlans.contains(&VlanId(1)) {
        return Err(Refusal::DefaultVlan);
    }
    let mut outcome = DONE;
    for vlan in vlans {
        outcome = kept::keep(&mut change.within(&Mode::Vlan(vec![*vlan])), args);
    }
    outcome
}
