//! ` --More-- `: a text that stops whenever the screen is full.

use crate::ios::{OutputFilter, filtered};

/// What stands where a text goes on.
const MORE: &str = " --More-- ";
/// Takes it away again: back, blanks over it, back.
const ERASE: &str = "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}        \u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}";
/// What follows an expression that is none.
pub(super) const BAD_REGEX: &str = "% Failed to compile regular expression\n";
/// The longest expression one can type behind `/`.
const MAX_PATTERN: usize = 80;

/// A key at ` --More-- `.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Enter,
    Character(char),
}

/// A text of which a part has been printed.
#[derive(Clone, Debug)]
pub(super) struct Pager {
    rest: String,
    /// Lines of a page.
    page: usize,
    /// The expression being typed, behind the key that asks for it.
    pattern: Option<(char, String)>,
    /// What the line will hold afterwards.
    pub(super) line: String,
}

impl Pager {
    /// Prints the first page of `text` on a screen of `length` lines, 0 being endless. The rest, if there is one, waits.
    pub(super) fn start(text: String, length: usize, out: &mut String) -> Option<Self> {
        let page = length.saturating_sub(1).max(1);
        if length == 0 || text.lines().count() < length {
            out.push_str(&text);
            return None;
        }
        let mut pager = Self {
            rest: text,
            page,
            pattern: None,
            line: String::new(),
        };
        pager.print(page, out);
        Some(pager)
    }

    /// Prints some lines; the rest waits, if there is one.
    fn print(&mut self, lines: usize, out: &mut String) -> bool {
        let ends = self.rest.match_indices('\n').map(|(at, _)| at + 1);
        let end = ends.take(lines).last().unwrap_or(self.rest.len());
        out.extend(self.rest.drain(..end));
        if !self.rest.is_empty() {
            out.push_str(MORE);
        }
        !self.rest.is_empty()
    }

    /// Takes a key; whether there is still a rest that waits.
    pub(super) fn key(&mut self, key: Key, out: &mut String) -> bool {
        if self.pattern.is_some() {
            return self.pattern_key(key, out);
        }
        out.push_str(ERASE);
        match key {
            Key::Character(' ') => self.print(self.page, out),
            Key::Enter => self.print(1, out),
            Key::Character(how @ ('/' | '+' | '-')) => {
                out.push(how);
                self.pattern = Some((how, String::new()));
                true
            }
            // Below the blank line where it stood.
            Key::Character(_) => {
                out.push('\n');
                false
            }
        }
    }

    /// Gives the text up.
    pub(super) fn quit(&mut self, out: &mut String) {
        self.pattern = None;
        self.key(Key::Character('q'), out);
    }

    /// A key of the expression behind `/`, `+` or `-`.
    fn pattern_key(&mut self, key: Key, out: &mut String) -> bool {
        let Some((how, pattern)) = &mut self.pattern else {
            return false;
        };
        match key {
            Key::Character('\u{8}' | '\u{7f}') => {
                if pattern.pop().is_some() {
                    out.push_str("\u{8} \u{8}");
                }
            }
            Key::Character(char) if !char.is_control() && pattern.len() < MAX_PATTERN => {
                pattern.push(char);
                out.push(char);
            }
            Key::Character(_) => {}
            Key::Enter => {
                let pattern = core::mem::take(pattern);
                let filter = match how {
                    '/' => OutputFilter::Begin(pattern),
                    '+' => OutputFilter::Include(pattern),
                    _ => OutputFilter::Exclude(pattern),
                };
                self.pattern = None;
                out.push('\n');
                match filtered(&self.rest, &filter) {
                    Ok(rest) => {
                        out.push_str("filtering...\n");
                        self.rest = rest;
                        return self.print(self.page, out);
                    }
                    Err(_) => {
                        out.push_str(BAD_REGEX);
                        out.push_str(MORE);
                    }
                }
            }
        }
        true
    }

    /// Lets `lines` be printed by something else, and stands below again.
    pub(super) fn step_aside(&self, lines: &str, out: &mut String) {
        out.push_str(match self.pattern {
            None => ERASE,
            Some(_) => "\n",
        });
        out.push_str(lines);
        match &self.pattern {
            None => out.push_str(MORE),
            Some((how, pattern)) => {
                out.push(*how);
                out.push_str(pattern);
            }
        }
    }
}
