//! A transcript read for what it makes happen: when, where, and what is typed.

/// A number of seconds, in nanoseconds.
fn seconds(text: &str) -> Option<u64> {
    let number = text.strip_suffix(" s")?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: u64 = format!("{part:0<9}").get(..9)?.parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 1_000_000_000 + part)
}

/// A transcript without what consoles printed.
#[derive(Debug)]
pub(crate) struct Script {
    /// The lines before the first section.
    pub(crate) head: Vec<String>,
    pub(crate) scenario: String,
    /// The line that names it, counted from 1.
    pub(crate) scenario_line: usize,
    pub(crate) seed: u64,
    /// What consoles printed before is not shown.
    pub(crate) from_ns: u64,
    /// Milliseconds, kind and place.
    pub(crate) faults: Vec<(u64, String, String)>,
    pub(crate) has_flows: bool,
    pub(crate) parts: Vec<Part>,
}

/// A line that matters, with its number.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) line: usize,
    pub(crate) what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Time passes, somebody sits down elsewhere, or both.
    Section {
        text: String,
        at_ns: Option<u64>,
        device: Option<String>,
    },
    Comment(String),
    Act(Act),
}

/// What somebody at a console does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A whole line.
    Line(String),
    /// A whole line where something is asked, or part of a text.
    Answer(String),
    /// RETURN, at a line that is free.
    Return,
    Help(String),
    Tab(String),
    ControlC(String),
    ControlZ(String),
    Interrupt,
    /// Keys at --More--.
    More(String),
}

impl Script {
    /// Reads a transcript.
    ///
    /// # Errors
    /// The number of the line and what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut script = Self {
            head: Vec::new(),
            scenario: String::new(),
            scenario_line: 0,
            seed: 0,
            from_ns: 0,
            faults: Vec::new(),
            has_flows: true,
            parts: Vec::new(),
        };
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let at = |what: &str| format!("{number}: {what}");
            let Some(what) = what(line) else { continue };
            if script.parts.is_empty() {
                match what {
                    What::Section { .. } => {}
                    What::Comment(text) => {
                        script
                            .read_head(number, &text)
                            .map_err(|error| at(&error))?;
                        continue;
                    }
                    What::Act(_) => return Err(at("typed before any section")),
                }
                if script.scenario.is_empty() {
                    return Err(at("the head does not name a scenario"));
                }
            }
            script.parts.push(Part { line: number, what });
        }
        Ok(script)
    }

    fn read_head(&mut self, number: usize, line: &str) -> Result<(), String> {
        let text = line.trim_start_matches("! ");
        if let Some(text) = text.strip_prefix("scenario ") {
            let mut words = text.split(", ");
            words
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.scenario);
            self.scenario_line = number;
            for word in words {
                match word.split_once(' ') {
                    Some(("seed", seed)) => {
                        self.seed = seed.parse().map_err(|_| "a seed is a number")?;
                    }
                    Some(("from", at)) => {
                        self.from_ns = seconds(at).ok_or("'from' takes seconds: from 45 s")?;
                    }
                    _ => return Err(format!("what is '{word}'?")),
                }
            }
        } else if let Some(text) = text.strip_prefix("fault ") {
            let fault = || {
                let (at, what) = text.split_once(": ")?;
                let (kind, place) = what.split_once(' ')?;
                Some((seconds(at)? / 1_000_000, kind.to_owned(), place.to_owned()))
            };
            let told = "a fault is such as: fault 70 s: pvc-down FR Serial0/1 105";
            self.faults.push(fault().ok_or(told)?);
        } else if text == "without flows" {
            self.has_flows = false;
        }
        self.head.push(line.to_owned());
        Ok(())
    }
}

/// What a line makes happen; `None` if it is something a console printed.
fn what(line: &str) -> Option<What> {
    if let Some(text) = line.strip_prefix("! ") {
        return Some(section(text).unwrap_or_else(|| What::Comment(line.to_owned())));
    }
    if let Some(keys) = line.strip_prefix(" --More-- «") {
        let keys = keys.strip_suffix('»').filter(|keys| *keys != "…")?;
        return Some(What::Act(Act::More(keys.to_owned())));
    }
    if line.contains("«Ctrl-Shift-6»") {
        return Some(What::Act(Act::Interrupt));
    }
    if line == "«Enter»" {
        return Some(What::Act(Act::Return));
    }
    let (before, quoted) = match line
        .strip_suffix('»')
        .and_then(|line| line.rsplit_once('«'))
    {
        Some((before, quoted)) => (before, Some(quoted)),
        None => (line, None),
    };
    let typed = behind_prompt(before).map(str::to_owned);
    Some(What::Act(match (typed, quoted) {
        (_, Some("…" | "Ctrl-U" | "scenario")) => return None,
        (Some(typed), Some("?")) => Act::Help(typed),
        (Some(typed), Some("Tab")) => Act::Tab(typed),
        (Some(typed), Some("Ctrl-C")) => Act::ControlC(typed),
        (Some(_), Some("Enter")) => Act::Line(String::new()),
        (_, Some(answer)) => Act::Answer(answer.to_owned()),
        (None, None) => return None,
        (Some(typed), None) if typed.is_empty() => return None,
        (Some(typed), None) => {
            if let Some(typed) = typed.strip_suffix("^Z") {
                Act::ControlZ(typed.to_owned())
            } else if let Some(typed) = typed.strip_suffix("^C") {
                Act::ControlC(typed.to_owned())
            } else {
                Act::Line(typed)
            }
        }
    }))
}

/// `60 s, R1`, `60 s` or `now, R1`.
fn section(text: &str) -> Option<What> {
    let (time, device) = match text.split_once(", ") {
        Some((time, device)) if !device.contains(' ') => (time, Some(device.to_owned())),
        Some(_) => return None,
        None => (text, None),
    };
    let at_ns = match time {
        "now" if device.is_some() => None,
        time => Some(seconds(time)?),
    };
    Some(What::Section {
        text: text.to_owned(),
        at_ns,
        device,
    })
}

/// What was typed behind a prompt such as `Rack1R1#`, `Rack1R1>` or `Rack1R1(config-if)#`.
pub(crate) fn behind_prompt(line: &str) -> Option<&str> {
    let end = line.find(['#', '>'])?;
    let (prompt, typed) = (&line[..end], &line[end + 1..]);
    let (name, mode) = match prompt.strip_suffix(')') {
        Some(prompt) => prompt.split_once('(')?,
        None => (prompt, "exec"),
    };
    let is_word = |text: &str| {
        text.chars()
            .all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char))
    };
    let starts_well = name.starts_with(|char: char| char.is_ascii_alphanumeric());
    (starts_well && is_word(name) && is_word(mode)).then_some(typed)
}
