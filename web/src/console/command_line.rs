//! The line one types at a console.

use std::rc::Rc;

use vipsec_core::lab::view::{Command, Key, NodeId, Waits};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::history::Recall;
use super::line_edit::{Line, Stroke, With, replaced, stroke};
use crate::driver::Driver;
use crate::ui::use_ui;

#[derive(Properties, PartialEq)]
pub(crate) struct CommandLineProps {
    pub(crate) id: NodeId,
    pub(crate) name: String,
    pub(crate) prompt: Rc<str>,
    pub(crate) waits: Waits,
    pub(crate) history: Rc<Vec<String>>,
    pub(crate) restored: (u32, Rc<str>),
}

/// What the line remembers from key to key.
#[derive(Default)]
struct Memory {
    recall: Recall,
    /// What stood before the cursor when the console was asked.
    asked: String,
    /// How many answers have been seen.
    answers: u32,
    /// The line, while a text waits for keys and none is typed.
    put_by: Option<Line>,
    /// Esc was pressed.
    escaped: bool,
}

/// The input element and the console it belongs to.
#[derive(Clone)]
struct Desk {
    id: NodeId,
    input: NodeRef,
    memory: Rc<std::cell::RefCell<Memory>>,
    driver: Driver,
}

impl Desk {
    fn line(&self) -> Line {
        let Some(input) = self.input.cast::<HtmlInputElement>() else {
            return Line::default();
        };
        let cursor = input.selection_start().ok().flatten();
        Line::new(&input.value(), cursor.map_or(usize::MAX, |at| at as usize))
    }

    fn put(&self, line: &Line) {
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            input.set_value(&line.text());
            let cursor = line.cursor_utf16() as u32;
            // Where the cursor cannot be set it is at the end.
            let _ = input.set_selection_range(cursor, cursor);
        }
    }

    fn put_text(&self, text: &str) {
        self.put(&Line::new(text, usize::MAX));
    }

    fn press(&self, key: Key, line: String) {
        self.driver.send(Command::Press {
            device: self.id,
            key,
            line,
        });
    }

    /// Asks with what stands before the cursor; the line stays.
    fn ask(&self, key: Key) {
        let before = self.line().before();
        self.memory.borrow_mut().asked.clone_from(&before);
        self.press(key, before);
    }

    /// Sends the line away.
    fn send(&self, key: Key) {
        let line = self.line().text();
        self.memory.borrow_mut().recall.reset();
        self.put_text("");
        self.press(key, line);
    }

    /// A key that is more than a letter; whether it was taken.
    fn stroke(&self, stroke: Stroke, waits: Waits, history: &[String]) -> bool {
        match stroke {
            Stroke::Edit(edit) => {
                let mut line = self.line();
                line.edit(edit);
                self.put(&line);
            }
            Stroke::Older | Stroke::Newer => {
                let mut memory = self.memory.borrow_mut();
                let found = match stroke {
                    Stroke::Older => memory.recall.older(history, &self.line().text()),
                    _ => memory.recall.newer(history),
                };
                if let Some(line) = found {
                    self.put_text(&line);
                }
            }
            Stroke::Redisplay => {}
            Stroke::Escape => self.memory.borrow_mut().escaped = true,
            Stroke::Help => self.ask(Key::Help),
            // At an empty line Tab goes on to what comes next on the page.
            Stroke::Tab if self.line().text().is_empty() => return false,
            Stroke::Tab => self.ask(Key::Tab),
            Stroke::ControlZ => self.send(Key::ControlZ),
            Stroke::Interrupt => self.interrupt(),
            Stroke::ControlC if is_selecting() => return false,
            Stroke::ControlC if waits == Waits::Command => self.interrupt(),
            Stroke::ControlC => self.send(Key::ControlC),
        }
        true
    }

    fn interrupt(&self) {
        self.driver.send(Command::Interrupt { device: self.id });
    }

    /// A key at --More--; whether it was taken.
    fn more_key(&self, event: &KeyboardEvent) -> bool {
        let name = event.key();
        let mut chars = name.chars();
        let key = match (name.as_str(), chars.next(), chars.next()) {
            ("Enter", ..) => Key::Enter,
            ("Backspace", ..) => Key::Character('\u{8}'),
            ("c", ..) if event.ctrl_key() && is_selecting() => return false,
            ("c" | "z", ..) if event.ctrl_key() => Key::ControlC,
            ("6" | "^", ..) if event.ctrl_key() && event.shift_key() => Key::ControlC,
            (_, Some(char), None) if !event.ctrl_key() && !event.meta_key() => Key::Character(char),
            _ => return false,
        };
        self.press(key, String::new());
        true
    }
}

fn is_selecting() -> bool {
    web_sys::window()
        .and_then(|w| w.get_selection().ok()?)
        .is_some_and(|s| !s.is_collapsed())
}

/// Puts the line by while a text waits for keys, and brings back what the console answered.
#[hook]
fn use_answers(desk: &Desk, waits: Waits, restored: (u32, Rc<str>)) {
    let desk = desk.clone();
    use_effect_with((waits, restored), move |(waits, restored)| {
        let (now, put_by) = {
            let mut memory = desk.memory.borrow_mut();
            match waits {
                Waits::More if memory.put_by.is_none() => {
                    let line = desk.line();
                    memory.put_by = Some(line);
                    (None, true)
                }
                Waits::More => (None, false),
                _ => (memory.put_by.take(), false),
            }
        };
        if put_by {
            desk.put_text("");
        }
        if let Some(line) = now {
            desk.put(&line);
        }
        let (number, answer) = restored;
        let asked = {
            let mut memory = desk.memory.borrow_mut();
            if std::mem::replace(&mut memory.answers, *number) == *number {
                return;
            }
            std::mem::take(&mut memory.asked)
        };
        if let Some(line) =
            replaced(&desk.line().text(), &asked, answer).filter(|_| **answer != *asked)
        {
            desk.put(&line);
        }
    });
}

/// The line.
#[component]
pub(crate) fn CommandLine(props: &CommandLineProps) -> Html {
    let ui = use_ui();
    let input = use_node_ref();
    let memory = use_mut_ref(Memory::default);
    let desk = Desk {
        id: props.id,
        input: input.clone(),
        memory,
        driver: ui.driver,
    };
    let waits = props.waits;
    use_answers(&desk, waits, props.restored.clone());
    let onsubmit = {
        let desk = desk.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            desk.send(Key::Enter);
        })
    };
    let onkeydown = {
        let (desk, history) = (desk.clone(), props.history.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() {
                return;
            }
            let escaped = std::mem::take(&mut desk.memory.borrow_mut().escaped);
            let with = With {
                control: event.ctrl_key(),
                shift: event.shift_key(),
                escape: event.alt_key() || escaped,
            };
            let taken = match waits {
                Waits::More => desk.more_key(&event),
                _ => stroke(&event.key(), with).is_some_and(|s| desk.stroke(s, waits, &history)),
            };
            if taken {
                event.prevent_default();
            }
        })
    };
    let onpaste = {
        let desk = desk.clone();
        Callback::from(move |event: Event| {
            let event = event.dyn_into::<ClipboardEvent>().ok();
            let text = event
                .as_ref()
                .and_then(|event| event.clipboard_data()?.get_data("text").ok());
            let (Some(event), Some(text)) = (event, text.filter(|text| text.contains('\n'))) else {
                return;
            };
            event.prevent_default();
            paste(&desk, &text);
        })
    };
    let interrupt = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| desk.interrupt())
    };
    let (prompt, hint) = match waits {
        Waits::Line => (&*props.prompt, None),
        Waits::Command => ("", Some("a command is running")),
        Waits::More => ("", Some("space: next page, Enter: next line, q: enough")),
        Waits::Return => ("", Some("RETURN to get started")),
    };
    html! {
        <form class="command-line" {onsubmit}>
            <label for="console-input">
                <span class="unseen">{ format!("Command for {}, at the prompt ", props.name) }</span>
                <span class="prompt">{ prompt.to_owned() }</span>
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
                placeholder={hint}
                {onkeydown}
                {onpaste}
            />
            if waits == Waits::Command {
                <button
                    key="stop"
                    type="button"
                    title="Ctrl-Shift-6 or Ctrl-C"
                    onclick={interrupt}
                >{ "Stop" }</button>
            }
        </form>
    }
}

/// Types whole lines as fast as a terminal does; what follows the last one stays to be edited.
fn paste(desk: &Desk, text: &str) {
    let text = text.replace('\r', "");
    let line = desk.line();
    let before = line.before();
    let behind = line.text()[before.len()..].to_owned();
    let Some((lines, rest)) = text.rsplit_once('\n') else {
        return;
    };
    desk.memory.borrow_mut().recall.reset();
    desk.driver.send(Command::Type {
        device: desk.id,
        line: format!("{before}{lines}"),
    });
    if let Some(line) = replaced(&behind, "", rest) {
        desk.put(&line);
    }
}
