//! What a console has printed, in blocks of lines so that only the last block is drawn anew, and what it waits for.

use std::rc::Rc;

use vipsec_core::lab::view::{ConsoleView, Waits};

/// Lines in a block.
const BLOCK: usize = 40;
/// Blocks kept.
const BLOCKS: usize = 20;

/// What a line is, for its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Output of a command.
    Output,
    /// A prompt of so many octets, and what was typed after it.
    Prompt(usize),
    /// A line that the device logged by itself, or debug output.
    Logged,
    /// A complaint of the parser.
    Complaint,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    pub(crate) text: String,
}

/// Some lines that are drawn together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) id: u32,
    pub(crate) lines: Rc<Vec<Line>>,
}

/// All that is kept of a console's output.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Screen {
    blocks: Vec<Block>,
    /// The last line has not ended yet.
    open: bool,
    /// How far backspaces have gone back in the last line, in characters.
    back: usize,
    next: u32,
    /// What stands in front of the line being typed.
    pub(crate) prompt: Rc<str>,
    /// What the console waits for.
    pub(crate) waits: Waits,
    /// The lines to go back to, oldest first.
    pub(crate) history: Rc<Vec<String>>,
    /// What the line is to hold up to the cursor, and how often the console has said so.
    pub(crate) restored: (u32, Rc<str>),
}

impl Screen {
    /// Takes in what is new.
    pub(crate) fn take_in(&mut self, view: ConsoleView, hostname: &str) {
        self.append(&view.text, hostname);
        if *self.prompt != *view.prompt {
            self.prompt = Rc::from(view.prompt);
        }
        self.waits = view.waits;
        if let Some(history) = view.history {
            self.history = Rc::new(history);
        }
        if let Some(line) = view.line {
            self.restored = (self.restored.0 + 1, Rc::from(line));
        }
    }

    /// Appends text as it was printed.
    fn append(&mut self, text: &str, hostname: &str) {
        for piece in text.split_inclusive('\n') {
            let (line, ends) = match piece.strip_suffix('\n') {
                Some(line) => (line, true),
                None => (piece, false),
            };
            if !self.open {
                self.push(String::new(), hostname);
                self.back = 0;
            }
            self.extend_last(line, hostname);
            self.open = !ends;
        }
    }

    fn push(&mut self, text: String, hostname: &str) {
        let line = Line {
            kind: kind_of(&text, hostname),
            text,
        };
        match self.blocks.last_mut() {
            Some(last) if last.lines.len() < BLOCK => Rc::make_mut(&mut last.lines).push(line),
            _ => {
                self.blocks.push(Block {
                    id: self.next,
                    lines: Rc::new(vec![line]),
                });
                self.next += 1;
                if self.blocks.len() > BLOCKS {
                    self.blocks.remove(0);
                }
            }
        }
    }

    fn extend_last(&mut self, more: &str, hostname: &str) {
        let last = self
            .blocks
            .last_mut()
            .and_then(|b| Rc::make_mut(&mut b.lines).last_mut());
        let Some(line) = last else { return };
        if self.back == 0 && !more.contains(|c: char| c.is_control()) {
            line.text.push_str(more);
        } else {
            overwrite(&mut line.text, &mut self.back, more);
        }
        line.kind = kind_of(&line.text, hostname);
    }

    /// The blocks kept, oldest first.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// Writes where backspaces have led, as a terminal does. What is left of a line that was blanked out goes.
fn overwrite(text: &mut String, back: &mut usize, more: &str) {
    let mut chars: Vec<char> = text.chars().collect();
    let mut at = chars.len().saturating_sub(*back);
    for char in more.chars() {
        match char {
            '\u{8}' => at = at.saturating_sub(1),
            char if char.is_control() && char != '\t' => {}
            char => {
                if at < chars.len() {
                    chars[at] = char;
                } else {
                    chars.push(char);
                }
                at += 1;
            }
        }
    }
    if chars[at..].iter().all(|char| *char == ' ') {
        chars.truncate(at);
    }
    *back = chars.len() - at;
    *text = chars.into_iter().collect();
}

/// The length of the prompt at the start of a line.
fn prompt_len(text: &str, hostname: &str) -> Option<usize> {
    let rest = text
        .strip_prefix(hostname)
        .filter(|_| !hostname.is_empty())?;
    let end = if rest.starts_with('(') {
        rest.find(')')? + 1
    } else {
        0
    };
    rest[end..]
        .starts_with(['>', '#'])
        .then_some(hostname.len() + end + 1)
}

fn kind_of(text: &str, hostname: &str) -> LineKind {
    if let Some(len) = prompt_len(text, hostname) {
        return LineKind::Prompt(len);
    }
    let stamped = text.strip_prefix(['*', '.']).unwrap_or(text);
    let month = stamped.get(..4).is_some_and(|m| {
        [
            "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ",
            "Dec ",
        ]
        .contains(&m)
    });
    if month
        || (text.starts_with('%')
            && text
                .split(':')
                .next()
                .is_some_and(|w| w.matches('-').count() >= 2))
    {
        LineKind::Logged
    } else if text.starts_with("% ") || text.trim() == "^" {
        LineKind::Complaint
    } else {
        LineKind::Output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(screen: &Screen) -> Vec<Line> {
        screen
            .blocks()
            .iter()
            .flat_map(|b| b.lines.iter().cloned())
            .collect()
    }

    #[test]
    fn marks_of_a_ping_gather_on_one_line() {
        let mut s = Screen::default();
        for c in ["!", "!", ".", "!\n", "Success"] {
            s.append(c, "SW1");
        }
        let lines = lines(&s);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].text, "!!.!");
        assert_eq!(lines[1].text, "Success");
    }

    #[test]
    fn prompts_log_lines_and_complaints_are_told_apart() {
        let mut s = Screen::default();
        s.append(
            "R6(config-if)#shutdown\nR6#\n*Mar  1 00:01:39.204: %LINK-5-CHANGED: x\n\
             % Invalid input detected at '^' marker.\n   ^\nR6 is up\n%LINK-3-UPDOWN: y\n",
            "R6",
        );
        let kinds: Vec<_> = lines(&s).iter().map(|l| l.kind).collect();
        use LineKind::*;
        assert_eq!(
            kinds,
            [
                Prompt(14),
                Prompt(3),
                Logged,
                Complaint,
                Complaint,
                Output,
                Logged
            ]
        );
    }

    #[test]
    fn more_is_taken_away_again() {
        let mut s = Screen::default();
        s.append("line 1\n --More-- ", "R6");
        assert_eq!(lines(&s)[1].text, " --More-- ");
        let back = "\u{8}".repeat(9);
        s.append(&format!("{back}        {back}"), "R6");
        assert_eq!(lines(&s)[1].text, "");
        s.append("line 2\nx\u{8}y", "R6");
        let texts: Vec<_> = lines(&s).into_iter().map(|l| l.text).collect();
        assert_eq!(texts, ["line 1", "line 2", "y"]);
        s.append("\u{8}\u{8}\u{8}abc\u{8}\u{8}", "R6");
        s.append("X\u{7}", "R6");
        assert_eq!(lines(&s)[2].text, "aXc");
    }

    #[test]
    fn what_the_console_waits_for_is_kept() {
        let mut s = Screen::default();
        let view = |line: Option<&str>, history: Option<&str>| ConsoleView {
            device: vipsec_core::lab::view::NodeId(0),
            text: String::new(),
            prompt: "R6#".to_owned(),
            waits: Waits::More,
            line: line.map(str::to_owned),
            history: history.map(|line| vec![line.to_owned()]),
        };
        s.take_in(view(Some("show "), Some("sh")), "R6");
        s.take_in(view(None, None), "R6");
        assert_eq!((&*s.prompt, s.waits), ("R6#", Waits::More));
        assert_eq!(s.restored, (1, Rc::from("show ")));
        assert_eq!(*s.history, ["sh"]);
    }

    #[test]
    fn an_unfinished_prompt_takes_what_is_typed() {
        let mut s = Screen::default();
        s.append("R6#", "R6");
        s.append("show clock\n", "R6");
        assert_eq!(
            lines(&s),
            [Line {
                kind: LineKind::Prompt(3),
                text: "R6#show clock".into()
            }]
        );
    }

    #[test]
    fn old_lines_go_and_full_blocks_never_change() {
        let mut s = Screen::default();
        for i in 0..BLOCK * (BLOCKS + 3) {
            s.append(&format!("line {i}\n"), "R6");
        }
        assert_eq!(s.blocks().len(), BLOCKS);
        let full = Rc::clone(&s.blocks()[0].lines);
        s.append("more\n", "R6");
        assert_eq!(s.blocks().len(), BLOCKS);
        assert_eq!(full.len(), BLOCK);
        assert_eq!(full[0].text, format!("line {}", BLOCK * 3));
    }
}
