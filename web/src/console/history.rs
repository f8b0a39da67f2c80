//! The lines typed at a console, and the way back through them.

/// Lines kept.
const KEPT: usize = 100;

/// The history of one console, as `terminal history` has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct History {
    lines: Vec<String>,
    /// How far back one is; 0 is the line being typed.
    back: usize,
    draft: String,
}

impl History {
    /// A line was sent.
    pub(crate) fn push(&mut self, line: &str) {
        self.back = 0;
        self.draft.clear();
        if line.trim().is_empty() || self.lines.last().is_some_and(|l| l == line) {
            return;
        }
        self.lines.push(line.to_owned());
        if self.lines.len() > KEPT {
            self.lines.remove(0);
        }
    }

    /// The line before; `current` is kept for the way forward.
    pub(crate) fn older(&mut self, current: &str) -> Option<String> {
        if self.back == self.lines.len() {
            return None;
        }
        if self.back == 0 {
            current.clone_into(&mut self.draft);
        }
        self.back += 1;
        Some(self.lines[self.lines.len() - self.back].clone())
    }

    /// The line after.
    pub(crate) fn newer(&mut self) -> Option<String> {
        self.back = self.back.checked_sub(1)?;
        Some(match self.back {
            0 => self.draft.clone(),
            back => self.lines[self.lines.len() - back].clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_walks_back_and_forward_and_finds_the_draft_again() {
        let mut h = History::default();
        h.push("show standby");
        h.push("show ip route");
        assert_eq!(h.older("sh cr").as_deref(), Some("show ip route"));
        assert_eq!(h.older("show ip route").as_deref(), Some("show standby"));
        assert_eq!(h.older("show standby"), None);
        assert_eq!(h.newer().as_deref(), Some("show ip route"));
        assert_eq!(h.newer().as_deref(), Some("sh cr"));
        assert_eq!(h.newer(), None);
    }

    #[test]
    fn a_line_sent_twice_and_blank_lines_are_kept_once_or_not_at_all() {
        let mut h = History::default();
        for line in ["a", "a", " ", ""] {
            h.push(line);
        }
        assert_eq!(h.older(""), Some("a".into()));
        assert_eq!(h.older("a"), None);
    }
}
