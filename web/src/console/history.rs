//! The way back through the lines a console remembers.

/// How far back one is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Recall {
    /// 0 is the line being typed.
    back: usize,
    draft: String,
}

impl Recall {
    /// A line was sent: one is back at the line being typed.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// The line before, of lines with the oldest first; `current` is kept for the way forward.
    pub(crate) fn older(&mut self, lines: &[String], current: &str) -> Option<String> {
        let line = lines.iter().rev().nth(self.back)?;
        if self.back == 0 {
            current.clone_into(&mut self.draft);
        }
        self.back += 1;
        Some(line.clone())
    }

    /// The line after.
    pub(crate) fn newer(&mut self, lines: &[String]) -> Option<String> {
        self.back = self.back.checked_sub(1)?;
        if self.back == 0 {
            return Some(std::mem::take(&mut self.draft));
        }
        lines.iter().rev().nth(self.back - 1).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_walks_back_and_forward_and_finds_the_draft_again() {
        let lines = ["show standby".to_owned(), "show ip route".to_owned()];
        let mut recall = Recall::default();
        assert_eq!(
            recall.older(&lines, "sh cr").as_deref(),
            Some("show ip route")
        );
        assert_eq!(
            recall.older(&lines, "show ip route").as_deref(),
            Some("show standby")
        );
        assert_eq!(recall.older(&lines, "show standby"), None);
        assert_eq!(recall.newer(&lines).as_deref(), Some("show ip route"));
        assert_eq!(recall.newer(&lines).as_deref(), Some("sh cr"));
        assert_eq!(recall.newer(&lines), None);
    }

    #[test]
    fn lines_that_were_forgotten_meanwhile_are_not_there() {
        let lines = ["a".to_owned(), "b".to_owned()];
        let mut recall = Recall::default();
        recall.older(&lines, "");
        recall.older(&lines, "");
        assert_eq!(recall.older(&lines[1..], ""), None);
        recall.reset();
        assert_eq!(recall.older(&lines, "").as_deref(), Some("b"));
    }
}
