//! Access lists.

use super::super::change::acl;
use super::Rule;

/// Global lines.
pub(super) const GLOBAL: &[Rule] = &[
    Rule::set(
        "ip access-list {standard|extended} list-name:WORD",
        "ip access-list {standard|extended} list-name:WORD",
        acl::named,
    ),
    Rule::new(
        "ip access-list resequence list-name:WORD start:<1-2147483647> step:<1-2147483647>",
        super::Action::Change(acl::resequence),
    ),
    Rule::set(
        "access-list {list-number:<1-99>|list-number:<1300-1999>} {permit|deny} @standard [log]",
        "access-list {list-number:<1-99>|list-number:<1300-1999>} [{permit|deny} @standard [log]]",
        acl::numbered,
    ),
    Rule::set(
        "access-list {list-number:<100-199>|list-number:<2000-2699>} {permit|deny} @extended [log|log-input]",
        "access-list {list-number:<100-199>|list-number:<2000-2699>} [{permit|deny} @extended [log|log-input]]",
        acl::numbered,
    ),
    Rule::set(
        "access-list {list-number:<100-199>|list-number:<2000-2699>} {permit|deny} @beyond",
        "access-list {list-number:<100-199>|list-number:<2000-2699>} {permit|deny} @beyond",
        acl::numbered_beyond,
    ),
    Rule::set(
        "access-list {list-number:<1-199>|list-number:<1300-2699>} remark text:LINE",
        "access-list {list-number:<1-199>|list-number:<1300-2699>} remark text:LINE",
        acl::numbered_remark,
    ),
];

/// `(config-std-nacl)#`.
pub(super) const STANDARD: &[Rule] = &[
    Rule::set(
        "[sequence:<1-2147483647>] {permit|deny} @standard [log]",
        "[sequence:<1-2147483647>] {permit|deny} @standard [log]",
        acl::entry_line,
    ),
    SEQUENCE,
    REMARK,
];

/// `(config-ext-nacl)#`.
pub(super) const EXTENDED: &[Rule] = &[
    Rule::set(
        "[sequence:<1-2147483647>] {permit|deny} @extended [log|log-input]",
        "[sequence:<1-2147483647>] {permit|deny} @extended [log|log-input]",
        acl::entry_line,
    ),
    SEQUENCE,
    Rule::set(
        "[sequence:<1-2147483647>] {permit|deny} @beyond",
        "[sequence:<1-2147483647>] {permit|deny} @beyond",
        acl::beyond,
    ),
    REMARK,
];

const SEQUENCE: Rule = Rule::set(
    "sequence:<1-2147483647>",
    "sequence:<1-2147483647>",
    acl::remove_sequence,
);

const REMARK: Rule = Rule::set(
    "[sequence:<1-2147483647>] remark text:LINE",
    "[sequence:<1-2147483647>] remark text:LINE",
    acl::remark_line,
);
