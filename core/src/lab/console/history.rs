//! The lines a console remembers: those of exec, and those of configuration, each for itself.

use std::collections::VecDeque;

/// Lines kept unless `terminal history size` says otherwise.
const SIZE: usize = 10;

/// The history of a console.
#[derive(Clone, Debug)]
pub(super) struct History {
    exec: VecDeque<String>,
    configuration: VecDeque<String>,
    size: usize,
    is_on: bool,
}

impl Default for History {
    fn default() -> Self {
        Self {
            exec: VecDeque::new(),
            configuration: VecDeque::new(),
            size: SIZE,
            is_on: true,
        }
    }
}

impl History {
    fn of(&mut self, is_configuration: bool) -> &mut VecDeque<String> {
        if is_configuration {
            &mut self.configuration
        } else {
            &mut self.exec
        }
    }

    /// Keeps a line, unless it is blank or the same as the last one.
    pub(super) fn push(&mut self, is_configuration: bool, line: &str) {
        let (size, is_on) = (self.size, self.is_on);
        let lines = self.of(is_configuration);
        let line = line.trim();
        if is_on && !line.is_empty() && lines.back().is_none_or(|last| last != line) {
            lines.push_back(line.to_owned());
        }
        while lines.len() > size {
            lines.pop_front();
        }
    }

    /// `terminal history [size N]` and `terminal no history`.
    pub(super) fn set(&mut self, size: Option<u16>, is_on: bool) {
        self.is_on = is_on;
        self.size = size.map_or(self.size, usize::from);
        for is_configuration in [false, true] {
            let size = if is_on { self.size } else { 0 };
            let lines = self.of(is_configuration);
            while lines.len() > size {
                lines.pop_front();
            }
        }
    }

    /// The lines of exec or of configuration, oldest first.
    pub(super) fn lines(&self, is_configuration: bool) -> &VecDeque<String> {
        if is_configuration {
            &self.configuration
        } else {
            &self.exec
        }
    }

    /// `show history`.
    pub(super) fn show(&self, is_configuration: bool) -> String {
        let lines = self.lines(is_configuration).iter();
        lines.map(|line| format!("  {line}\n")).collect()
    }
}
