//! The devices on the diagram, with their HSRP badges.

use vipsec_core::lab::view::{DeviceKind, DeviceView, HsrpView, NodeId};
use yew::prelude::*;

use super::geometry::{Area, Plan, half_size};
use super::labels::{BADGE, Labels, TAG, shortened};
use super::press::press;
use crate::format::px;
use crate::state::Action;
use crate::ui::Ui;
use crate::words::hsrp_class;

/// All devices.
pub(crate) fn devices(
    ui: &Ui,
    plan: &Plan,
    labels: &Labels,
    devices: &[DeviceView],
    selected: Option<NodeId>,
) -> Html {
    let device = |device: &DeviceView| {
        let Some((kind, at)) = plan.device(device.id) else {
            return Html::default();
        };
        let id = device.id;
        let act = ui.act.clone();
        let (onclick, onkeydown) = press(move |_| act.emit(Action::Device(id)));
        let usable = device.has_console;
        let class = classes!(
            "device",
            usable.then_some("usable"),
            (selected == Some(id)).then_some("on"),
            device.hsrp.first().map(|h| hsrp_class(&h.state)),
        );
        html! {
            <g
                key={id.0}
                {class}
                transform={format!("translate({} {})", px(at.x), px(at.y))}
                role={if usable { "button" } else { "img" }}
                tabindex={usable.then_some("0")}
                aria-label={spoken(device)}
                onclick={usable.then_some(onclick)}
                onkeydown={usable.then_some(onkeydown)}
            >
                { shape(kind) }
                <text class="name" y="5">{ device.name.clone() }</text>
            </g>
        }
    };
    let badges = |(id, area): &(NodeId, Area)| {
        let device = devices.iter().find(|d| d.id == *id);
        let groups = device.map(|d| d.hsrp.as_slice()).unwrap_or_default();
        html! {
            <g key={id.0} class="badges">
                { for groups.iter().enumerate().map(|(i, h)| badge(h, i, *area, &labels.common)) }
            </g>
        }
    };
    html! {
        <g>
            <g key="devices">{ for devices.iter().map(device) }</g>
            <g key="badges">{ for labels.badges.iter().map(badges) }</g>
        </g>
    }
}

fn shape(kind: DeviceKind) -> Html {
    let (w, h) = half_size(kind);
    match kind {
        DeviceKind::Router => html! { <circle r={px(w)} /> },
        DeviceKind::FrameRelay => html! { <ellipse rx={px(w)} ry={px(h)} /> },
        DeviceKind::Switch => html! {
            <rect x={px(-w)} y={px(-h)} width={px(w * 2.0)} height={px(h * 2.0)} rx="6" />
        },
    }
}

/// The state word of an HSRP group, with a sign of its own for each state so that colour is never alone.
fn badge(hsrp: &HsrpView, nth: usize, area: Area, common: &str) -> Html {
    let class = hsrp_class(&hsrp.state);
    let sign = match class {
        "h-active" => "●",
        "h-standby" => "◐",
        "h-init" => "✕",
        _ => "○",
    };
    let y = area.top() + nth as f64 * (BADGE.1 + TAG);
    let vip = hsrp
        .virtual_ip
        .as_deref()
        .filter(|_| hsrp.state == "Active");
    let title = format!(
        "HSRP group {} on {}: {}, priority {}{}",
        hsrp.group,
        hsrp.interface,
        hsrp.state,
        hsrp.priority,
        hsrp.virtual_ip
            .as_ref()
            .map(|v| format!(", virtual address {v}"))
            .unwrap_or_default()
    );
    html! {
        <g
            key={format!("{}-{}", hsrp.interface, hsrp.group)}
            class={classes!("badge", class)}
            transform={format!("translate({} {})", px(area.middle.x), px(y))}
        >
            <title>{ title }</title>
            <rect x={px(-BADGE.0 / 2.0)} width={px(BADGE.0)} height={px(BADGE.1)} rx="10" />
            <text y="14">{ format!("{sign} {} · {}", hsrp.state, hsrp.priority) }</text>
            if let Some(vip) = vip {
                <text key="vip" class="vip" y={px(BADGE.1 + 13.0)}>{ format!("VIP {}", shortened(vip, common)) }</text>
            }
        </g>
    }
}

/// A device in words.
fn spoken(device: &DeviceView) -> String {
    let kind = match device.kind {
        DeviceKind::Router => "router",
        DeviceKind::Switch => "switch",
        DeviceKind::FrameRelay => "Frame Relay network",
    };
    let mut words = format!("{}, {kind}", device.name);
    for h in &device.hsrp {
        words.push_str(&format!(", HSRP {} with priority {}", h.state, h.priority));
    }
    let shut = device
        .interfaces
        .iter()
        .filter(|i| !i.admin_up && (i.link.is_some() || i.address.is_some()))
        .count();
    if shut > 0 {
        words.push_str(&format!(", {shut} of its interfaces shut"));
    }
    if device.has_console {
        words.push_str(": show its console");
    }
    words
}
