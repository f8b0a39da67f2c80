//! A console: what it printed, and a line to type.

use std::collections::BTreeMap;
use std::rc::Rc;

use vipsec_core::lab::view::{Command, DeviceView, NodeId};
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::history::History;
use super::screen::{Line, LineKind, Screen};
use crate::live::Live;
use crate::ui::use_ui;

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
    let blocks = consoles
        .get(&props.device.id)
        .map(Screen::blocks)
        .unwrap_or_default();
    html! {
        <div class="terminal">
            <pre
                ref={output}
                role="log"
                aria-live={if props.device.busy { "off" } else { "polite" }}
                aria-label={format!("Console of {}", props.device.name)}
                tabindex="0"
                {onscroll}
            >
                { for blocks.iter().map(|b| html! { <BlockText key={b.id} lines={b.lines.clone()} /> }) }
            </pre>
            <CommandLine
                id={props.device.id}
                name={props.device.name.clone()}
                prompt={props.device.prompt.clone()}
                busy={props.device.busy}
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

#[derive(Properties, PartialEq)]
struct CommandLineProps {
    id: NodeId,
    name: String,
    prompt: String,
    busy: bool,
}

/// The line one types.
#[component]
fn CommandLine(props: &CommandLineProps) -> Html {
    let ui = use_ui();
    let input = use_node_ref();
    let history = use_mut_ref(History::default);
    let id = props.id;
    let value = {
        let input = input.clone();
        move || {
            input
                .cast::<HtmlInputElement>()
                .map(|i| i.value())
                .unwrap_or_default()
        }
    };
    let put = {
        let input = input.clone();
        move |text: &str| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value(text);
            }
        }
    };
    let interrupt = ui.drive(move |driver, (): ()| driver.send(Command::Interrupt { device: id }));
    let onsubmit = {
        let (history, value, put, busy) =
            (Rc::clone(&history), value.clone(), put.clone(), props.busy);
        ui.drive(move |driver, event: SubmitEvent| {
            event.prevent_default();
            // A command has the console: what was typed waits for it to end.
            if !busy {
                let line = value();
                history.borrow_mut().push(&line);
                put("");
                driver.send(Command::Type { device: id, line });
            }
        })
    };
    let onkeydown = {
        let (interrupt, driver, busy) = (interrupt.clone(), ui.driver, props.busy);
        Callback::from(move |event: KeyboardEvent| {
            let selecting = web_sys::window()
                .and_then(|w| w.get_selection().ok()?)
                .is_some_and(|s| !s.is_collapsed());
            let key = event.key();
            match key.as_str() {
                "ArrowUp" => {
                    if let Some(line) = history.borrow_mut().older(&value()) {
                        put(&line);
                    }
                }
                "ArrowDown" => {
                    if let Some(line) = history.borrow_mut().newer() {
                        put(&line);
                    }
                }
                // Help comes at once, and what was typed stays.
                "?" if !busy => driver.send(Command::Type {
                    device: id,
                    line: value() + "?",
                }),
                "^" | "6" if event.ctrl_key() && event.shift_key() => interrupt.emit(()),
                "c" | "C" if event.ctrl_key() && !selecting => interrupt.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <form class="command-line" {onsubmit}>
            <label for="console-input">
                <span class="unseen">{ format!("Command for {}, at the prompt ", props.name) }</span>
                <span class="prompt">{ props.prompt.clone() }</span>
            </label>
            <input
                id="console-input"
                ref={input}
                type="text"
                autocomplete="off"
                autocapitalize="off"
                autocorrect="off"
                spellcheck="false"
                enterkeyhint="send"
                placeholder={props.busy.then_some("a command is running")}
                {onkeydown}
            />
            if props.busy {
                <button
                    key="stop"
                    type="button"
                    title="Ctrl-Shift-6 or Ctrl-C"
                    onclick={interrupt.reform(|_: MouseEvent| ())}
                >{ "Stop" }</button>
            }
        </form>
    }
}
