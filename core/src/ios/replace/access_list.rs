//! Access lists: entries go and come by sequence number, so that the others stay what they are.

use crate::node::config::{AccessList, DeviceConfig};

use super::super::render::Block;
use super::super::render::acl::line;
use super::plan::Desk;

/// Above this product of lengths a list's changed middle is typed anew instead of compared.
const MAX_COMPARED: usize = 4_000_000;

/// Makes a list what it should be.
pub(super) fn bring(desk: &mut Desk<'_>, block: &Block, name: &str, wanted: &DeviceConfig) {
    let Some(goal) = wanted.access_lists.get(name) else {
        return;
    };
    let is_numbered = name.starts_with(|c: char| c.is_ascii_digit());
    let Some(now) = desk.config.access_lists.get(name) else {
        return create(desk, block, name, is_numbered);
    };
    if now.extended != goal.extended {
        // One of the two has to go first.
        desk.try_global(&format!(
            "no {}",
            super::super::mode::access_list_block(name, now.extended)
        ));
        return create(desk, block, name, is_numbered);
    }
    let numbers = now.sequence();
    let old: Vec<_> = numbers.iter().filter_map(|seq| line(now, *seq)).collect();
    let goal_numbers = goal.sequence();
    let new: Vec<_> = goal_numbers
        .iter()
        .filter_map(|seq| line(goal, *seq))
        .collect();
    let kept = common(&old, &new);
    let mut staying = kept.iter().map(|(old, _)| *old).peekable();
    for (at, seq) in numbers.iter().enumerate() {
        if staying.next_if_eq(&at).is_none() {
            desk.try_inner(&block.head, &format!("no {seq}"));
        }
    }
    let kept: Vec<(u32, usize)> = kept
        .iter()
        .map(|(old, new)| (numbers[*old], *new))
        .collect();
    let mut list = List {
        desk,
        block,
        name,
        is_numbered,
    };
    let places = list.insert(&kept, &new, goal, &goal_numbers);
    list.remark(&places, goal, &goal_numbers);
}

/// A list that is not there yet, in the words of the running configuration.
fn create(desk: &mut Desk<'_>, block: &Block, name: &str, is_numbered: bool) {
    if is_numbered && !block.lines.is_empty() {
        for line in &block.lines {
            desk.try_global(&format!("access-list {name} {line}"));
        }
        return;
    }
    desk.try_global(&block.head);
    for line in &block.lines {
        desk.try_inner(&block.head, line);
    }
}

struct List<'a, 'b> {
    desk: &'a mut Desk<'b>,
    block: &'a Block,
    name: &'a str,
    is_numbered: bool,
}

impl List<'_, '_> {
    fn inner(&mut self, line: &str) {
        self.desk.try_inner(&self.block.head, line);
    }

    /// A line at the end: one command for a numbered list.
    fn append(&mut self, line: &str) {
        if self.is_numbered {
            let name = self.name;
            self.desk.try_global(&format!("access-list {name} {line}"));
        } else {
            self.inner(line);
        }
    }

    fn now(&self) -> Option<&AccessList> {
        self.desk.config.access_lists.get(self.name)
    }

    /// Puts in the missing entries; `kept` says which number each entry that stays has, and its place in `new`.
    /// Returns the number of every entry of `new`.
    fn insert(
        &mut self,
        kept: &[(u32, usize)],
        new: &[String],
        goal: &AccessList,
        goal_numbers: &[u32],
    ) -> Vec<u32> {
        let mut kept = kept.to_vec();
        if let Some(widest) = too_narrow(&kept) {
            let step = u32::try_from(widest + 1).unwrap_or(u32::MAX).max(10);
            let name = self.name;
            self.desk
                .try_global(&format!("ip access-list resequence {name} {step} {step}"));
            let numbers = self.now().map(AccessList::sequence).unwrap_or_default();
            for ((seq, _), number) in kept.iter_mut().zip(numbers) {
                *seq = number;
            }
        }
        let mut places = Vec::with_capacity(new.len());
        let mut below = 0;
        let mut ahead = kept.iter().peekable();
        for (at, line) in new.iter().enumerate() {
            match ahead.peek() {
                Some((seq, place)) if *place == at => {
                    below = *seq;
                    places.push(*seq);
                    ahead.next();
                }
                Some((seq, place)) => {
                    let gaps = u32::try_from(place - at + 1).unwrap_or(u32::MAX);
                    below += (seq - below) / gaps;
                    self.inner(&format!("{below} {line}"));
                    places.push(below);
                }
                None => {
                    // Remarks above an entry at the end are typed before it.
                    let above = goal_numbers.get(at).and_then(|seq| goal.remarks.get(seq));
                    let waiting = self.now().and_then(|now| now.remarks.get(&AccessList::END));
                    if waiting.is_none_or(Vec::is_empty) {
                        for text in above.into_iter().flatten() {
                            self.append(&format!("remark {text}"));
                        }
                    }
                    self.append(line);
                    places.push(self.now().map_or(0, AccessList::last));
                }
            }
        }
        places
    }

    /// Makes the remarks above every entry, and those behind the last, what they should be.
    fn remark(&mut self, places: &[u32], goal: &AccessList, goal_numbers: &[u32]) {
        let ends = [(AccessList::END, AccessList::END)];
        let pairs = places.iter().copied().zip(goal_numbers.iter().copied());
        for (seq, goal_seq) in pairs.chain(ends) {
            let of =
                |list: &AccessList, seq: u32| list.remarks.get(&seq).cloned().unwrap_or_default();
            let now = self.now().map(|now| of(now, seq)).unwrap_or_default();
            let wanted = of(goal, goal_seq);
            let same = now.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
            let number = seq.min(AccessList::MAX);
            for text in &now[same..] {
                self.inner(&format!("no {number} remark {text}"));
            }
            for text in &wanted[same..] {
                if seq == AccessList::END {
                    self.append(&format!("remark {text}"));
                } else {
                    self.inner(&format!("{number} remark {text}"));
                }
            }
        }
    }
}

/// How many entries must go where there is no room for them between two numbers; `None` if there is room everywhere.
fn too_narrow(kept: &[(u32, usize)]) -> Option<usize> {
    let mut before = (0, None);
    let mut widest = 0;
    let mut is_narrow = false;
    for (seq, place) in kept {
        let (low, last): (u32, Option<usize>) = before;
        let missing = place - last.map_or(0, |last| last + 1);
        widest = widest.max(missing);
        is_narrow |= ((seq - low) as usize) <= missing;
        before = (*seq, Some(*place));
    }
    is_narrow.then_some(widest)
}

/// A longest common subsequence: pairs of places in `old` and `new`.
fn common(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let backwards = old_rest.iter().rev().zip(new_rest.iter().rev());
    let tail = backwards.take_while(|(a, b)| a == b).count();
    let (a, b) = (
        &old_rest[..old_rest.len() - tail],
        &new_rest[..new_rest.len() - tail],
    );
    let mut pairs: Vec<_> = (0..head).map(|at| (at, at)).collect();
    if a.len().saturating_mul(b.len()) <= MAX_COMPARED {
        let middle = common_middle(a, b);
        pairs.extend(middle.into_iter().map(|(x, y)| (head + x, head + y)));
    }
    let ends = (0..tail).map(|at| (old.len() - tail + at, new.len() - tail + at));
    pairs.extend(ends);
    pairs
}

fn common_middle(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    // The length of the longest common subsequence of `a[x..]` and `b[y..]`.
    let mut longest = vec![0u32; (a.len() + 1) * width];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            longest[x * width + y] = if a[x] == b[y] {
                longest[(x + 1) * width + y + 1] + 1
            } else {
                longest[(x + 1) * width + y].max(longest[x * width + y + 1])
            };
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut pairs = Vec::new();
    while x < a.len() && y < b.len() {
        if a[x] == b[y] {
            pairs.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if longest[(x + 1) * width + y] >= longest[x * width + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    pairs
}
