//! What a console has printed, in blocks of lines so that only the last block is drawn anew.

use std::rc::Rc;

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
    next: u32,
}

impl Screen {
    /// Appends text as it was printed.
    pub(crate) fn append(&mut self, text: &str, hostname: &str) {
        for piece in text.split_inclusive('\n') {
            let (line, ends) = match piece.strip_suffix('\n') {
                Some(line) => (line, true),
                None => (piece, false),
            };
            let line: String = line
                .chars()
                .filter(|c| !c.is_control() || *c == '\t')
                .collect();
            if self.open {
                self.extend_last(&line, hostname);
            } else {
                self.push(line, hostname);
            }
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
        if let Some(line) = last {
            line.text.push_str(more);
            line.kind = kind_of(&line.text, hostname);
        }
    }

    /// The blocks kept, oldest first.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }
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
