//! The running configuration of a device: to read, to edit as a whole, or to paste more into.

use vipsec_core::lab::view::{Command, NodeId, Paste, PastedLine, RunningConfig};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::live::Shared;
use crate::ui::{Ui, use_ui};

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
    // What is edited is the configuration as it was then; what happens meanwhile does not get lost.
    let edited = use_state_eq(|| None::<(NodeId, String)>);
    let is_edited = matches!(&*edited, Some((device, _)) if *device == id);
    let edit = {
        let (edited, config) = (edited.clone(), props.config.clone());
        Callback::from(move |_: MouseEvent| {
            let text = config.as_ref().map(|config| lines_of(&config.text));
            edited.set(text.map(|text| (id, text)));
        })
    };
    let title = format!("Running configuration of {}", props.name);
    html! {
        <div class="configuration">
            <div class="bar">
                <h3>{ title.clone() }</h3>
                <span class="grow" />
                <button onclick={edit} disabled={props.config.is_none() || is_edited}>{ "Edit" }</button>
                <button onclick={copy} disabled={props.config.is_none()}>
                    { if *copied { "Copied" } else { "Copy" } }
                </button>
                <button onclick={refresh}>{ "Refresh" }</button>
            </div>
            if is_edited {
                { editor(&ui, id, &props.name, &edited, props.paste.as_deref()) }
            } else {
                <pre key="text" tabindex="0" aria-label={title}>
                    { props.config.as_ref().map(|c| c.text.clone()).unwrap_or_default() }
                </pre>
                <PasteBox key="paste" {id} name={props.name.clone()} paste={props.paste.clone()} />
            }
        </div>
    }
}

/// The configuration without what `show running-config` says above it.
fn lines_of(text: &str) -> String {
    let above = text.lines().take_while(|line| !line.starts_with('!'));
    let skipped: usize = above.map(|line| line.len() + 1).sum();
    text.get(skipped..).unwrap_or_default().to_owned()
}

/// The whole configuration as a text to edit. Applying types the fewest lines that lead there.
fn editor(
    ui: &Ui,
    device: NodeId,
    name: &str,
    edited: &UseStateHandle<Option<(NodeId, String)>>,
    paste: Option<&Paste>,
) -> Html {
    let text = edited.as_ref().map(|(_, text)| text.clone());
    let text = text.unwrap_or_default();
    let oninput = {
        let edited = edited.clone();
        Callback::from(move |event: InputEvent| {
            let area = event.target_dyn_into::<HtmlTextAreaElement>();
            edited.set(area.map(|area| (device, area.value())));
        })
    };
    let preview = {
        let text = text.clone();
        ui.drive(move |driver, _: MouseEvent| {
            driver.send(Command::PlanReplace {
                device,
                text: text.clone(),
            });
        })
    };
    let apply = {
        let text = text.clone();
        ui.drive(move |driver, _: MouseEvent| {
            driver.send(Command::Replace {
                device,
                text: text.clone(),
            });
            driver.send(Command::RunningConfig { device });
        })
    };
    let done = {
        let edited = edited.clone();
        Callback::from(move |_: MouseEvent| edited.set(None))
    };
    html! {
        <div key="editor" class="paste editor">
            <label for="edited-config">{ format!("The whole configuration of {name}") }</label>
            <textarea
                id="edited-config"
                spellcheck="false"
                autocapitalize="off"
                value={text}
                {oninput}
            />
            <div class="row">
                <button class="primary" onclick={apply}>{ "Apply changes" }</button>
                <button onclick={preview}>{ "Preview" }</button>
                <button onclick={done}>{ "Close" }</button>
                if let Some(paste) = paste {
                    <span key="sum" role="status">{ plan_sum(paste) }</span>
                }
            </div>
            if let Some(paste) = paste {
                { verdicts(paste) }
            }
        </div>
    }
}

/// What applying an edited configuration comes to, in words.
fn plan_sum(paste: &Paste) -> String {
    let typed = match paste.lines.len() {
        0 => "nothing to change".to_owned(),
        1 => "1 line".to_owned(),
        n => format!("{n} lines"),
    };
    match paste.refused.len() {
        0 => typed,
        1 => format!("{typed}, 1 edited line refused"),
        n => format!("{typed}, {n} edited lines refused"),
    }
}

/// What became of each line; first those of an edited text that are refused.
fn verdicts(paste: &Paste) -> Html {
    let lines = paste.refused.iter().map(|line| ("refused", line));
    let lines = lines.chain(paste.lines.iter().map(|line| ("typed", line)));
    html! {
        <ol class="verdicts" aria-label="What became of each line">
            { for lines.filter(|(_, line)| line.verdict != "blank").map(|(of, line)| verdict(of, line)) }
        </ol>
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
                { verdicts(paste) }
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

fn verdict(of: &str, line: &PastedLine) -> Html {
    let (sign, words) = match line.verdict.as_str() {
        "ok" => ("✓", "accepted"),
        "ignored" => ("○", "parsed, not simulated"),
        _ => ("✕", "refused"),
    };
    html! {
        <li key={format!("{of} {}", line.number)} class={line.verdict.clone()}>
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
    fn an_edit_begins_with_the_configuration_itself() {
        let text =
            "Building configuration...\n\nCurrent configuration : 9 bytes\n!\nhostname R\n!\nend\n";
        assert_eq!(lines_of(text), "!\nhostname R\n!\nend\n");
        assert_eq!(lines_of("no comment"), "");
    }

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
