//! The last facts, as sentences.

use std::collections::VecDeque;

use vipsec_core::lab::view::LogLine;

/// Lines kept.
const KEPT: usize = 250;

/// The event log.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Log {
    lines: VecDeque<LogLine>,
}

impl Log {
    /// Adds lines at the end; a fact told before is not told again.
    pub(crate) fn append(&mut self, lines: Vec<LogLine>) {
        for line in lines {
            if self.lines.back().is_none_or(|last| last.fact < line.fact) {
                self.lines.push_back(line);
            }
        }
        let surplus = self.lines.len().saturating_sub(KEPT);
        self.lines.drain(..surplus);
    }

    pub(crate) fn lines(&self) -> impl DoubleEndedIterator<Item = &LogLine> {
        self.lines.iter()
    }

    pub(crate) fn last(&self) -> Option<&LogLine> {
        self.lines.back()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(fact: u32) -> LogLine {
        LogLine {
            fact,
            at_ns: 0,
            device: None,
            text: String::new(),
        }
    }

    #[test]
    fn facts_come_once_and_the_oldest_go() {
        let mut log = Log::default();
        log.append((0..200).map(line).collect());
        log.append((190..300).map(line).collect());
        assert_eq!(log.lines().count(), KEPT);
        assert_eq!(log.lines().next().map(|l| l.fact), Some(50));
        assert_eq!(log.last().map(|l| l.fact), Some(299));
    }
}
