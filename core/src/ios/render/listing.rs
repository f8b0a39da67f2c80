//! The running configuration as blocks instead of text.

use crate::node::config::DeviceConfig;

use super::super::mode::{DeviceKind, access_list_block};

/// A command and the lines below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ios) struct Block {
    /// The command, without blanks at its ends. A banner has several lines.
    pub(in crate::ios) head: String,
    /// The lines of its mode, in order, without blanks at their ends.
    pub(in crate::ios) lines: Vec<String>,
    /// The access list it is. A numbered list is one block here, as if it were named.
    pub(in crate::ios) access_list: Option<String>,
}

/// What [`render`](super::render()) prints, without the lines that say nothing.
pub(in crate::ios) fn blocks(config: &DeviceConfig, kind: DeviceKind) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in super::page(config, kind).lines {
        if line == "!" || line == "end" {
            continue;
        }
        if let Some(inner) = line.strip_prefix(' ') {
            if let Some(block) = blocks.last_mut() {
                block.lines.push(inner.trim().to_owned());
            }
            continue;
        }
        let head = line.trim_end().to_owned();
        if let Some((number, entry)) = numbered(&head) {
            let is_same = |last: &&mut Block| last.access_list.as_deref() == Some(number);
            if let Some(last) = blocks.last_mut().filter(is_same) {
                last.lines.push(entry.to_owned());
                continue;
            }
            let list = config.access_lists.get(number);
            let extended = list.is_some_and(|list| list.extended);
            blocks.push(Block {
                head: access_list_block(number, extended),
                lines: vec![entry.to_owned()],
                access_list: Some(number.to_owned()),
            });
            continue;
        }
        let access_list = head
            .strip_prefix("ip access-list ")
            .and_then(|rest| rest.split_once(' '))
            .map(|(_, name)| name.to_owned());
        blocks.push(Block {
            head,
            lines: Vec::new(),
            access_list,
        });
    }
    blocks
}

/// Cuts `access-list N …` after the number.
fn numbered(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("access-list ")?.split_once(' ')
}
