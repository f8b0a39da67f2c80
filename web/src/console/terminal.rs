//! A console: what it printed, and a line to type.

use std::collections::BTreeMap;
use std::rc::Rc;

use vipsec_core::lab::view::{DeviceView, NodeId, Waits};
use web_sys::Element;
use yew::prelude::*;

use super::command_line::CommandLine;
use super::screen::{Line, LineKind, Screen};
use crate::live::Live;

#[derive(Properties, PartialEq)]
pub(crate) struct TerminalProps {
    pub(crate) device: DeviceView,
    pub(crate) consoles: Live<BTreeMap<NodeId, Screen>>,
}

/// A console.
#[component]
pub(crate) fn Terminal(props: &TerminalProps) -> Html {
    let output = use_node_ref();
    // Whether the end was in view; then it stays in view.
    let at_end = use_mut_ref(|| true);
    use_effect_with((props.consoles.revision(), output.clone()), {
        let at_end = Rc::clone(&at_end);
        move |(_, output)| {
            if let Some(output) = output.cast::<Element>().filter(|_| *at_end.borrow()) {
                output.set_scroll_top(output.scroll_height());
            }
        }
    });
    let onscroll = {
        let output = output.clone();
        Callback::from(move |_: Event| {
            if let Some(o) = output.cast::<Element>() {
                *at_end.borrow_mut() = o.scroll_top() + o.client_height() + 24 >= o.scroll_height();
            }
        })
    };
    let consoles = props.consoles.read();
    let screen = consoles.get(&props.device.id).cloned().unwrap_or_default();
    let waits = screen.waits;
    html! {
        <div class="terminal">
            <pre
                ref={output}
                role="log"
                aria-live={if waits == Waits::Command { "off" } else { "polite" }}
                aria-label={format!("Console of {}", props.device.name)}
                tabindex="0"
                {onscroll}
            >
                { for screen.blocks().iter().map(|b| html! { <BlockText key={b.id} lines={b.lines.clone()} /> }) }
            </pre>
            <CommandLine
                id={props.device.id}
                name={props.device.name.clone()}
                prompt={screen.prompt.clone()}
                {waits}
                history={screen.history.clone()}
                restored={screen.restored.clone()}
            />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct BlockTextProps {
    lines: Rc<Vec<Line>>,
}

#[component]
fn BlockText(props: &BlockTextProps) -> Html {
    let line = |(i, line): (usize, &Line)| {
        let text = line.text.as_str();
        match line.kind {
            LineKind::Output => html! { <span key={i}>{ text.to_owned() }{ "\n" }</span> },
            LineKind::Logged => {
                html! { <span key={i} class="logged">{ text.to_owned() }{ "\n" }</span> }
            }
            LineKind::Complaint => {
                html! { <span key={i} class="complaint">{ text.to_owned() }{ "\n" }</span> }
            }
            LineKind::Prompt(len) => {
                let (prompt, typed) = text.split_at_checked(len).unwrap_or((text, ""));
                html! {
                    <span key={i}>
                        <span class="prompt">{ prompt.to_owned() }</span><b>{ typed.to_owned() }</b>{ "\n" }
                    </span>
                }
            }
        }
    };
    html! { <>{ for props.lines.iter().enumerate().map(line) }</> }
}
