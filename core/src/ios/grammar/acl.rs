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
    Rule::set(
        "access-list {list-number:<1-99>|list-number:<1300-1999>} {permit|deny} @standard",
        "access-list {list-number:<1-99>|list-number:<1300-1999>} [{permit|deny} @standard]",
        acl::numbered,
    ),
    Rule::set(
        "access-list {list-number:<100-199>|list-number:<2000-2699>} {permit|deny} @extended",
        "access-list {list-number:<100-199>|list-number:<2000-2699>} [{permit|deny} @extended]",
        acl::numbered,
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
        "[sequence:<1-2147483647>] {permit|deny} @standard",
        "[sequence:<1-2147483647>] {permit|deny} @standard",
        acl::entry_line,
    ),
    Rule::set(
        "sequence:<1-2147483647>",
        "sequence:<1-2147483647>",
        acl::remove_sequence,
    ),
    Rule::keep("{permit|deny} @standard log", "{permit|deny} @standard log"),
    Rule::keep("remark text:LINE", "remark text:LINE"),
];

/// `(config-ext-nacl)#`.
pub(super) const EXTENDED: &[Rule] = &[
    Rule::set(
        "[sequence:<1-2147483647>] {permit|deny} @extended",
        "[sequence:<1-2147483647>] {permit|deny} @extended",
        acl::entry_line,
    ),
    Rule::set(
        "sequence:<1-2147483647>",
        "sequence:<1-2147483647>",
        acl::remove_sequence,
    ),
    Rule::set(
        "[sequence:<1-2147483647>] {permit|deny} @beyond",
        "[sequence:<1-2147483647>] {permit|deny} @beyond",
        acl::beyond,
    ),
    Rule::keep("remark text:LINE", "remark text:LINE"),
];
