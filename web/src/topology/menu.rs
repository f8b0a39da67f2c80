//! What one can do to an interface or a cable.

use vipsec_core::lab::view::{Command, DeviceView, LinkId, LinkState, LinkView, NodeId};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use crate::format::px;
use crate::live::Shared;
use crate::state::Action;
use crate::ui::use_ui;

/// What the menu is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    Interface(NodeId, String),
    Link(LinkId),
}

#[derive(Properties, PartialEq)]
pub(crate) struct MenuProps {
    pub(crate) target: Target,
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// What takes the focus back.
    pub(crate) opener: Element,
    pub(crate) devices: Shared<Vec<DeviceView>>,
    pub(crate) links: Shared<Vec<LinkView>>,
    pub(crate) close: Callback<()>,
}

/// A choice: its words, and what it does.
enum Choice {
    Do(String, Command),
    Console(String, NodeId),
}

/// A cable in words.
pub(crate) fn link_words(link: &LinkView, devices: &[DeviceView]) -> String {
    let end = |(id, interface): &(NodeId, String)| {
        let device = devices.iter().find(|d| d.id == *id);
        format!("{} {interface}", device.map_or("?", |d| &d.name))
    };
    format!("Cable {} – {}", end(&link.a), end(&link.b))
}

fn choices(target: &Target, devices: &[DeviceView], links: &[LinkView]) -> (String, Vec<Choice>) {
    let mut choices = Vec::new();
    match target {
        Target::Interface(id, name) => {
            let Some(device) = devices.iter().find(|d| d.id == *id) else {
                return Default::default();
            };
            if let Some(interface) = device.interfaces.iter().find(|i| i.name == *name) {
                let verb = if interface.admin_up { "Shut" } else { "Open" };
                let shutdown = interface.admin_up;
                let command = Command::SetInterface {
                    device: *id,
                    interface: name.clone(),
                    shutdown,
                };
                choices.push(Choice::Do(format!("{verb} {name}"), command));
            }
            if device.has_console {
                choices.push(Choice::Console(format!("Console of {}", device.name), *id));
            }
            (format!("{} {name}", device.name), choices)
        }
        Target::Link(id) => {
            let Some(link) = links.iter().find(|l| l.id == *id) else {
                return Default::default();
            };
            let cut = link.state != LinkState::Cut;
            let words = if cut {
                "Cut this cable"
            } else {
                "Mend this cable"
            };
            choices.push(Choice::Do(
                words.to_owned(),
                Command::SetLink { link: *id, cut },
            ));
            (link_words(link, devices), choices)
        }
    }
}

/// The menu.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let ui = use_ui();
    let menu = use_node_ref();
    use_effect_with((menu.clone(), props.target.clone()), |(menu, _)| {
        focus_item(menu, 0)
    });
    let leave = {
        let (close, opener) = (props.close.clone(), props.opener.clone());
        move || {
            close.emit(());
            if let Some(opener) = opener.dyn_ref::<web_sys::SvgElement>() {
                // A part that is gone cannot take the focus.
                let _ = opener.focus();
            }
        }
    };
    let onkeydown = {
        let (leave, menu) = (leave.clone(), menu.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Escape" | "Tab" => leave(),
                "ArrowDown" => focus_item(&menu, 1),
                "ArrowUp" => focus_item(&menu, -1),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onfocusout = {
        let (close, menu) = (props.close.clone(), menu.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event
                .related_target()
                .and_then(|t| t.dyn_into::<Node>().ok());
            let inside = menu.cast::<Node>().is_some_and(|m| m.contains(to.as_ref()));
            if !inside {
                close.emit(());
            }
        })
    };
    let (title, choices) = choices(&props.target, &props.devices, &props.links);
    let item = |choice: Choice| {
        let leave = leave.clone();
        let (words, act): (String, Callback<MouseEvent>) = match choice {
            Choice::Do(words, command) => {
                let driver = ui.driver.clone();
                (
                    words,
                    Callback::from(move |_| {
                        driver.send(command.clone());
                        leave();
                    }),
                )
            }
            Choice::Console(words, id) => {
                let (act, close) = (ui.act.clone(), props.close.clone());
                (
                    words,
                    Callback::from(move |_| {
                        act.emit(Action::Device(id));
                        close.emit(());
                        crate::dom::focus("console-input");
                    }),
                )
            }
        };
        html! { <button key={words.clone()} role="menuitem" tabindex="-1" onclick={act}>{ words }</button> }
    };
    html! {
        <div
            ref={menu}
            class="menu"
            role="menu"
            aria-label={title.clone()}
            style={format!("left:{}px;top:{}px", px(props.x), px(props.y))}
            {onkeydown}
            {onfocusout}
        >
            <p role="presentation">{ title }</p>
            { for choices.into_iter().map(item) }
        </div>
    }
}

/// Moves the focus so many items on from the one that has it; 0 is the first.
fn focus_item(menu: &NodeRef, by: i32) {
    let Some(items) = menu
        .cast::<Element>()
        .and_then(|m| m.query_selector_all("[role=menuitem]").ok())
    else {
        return;
    };
    let count = items.length().cast_signed().max(1);
    let has_focus = |i: &i32| {
        let item = items
            .get(i.cast_unsigned())
            .and_then(|n| n.dyn_into::<Element>().ok());
        item.is_some_and(|item| item.matches(":focus").unwrap_or(false))
    };
    let now = (0..count).find(has_focus);
    let next = now.map_or(0, |now| (now + by).rem_euclid(count));
    if let Some(item) = items
        .get(next.cast_unsigned())
        .and_then(|n| n.dyn_into::<HtmlElement>().ok())
    {
        // An item that cannot take the focus leaves it where it was.
        let _ = item.focus();
    }
}
