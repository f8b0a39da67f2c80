//! The diagram: devices, cables, the tunnel, and frames on their way.

mod device;
pub(crate) mod flights;
mod geometry;
mod interfaces;
mod labels;
mod legend;
mod menu;
mod packets;
mod press;
mod table;
mod tunnel;
mod wires;

use vipsec_core::lab::view::{DeviceView, LinkView, NodeId, Opened, TunnelView};
use web_sys::Element;
use yew::prelude::*;

use crate::folded::Folded;
use crate::format::px;
use crate::hooks::use_media;
use crate::live::Shared;
use crate::ui::use_ui;
use geometry::{Plan, Sheet};
use labels::{Labels, extent_of};
use legend::Counters;
use menu::{Menu, Target};
use packets::Packets;

#[derive(Properties, PartialEq)]
pub(crate) struct TopologyProps {
    pub(crate) devices: Shared<Vec<DeviceView>>,
    pub(crate) links: Shared<Vec<LinkView>>,
    pub(crate) tunnels: Shared<Vec<TunnelView>>,
    pub(crate) opened: Option<Shared<Opened>>,
    /// The device in the panel.
    pub(crate) selected: Option<NodeId>,
}

/// A menu that is open, and where: in CSS pixels from the corner of the diagram.
#[derive(Clone, PartialEq)]
struct OpenMenu {
    target: Target,
    x: f64,
    y: f64,
    opener: Element,
}

/// The diagram, with what one can do to it, and its twin as a table.
#[component]
pub(crate) fn Topology(props: &TopologyProps) -> Html {
    let ui = use_ui();
    let upright = use_media("(max-width: 760px)");
    let sheet = if upright {
        Sheet::Upright
    } else {
        Sheet::Lying
    };
    let drawn = use_memo(
        (props.devices.clone(), props.links.clone(), sheet),
        |(devices, links, sheet)| {
            let plan = Plan::new(devices, links, *sheet);
            let labels = Labels::new(devices, links, &plan, *sheet);
            (Shared::new(plan), labels)
        },
    );
    let (plan, labels) = (&drawn.0, &drawn.1);
    let stage = use_node_ref();
    let menu = use_state_eq(|| None::<OpenMenu>);
    let open = {
        let (menu, stage) = (menu.clone(), stage.clone());
        use_callback((), move |(target, opener): (Target, Element), ()| {
            let Some(around) = stage
                .cast::<Element>()
                .map(|s| s.get_bounding_client_rect())
            else {
                return;
            };
            let at = opener.get_bounding_client_rect();
            let x = at.left() + at.width() / 2.0 - around.left();
            let y = at.top() + at.height() / 2.0 - around.top();
            menu.set(Some(OpenMenu {
                target,
                x: x.clamp(110.0, (around.width() - 110.0).max(110.0)),
                y,
                opener,
            }));
        })
    };
    let close = {
        let menu = menu.clone();
        Callback::from(move |()| menu.set(None))
    };
    let (left, top, w, h) = extent_of(plan, labels);
    let tables = {
        let (devices, links) = (props.devices.clone(), props.links.clone());
        let (tunnels, opened) = (props.tunnels.clone(), props.opened.clone());
        Callback::from(move |()| table::tables(&devices, &links, &tunnels, opened.as_deref()))
    };
    let common = &labels.common;
    html! {
        <section class="panel topology pane-diagram" aria-label="Topology">
            <div class="bar">
                <h2>{ "Topology" }</h2>
                <span class="hint">
                    { "click an interface to shut it, a cable to cut it, a device for its console" }
                </span>
                <span class="grow" />
                if !common.is_empty() {
                    <span key="common" class="common">{ format!(".x.y stands for {common}.x.y") }</span>
                }
            </div>
            <div class="stage" ref={stage}>
                { tunnel::notes(&props.devices, &props.tunnels) }
                <svg
                    key="diagram"
                    viewBox={format!("{} {} {} {}", px(left), px(top), px(w), px(h))}
                    role="group"
                    aria-label="Network diagram"
                >
                    { tunnel::bands(plan, &props.tunnels) }
                    { wires::wires(plan, &props.links, &props.devices, &open) }
                    { device::devices(&ui, plan, labels, &props.devices, props.selected) }
                    <Packets plan={plan.clone()} />
                    { interfaces::interfaces(labels, &props.devices, &open) }
                </svg>
                if let Some(open) = &*menu {
                    <Menu
                        key="menu"
                        target={open.target.clone()}
                        x={open.x}
                        y={open.y}
                        opener={open.opener.clone()}
                        devices={props.devices.clone()}
                        links={props.links.clone()}
                        {close}
                    />
                }
            </div>
            <div class="foot">
                { legend::legend() }
                <span class="grow" />
                <Counters />
                <Folded class="floating" summary="As tables" {tables} />
            </div>
        </section>
    }
}
