//! The running configuration of a device, and a place to paste more.

use vipsec_core::lab::view::{Command, NodeId, Paste, PastedLine, RunningConfig};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::live::Shared;
use crate::ui::use_ui;

#[derive(Properties, PartialEq)]
pub(crate) struct ConfigurationProps {
    pub(crate) id: NodeId,
    pub(crate) name: String,
    pub(crate) config: Option<Shared<RunningConfig>>,
    pub(crate) paste: Option<Shared<Paste>>,
}

/// The part of the panel about the configuration.
#[component]
pub(crate) fn Configuration(props: &ConfigurationProps) -> Html {
    let ui = use_ui();
    let id = props.id;
    use_effect_with(id, {
        let driver = ui.driver.clone();
        move |id| driver.send(Command::RunningConfig { device: *id })
    });
    let copied = use_state_eq(|| false);
    let copy = {
        let (text, copied) = (props.config.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            let clipboard = web_sys::window().map(|w| w.navigator().clipboard());
            if let (Some(clipboard), Some(config)) = (clipboard, &text) {
                // A browser that refuses leaves the text to be selected by hand.
                let _ = clipboard.write_text(&config.text);
                copied.set(true);
            }
        })
    };
    let refresh = {
        let copied = copied.clone();
        ui.drive(move |driver, _: MouseEvent| {
            copied.set(false);
            driver.send(Command::RunningConfig { device: id });
        })
    };
    html! {
        <div class="configuration">
            <div class="bar">
                <h3>{ format!("Running configuration of {}", props.name) }</h3>
                <span class="grow" />
                <button onclick={copy} disabled={props.config.is_none()}>
                    { if *copied { "Copied" } else { "Copy" } }
                </button>
                <button onclick={refresh}>{ "Refresh" }</button>
            </div>
            <pre tabindex="0" aria-label={format!("Running configuration of {}", props.name)}>
                { props.config.as_ref().map(|c| c.text.clone()).unwrap_or_default() }
            </pre>
            <PasteBox {id} name={props.name.clone()} paste={props.paste.clone()} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PasteBoxProps {
    id: NodeId,
    name: String,
    paste: Option<Shared<Paste>>,
}

/// Where configuration text is pasted, and what became of each line.
#[component]
fn PasteBox(props: &PasteBoxProps) -> Html {
    let ui = use_ui();
    let input = use_node_ref();
    let id = props.id;
    let onsubmit = {
        let input = input.clone();
        ui.drive(move |driver, event: SubmitEvent| {
            event.prevent_default();
            let text = input
                .cast::<HtmlTextAreaElement>()
                .map(|i| i.value())
                .unwrap_or_default();
            if !text.trim().is_empty() {
                driver.send(Command::Paste { device: id, text });
                driver.send(Command::RunningConfig { device: id });
            }
        })
    };
    html! {
        <form class="paste" {onsubmit}>
            <label for="paste-text">{ format!("Paste configuration into {}", props.name) }</label>
            <textarea
                id="paste-text"
                ref={input}
                rows="5"
                spellcheck="false"
                autocapitalize="off"
                placeholder={"interface FastEthernet0/0\n standby 1 timers msec 15 msec 50"}
            />
            <div class="row">
                <button class="primary">{ "Apply" }</button>
                if let Some(paste) = &props.paste {
                    <span key="sum" role="status">{ sum(&paste.lines) }</span>
                }
            </div>
            if let Some(paste) = &props.paste {
                <ol key="lines" class="verdicts" aria-label="What became of each line">
                    { for paste.lines.iter().filter(|l| l.verdict != "blank").map(verdict) }
                </ol>
            }
        </form>
    }
}

/// The verdicts counted.
fn sum(lines: &[PastedLine]) -> String {
    let count = |verdict: &str| lines.iter().filter(|l| l.verdict == verdict).count();
    let mut words = format!("{} accepted", count("ok"));
    for (verdict, name) in [("ignored", "parsed, not simulated"), ("error", "refused")] {
        let n = count(verdict);
        if n > 0 {
            words.push_str(&format!(", {n} {name}"));
        }
    }
    words
}

fn verdict(line: &PastedLine) -> Html {
    let (sign, words) = match line.verdict.as_str() {
        "ok" => ("✓", "accepted"),
        "ignored" => ("○", "parsed, not simulated"),
        _ => ("✕", "refused"),
    };
    html! {
        <li key={line.number} class={line.verdict.clone()}>
            <span class="sign" aria-hidden="true">{ sign }</span>
            <code>{ line.text.clone() }</code>
            <span>{ line.message.clone().unwrap_or_else(|| words.to_owned()) }</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_counted_by_kind_and_blank_lines_are_not() {
        let line = |verdict: &str| PastedLine {
            number: 1,
            text: String::new(),
            verdict: verdict.into(),
            message: None,
        };
        assert_eq!(sum(&["ok", "ok", "blank"].map(line)), "2 accepted");
        let all = ["ok", "ignored", "error", "error"].map(line);
        assert_eq!(sum(&all), "1 accepted, 1 parsed, not simulated, 2 refused");
    }
}
