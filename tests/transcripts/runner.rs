//! A transcript acted out in a lab: the same text with what consoles show in this build.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use vipsec_core::lab::view::{Command, ConsoleView, Key, NodeId, Waits};
use vipsec_core::lab::{Lab, find_scenario};
use vipsec_core::scenario::Scenario;
use vipsec_tests::fault;

use crate::script::{Act, Script, What, behind_prompt};

/// Between two lines that are typed, and between two looks at a command that has the console.
const PAUSE_NS: u64 = 100_000_000;
/// A command that has the console for longer is not waited for.
const PATIENCE_NS: u64 = 600_000_000_000;
/// What takes ` --More-- ` away again.
const ERASE: &str = "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";

/// Acts a script out.
///
/// # Errors
/// The number of the line and why it cannot be acted out.
pub(crate) fn run(script: &Script, folder: &Path) -> Result<String, String> {
    let scenario = scenario(script, folder)
        .map_err(|error| format!("{}: {error}", script.scenario_line.max(1)))?;
    let mut seat = Seat {
        lab: Lab::new(),
        scenario,
        now_ns: script.from_ns,
        screens: BTreeMap::new(),
        device: None,
        out: String::new(),
        is_first: true,
    };
    let open = Command::Open {
        scenario: seat.scenario.to_json(),
        seed: Some(script.seed),
        timed_faults: true,
        start_at_ns: script.from_ns,
    };
    seat.ask(open)?;
    if script.from_ns > 0 {
        for screen in seat.screens.values_mut() {
            screen.text.clear();
            screen.back = 0;
        }
    }
    for line in &script.head {
        seat.out.push_str(line);
        seat.out.push('\n');
    }
    let mut is_new_section = false;
    for part in &script.parts {
        let done = match &part.what {
            What::Section {
                text,
                at_ns,
                device,
            } => seat.section(text, *at_ns, device.as_deref()),
            What::Comment(text) => {
                if !is_new_section {
                    seat.flush();
                }
                seat.out.push_str(text);
                seat.out.push('\n');
                Ok(())
            }
            What::Act(act) => seat.act(act),
        };
        is_new_section = match part.what {
            What::Section { .. } => true,
            What::Comment(_) => is_new_section,
            What::Act(_) => false,
        };
        done.map_err(|error| format!("{}: {error}", part.line))?;
    }
    if !is_new_section {
        seat.wait_for_the_console()
            .and_then(|()| seat.advance(seat.now_ns + PAUSE_NS))?;
    }
    seat.leave();
    Ok(seat.out)
}

/// The lab a script asks for.
fn scenario(script: &Script, folder: &Path) -> Result<Scenario, String> {
    let mut scenario = if script.scenario.ends_with(".json") {
        let path = folder.join(&script.scenario);
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        find_scenario(&text)?
    } else {
        find_scenario(&script.scenario)?
    };
    let faults = script.faults.iter();
    scenario.faults = faults
        .map(|(at_ms, kind, at)| fault(*at_ms, kind, at))
        .collect();
    if !script.has_flows {
        scenario.flows.clear();
        scenario.commands.clear();
    }
    Ok(scenario)
}

/// A device's console, as a terminal shows it.
#[derive(Debug, Default)]
struct Screen {
    /// What has not been copied into the transcript.
    text: String,
    /// How far the cursor stands before the end of the last line.
    back: usize,
    prompt: String,
    waits: Waits,
    /// The line that came back after `?` or Tab.
    held: Option<String>,
}

impl Screen {
    fn print(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '\u{8}' => {
                    let line = self.text.rsplit('\n').next().unwrap_or_default();
                    self.back = (self.back + 1).min(line.chars().count());
                }
                '\u{7}' => self.text.push_str("«Bell»"),
                '\n' => {
                    self.back = 0;
                    self.text.push('\n');
                }
                char if self.back == 0 => self.text.push(char),
                char => {
                    let over = self.text.char_indices().rev().nth(self.back - 1);
                    if let Some((at, old)) = over {
                        self.text
                            .replace_range(at..at + old.len_utf8(), char.encode_utf8(&mut [0; 4]));
                    }
                    self.back -= 1;
                }
            }
        }
    }

    fn is_in_line(&self) -> bool {
        !self.text.is_empty() && !self.text.ends_with('\n')
    }
}

/// With a mark behind the lines that the scenario typed while time passed.
fn told_of_scenario(text: &str) -> String {
    let mut told = String::new();
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) if behind_prompt(line).is_some_and(|typed| !typed.is_empty()) => {
                told.push_str(line);
                told.push_str("«scenario»\n");
            }
            _ => told.push_str(line),
        }
    }
    told
}

/// Somebody who goes from console to console.
struct Seat {
    lab: Lab,
    scenario: Scenario,
    now_ns: u64,
    screens: BTreeMap<NodeId, Screen>,
    device: Option<NodeId>,
    out: String,
    /// Nothing has been typed since the section began.
    is_first: bool,
}

impl Seat {
    /// Hands a command to the lab; what consoles print appears on their screens.
    fn ask(&mut self, command: Command) -> Result<(), String> {
        let is_time = matches!(command, Command::Advance { .. } | Command::Open { .. });
        let update = self.lab.handle(command);
        if let Some(error) = update.error {
            return Err(error);
        }
        self.now_ns = update.now_ns;
        for mut view in update.consoles {
            if is_time {
                view.text = told_of_scenario(&view.text);
            }
            self.print(view);
        }
        Ok(())
    }

    fn print(&mut self, view: ConsoleView) {
        let screen = self.screens.entry(view.device).or_default();
        screen.print(&view.text);
        screen.prompt = view.prompt;
        screen.waits = view.waits;
        if let Some(line) = view.line {
            screen.held = Some(line).filter(|line| !line.is_empty());
        }
    }

    fn advance(&mut self, to_ns: u64) -> Result<(), String> {
        self.ask(Command::Advance {
            to_ns,
            max_events: u32::MAX,
        })
    }

    fn screen(&mut self) -> Option<&mut Screen> {
        self.screens.get_mut(&self.device?)
    }

    /// Copies what the screen shows into the transcript.
    fn flush(&mut self) {
        let Some(screen) = self.device.and_then(|device| self.screens.get_mut(&device)) else {
            return;
        };
        if screen.is_in_line() {
            screen.text.push_str("«…»\n");
            screen.back = 0;
        }
        self.out.push_str(&core::mem::take(&mut screen.text));
    }

    /// Rubs out a line that came back and is not gone on with.
    fn drop_held(&mut self) {
        if let Some(screen) = self.screen()
            && let Some(held) = screen.held.take()
        {
            let line = format!("{}{held}«Ctrl-U»\n", screen.prompt);
            screen.print(&line);
        }
    }

    fn leave(&mut self) {
        self.drop_held();
        self.flush();
    }

    fn section(
        &mut self,
        text: &str,
        at_ns: Option<u64>,
        device: Option<&str>,
    ) -> Result<(), String> {
        if let Some(at_ns) = at_ns {
            if at_ns < self.now_ns {
                let now = self.now_ns as f64 / 1e9;
                return Err(format!("it is {now:.1} s already"));
            }
            self.advance(at_ns)?;
        }
        self.leave();
        if let Some(name) = device {
            let index = self.scenario.device_index(name);
            let index = index.ok_or_else(|| format!("there is no device {name}"))?;
            self.device = Some(NodeId(index as u16));
        }
        self.out.push_str(&format!("\n! {text}\n"));
        self.is_first = true;
        Ok(())
    }

    fn is_busy(&self) -> bool {
        self.device.is_some_and(|device| self.lab.is_busy(device))
    }

    fn wait_for_the_console(&mut self) -> Result<(), String> {
        let end_ns = self.now_ns + PATIENCE_NS;
        while self.is_busy() {
            if self.now_ns >= end_ns {
                return Err("a command has the console and does not end".to_owned());
            }
            self.advance(self.now_ns + PAUSE_NS)?;
        }
        Ok(())
    }

    fn act(&mut self, act: &Act) -> Result<(), String> {
        let device = self.device.ok_or("nobody sits at a console")?;
        if *act != Act::Interrupt {
            self.wait_for_the_console()?;
        }
        if !core::mem::replace(&mut self.is_first, false) {
            self.advance(self.now_ns + PAUSE_NS)?;
        }
        let typed = match act {
            Act::Line(typed)
            | Act::Help(typed)
            | Act::Tab(typed)
            | Act::ControlC(typed)
            | Act::ControlZ(typed) => typed.as_str(),
            _ => "",
        };
        let screen = self.screens.entry(device).or_default();
        if screen
            .held
            .as_deref()
            .is_some_and(|held| typed.starts_with(held))
        {
            screen.held = None;
        }
        self.drop_held();
        let press = |key, line: &str| Command::Press {
            device,
            key,
            line: line.to_owned(),
        };
        let type_line = |line: &str| Command::Type {
            device,
            line: line.to_owned(),
        };
        let from = self.screens.entry(device).or_default().text.len();
        match act {
            Act::Line(line) if line.is_empty() => self.quoted(device, "", Some("Enter")),
            Act::Line(line) => {
                self.ask(type_line(line))?;
                self.expect_prompt(device, from)
            }
            Act::Answer(answer) => self.quoted(device, answer, None),
            Act::Return => {
                self.screens.entry(device).or_default().print("«Enter»");
                self.ask(press(Key::Enter, ""))
            }
            Act::Help(line) => {
                self.ask(press(Key::Help, line))?;
                self.mark(device, from, &format!("{line}?"), &format!("{line}«?»"))
            }
            Act::Tab(line) => {
                self.ask(press(Key::Tab, line))?;
                self.mark(device, from, line, &format!("{line}«Tab»"))
            }
            Act::ControlC(line) => {
                self.ask(press(Key::ControlC, line))?;
                let shown = &self.screens.entry(device).or_default().text[from..];
                if shown.contains("^C\n") {
                    return Ok(());
                }
                self.mark(device, from, line, &format!("{line}«Ctrl-C»"))
            }
            Act::ControlZ(line) => self.ask(press(Key::ControlZ, line)),
            Act::Interrupt => {
                self.screens
                    .entry(device)
                    .or_default()
                    .print("«Ctrl-Shift-6»");
                self.ask(Command::Interrupt { device })
            }
            Act::More(keys) => self.more(device, keys),
        }
    }

    /// Types where the screen alone does not tell what was typed: quotes stand around it.
    fn quoted(&mut self, device: NodeId, line: &str, name: Option<&str>) -> Result<(), String> {
        let screen = self.screens.entry(device).or_default();
        let quoted = format!("«{}»", name.unwrap_or(line));
        let is_in_line = screen.is_in_line();
        if is_in_line {
            // The question stands there, and a key answers it.
            screen.print(&quoted);
        }
        let (from, prompt) = (screen.text.len(), screen.prompt.clone());
        self.ask(Command::Type {
            device,
            line: line.to_owned(),
        })?;
        if is_in_line {
            return Ok(());
        }
        self.mark(
            device,
            from,
            &format!("{prompt}{line}"),
            &format!("{prompt}{quoted}"),
        )
    }

    /// Replaces the first line that ends in `echo`, of what was printed since `from`.
    fn mark(&mut self, device: NodeId, from: usize, echo: &str, with: &str) -> Result<(), String> {
        let text = &mut self.screens.entry(device).or_default().text;
        let mut at = from;
        for line in text[from..].split_inclusive('\n') {
            let end = at + line.trim_end_matches('\n').len();
            if text[at..end].ends_with(echo) {
                let start = end - echo.len();
                text.replace_range(start..end, with);
                return Ok(());
            }
            at += line.len();
        }
        Err(format!("the console did not show '{echo}'"))
    }

    /// A line was typed as one behind a prompt.
    fn expect_prompt(&mut self, device: NodeId, from: usize) -> Result<(), String> {
        let shown = &self.screens.entry(device).or_default().text[from..];
        let is_behind_prompt = shown.lines().any(|line| behind_prompt(line).is_some());
        match is_behind_prompt {
            true => Ok(()),
            false => Err(format!("there was no prompt to type this behind:\n{shown}")),
        }
    }

    fn more(&mut self, device: NodeId, keys: &str) -> Result<(), String> {
        let screen = self.screens.entry(device).or_default();
        if screen.waits != Waits::More {
            return Err("no --More-- waits for a key".to_owned());
        }
        if !screen.is_in_line() {
            screen.print(" --More-- ");
        }
        screen.print(&format!("«{keys}»\n"));
        let from = screen.text.len();
        let mut pressed = match keys {
            "Space" => vec![Key::Character(' ')],
            "Enter" => vec![Key::Enter],
            keys => keys.chars().map(Key::Character).collect(),
        };
        if keys.starts_with(['/', '+', '-']) {
            pressed.push(Key::Enter);
        }
        let mut text = String::new();
        for key in pressed {
            let update = self.lab.handle(Command::Press {
                device,
                key,
                line: String::new(),
            });
            if let Some(error) = update.error {
                return Err(error);
            }
            for mut view in update.consoles {
                if view.device == device {
                    text.push_str(&core::mem::take(&mut view.text));
                }
                self.print(view);
            }
        }
        let screen = self.screens.entry(device).or_default();
        debug_assert_eq!(screen.text.len(), from);
        screen.print(text.strip_prefix(ERASE).unwrap_or(&text));
        Ok(())
    }
}
