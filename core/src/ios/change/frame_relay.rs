//! `encapsulation frame-relay` and `frame-relay …`.

use crate::node::config::{Encapsulation, FrameRelayConfig, FrameRelayMap, LmiKind};
use crate::types::Dlci;

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::Mode;
use super::{Change, DONE, Form, Outcome};

/// `encapsulation frame-relay [ietf]`, `encapsulation hdlc`.
pub(crate) fn encapsulation(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_frame_relay = change.is_plain() && args.has("frame-relay");
    let (name, here) = change.interface();
    let before = here.encapsulation;
    here.encapsulation = if is_frame_relay {
        Encapsulation::FrameRelay {
            ietf: args.has("ietf"),
        }
    } else {
        Encapsulation::Default
    };
    let was_frame_relay = matches!(before, Encapsulation::FrameRelay { .. });
    if is_frame_relay != was_frame_relay {
        here.split_horizon = None;
        let family = change.config.interfaces.iter_mut();
        for (_, settings) in family.filter(|(other, _)| other.parent() == name) {
            settings.frame_relay = FrameRelayConfig::default();
        }
    }
    DONE
}

/// Refuses Frame Relay settings where the encapsulation is another.
fn settings<'a>(change: &'a mut Change<'_>) -> Result<&'a mut FrameRelayConfig, Refusal> {
    let (name, _) = change.interface();
    let parent = change.config.interfaces.get(&name.parent());
    let encapsulation = parent
        .map(|parent| parent.encapsulation)
        .unwrap_or_default();
    match encapsulation {
        Encapsulation::FrameRelay { .. } => Ok(&mut change.here().frame_relay),
        _ => Err(Refusal::NotFrameRelay),
    }
}

/// `frame-relay map ip A DLCI [broadcast] [ietf|cisco]`.
pub(crate) fn map(change: &mut Change<'_>, args: &Args) -> Outcome {
    let is_plain = change.is_plain();
    let Some(addr) = args.address("address") else {
        return Err(Refusal::Incomplete);
    };
    if change.here().point_to_point == Some(true) {
        return Err(Refusal::PointToPoint);
    }
    let maps = &mut settings(change)?.maps;
    let Some(dlci) = args.small("dlci").map(Dlci).filter(|_| is_plain) else {
        maps.remove(&addr);
        return DONE;
    };
    let ietf = args.keyword("format").map(|format| format == "ietf");
    let map = FrameRelayMap {
        dlci,
        broadcast: args.has("broadcast"),
        ietf,
    };
    maps.insert(addr, map);
    DONE
}

/// `frame-relay interface-dlci N`.
pub(crate) fn interface_dlci(change: &mut Change<'_>, args: &Args) -> Outcome {
    let dlci = change.unless_no(args.small("dlci").map(Dlci));
    settings(change)?.interface_dlci = dlci;
    match change.form {
        Form::Plain => {
            let (name, _) = change.interface();
            change.go(Mode::FrameRelayDlci(name))
        }
        _ => DONE,
    }
}

/// `[no] frame-relay inverse-arp`.
pub(crate) fn inverse_arp(change: &mut Change<'_>, _: &Args) -> Outcome {
    let is_off = change.form == Form::No;
    settings(change)?.no_inverse_arp = is_off;
    DONE
}

/// `frame-relay lmi-type …`.
pub(crate) fn lmi_type(change: &mut Change<'_>, args: &Args) -> Outcome {
    let kind = args.keyword("lmi").map(|word| match word {
        "cisco" => LmiKind::Cisco,
        "ansi" => LmiKind::Ansi,
        _ => LmiKind::Q933a,
    });
    let kind = change.unless_no(kind);
    settings(change)?.lmi_type = kind;
    DONE
}
