//! Finds the lines by trying them on a copy.

use crate::types::SortedMap;

use crate::node::config::DeviceConfig;

use super::super::mode::{DeviceContext, DeviceKind, Mode};
use super::super::render::{Block, blocks, render};
use super::super::session::{Chassis, Session, Verdict};
use super::access_list;
use super::negate::{negated, reset};

/// After so many rounds blocks that are still different are made anew.
const PATIENCE: usize = 4;
/// After so many rounds what could not be done is left.
const MAX_ROUNDS: usize = 8;

/// The lines that lead from the device's configuration to `wanted`, which is printed as `goal`.
pub(super) fn plan(device: &DeviceContext<'_>, wanted: &DeviceConfig, goal: &str) -> Vec<String> {
    let mut desk = Desk::new(device);
    let wanted_blocks = blocks(wanted, device.kind);
    for round in 0..MAX_ROUNDS {
        if render(&desk.config, desk.chassis.kind) == goal {
            break;
        }
        let before = desk.lines.len();
        for block in &wanted_blocks {
            desk.bring(block, wanted, round >= PATIENCE);
        }
        desk.remove_unwanted(&wanted_blocks);
        if desk.lines.len() == before && round > PATIENCE {
            break;
        }
    }
    desk.lines
}

/// A copy of the device, and what has been typed on it so far.
pub(super) struct Desk<'a> {
    pub(super) config: DeviceConfig,
    chassis: Chassis<'a>,
    session: Session,
    lines: Vec<String>,
    /// The block the last line stands in.
    at: Option<String>,
    /// The blocks of the copy, until something is typed on it.
    blocks: Option<SortedMap<String, Vec<String>>>,
}

impl<'a> Desk<'a> {
    fn new(device: &DeviceContext<'a>) -> Self {
        Self {
            config: device.config.clone(),
            chassis: Chassis {
                ports: device.ports,
                kind: device.kind,
            },
            session: Session::at(Mode::Global),
            lines: Vec::new(),
            at: None,
            blocks: None,
        }
    }

    const fn kind(&self) -> DeviceKind {
        self.chassis.kind
    }

    fn blocks(&self) -> Vec<Block> {
        blocks(&self.config, self.kind())
    }

    /// The lines of a block as they are now; `None` if there is no such block.
    fn now(&mut self, head: &str) -> Option<&Vec<String>> {
        if self.blocks.is_none() {
            let blocks = self.blocks().into_iter();
            self.blocks = Some(blocks.map(|block| (block.head, block.lines)).collect());
        }
        self.blocks.as_ref()?.get(head)
    }

    fn lines_now(&mut self, head: &str) -> Vec<String> {
        self.now(head).cloned().unwrap_or_default()
    }

    /// Types a line, which may be a banner of several, in a session; whether IOS takes it.
    fn enter(&mut self, session: &mut Session, line: &str) -> bool {
        self.blocks = None;
        let mut is_taken = true;
        for line in line.split('\n') {
            let response = session.configure_in_place(line, &mut self.config, self.chassis);
            is_taken &= !matches!(response.verdict, Verdict::Error(_));
        }
        is_taken
    }

    /// Types a line of a block, with the block's own first if need be; keeps it if IOS takes it.
    pub(super) fn try_inner(&mut self, head: &str, line: &str) -> bool {
        let mut session = self.session.clone();
        let is_there = self.at.as_deref() == Some(head);
        if !is_there && !self.enter(&mut session, head) {
            return false;
        }
        if !self.enter(&mut session, line) {
            return false;
        }
        if !is_there {
            self.leave_for(head);
            self.lines.push(head.to_owned());
            self.at = Some(head.to_owned());
        }
        self.lines.push(format!(" {line}"));
        self.session = session;
        true
    }

    /// Types a line of global configuration mode; keeps it if IOS takes it.
    pub(super) fn try_global(&mut self, line: &str) -> bool {
        let mut session = Session::at(Mode::Global);
        if !self.enter(&mut session, line) {
            return false;
        }
        self.leave_for(line);
        self.lines.extend(line.split('\n').map(str::to_owned));
        self.at = Some(line.to_owned()).filter(|_| *session.mode() != Mode::Global);
        self.session = session;
        true
    }

    /// Leaves the modes in which a global line would be read as one of theirs.
    fn leave_for(&mut self, line: &str) {
        let mut mode = self.session.mode().clone();
        while mode != Mode::Global && !Session::at(mode.clone()).reads_globally(line, self.kind()) {
            self.lines.push("exit".to_owned());
            mode = mode.parent().unwrap_or(Mode::Global);
        }
    }

    /// Makes a block what it should be, as far as that is possible now.
    fn bring(&mut self, block: &Block, wanted: &DeviceConfig, anew: bool) {
        let head = &block.head;
        if let Some(name) = &block.access_list {
            return access_list::bring(self, block, name, wanted);
        }
        let Some(now) = self.now(head) else {
            if self.try_global(head) {
                self.bring_lines(block);
            }
            return;
        };
        if *now == block.lines {
            return;
        }
        if anew {
            let _ = reset(head).iter().any(|line| self.try_global(line));
            self.at = None;
            if self.now(head).is_none() {
                self.try_global(head);
            }
        }
        self.bring_lines(block);
    }

    fn bring_lines(&mut self, block: &Block) {
        let head = &block.head;
        let waits = self.add(block);
        let now = self.lines_now(head);
        for line in now.iter().rev().filter(|line| !block.lines.contains(line)) {
            // A line may have gone with another.
            let is_still = self.now(head).is_some_and(|now| now.contains(line));
            if is_still {
                self.try_inner(head, &negated(line));
            }
        }
        if waits {
            self.add(block);
        }
        self.order(block);
    }

    /// Types the lines of a block that are missing; whether one has to wait.
    fn add(&mut self, block: &Block) -> bool {
        let mut now = self.lines_now(&block.head);
        let mut waits = false;
        for line in &block.lines {
            if now.contains(line) {
                continue;
            }
            if self.try_inner(&block.head, line) {
                now = self.lines_now(&block.head);
            } else {
                waits = true;
            }
        }
        waits
    }

    /// Lines that stand in the order they were typed in, such as peers, are typed again until it is the right one.
    fn order(&mut self, block: &Block) {
        for _ in 0..block.lines.len() {
            let now = self.lines_now(&block.head);
            let mut pairs = now.iter().zip(&block.lines);
            let Some((line, _)) = pairs.find(|(now, wanted)| now != wanted) else {
                return;
            };
            if !block.lines.contains(line) || now.len() != block.lines.len() {
                return;
            }
            self.try_inner(&block.head, &negated(line));
            self.try_inner(&block.head, line);
        }
    }

    /// Takes away the blocks and global lines that nobody wants, from the end; then sees to the order of the others.
    fn remove_unwanted(&mut self, wanted: &[Block]) {
        for block in self.blocks().iter().rev() {
            if !wanted.iter().any(|other| other.head == block.head) {
                self.try_global(&negated(&block.head));
            }
        }
        for _ in 0..wanted.len() {
            let now = self.blocks();
            let mut pairs = now.iter().zip(wanted);
            let Some((block, _)) = pairs.find(|(now, wanted)| now.head != wanted.head) else {
                return;
            };
            let is_wanted = wanted.iter().any(|other| other.head == block.head);
            let is_line = block.lines.is_empty() && block.access_list.is_none();
            if now.len() != wanted.len() || !is_wanted || !is_line {
                return;
            }
            if !self.try_global(&negated(&block.head)) || !self.try_global(&block.head) {
                return;
            }
        }
    }
}
