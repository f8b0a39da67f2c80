//! `show crypto ipsec transform-set`.

use super::{mode_word, transform_words};
use crate::node::Device;

/// `show crypto ipsec transform-set`.
#[must_use]
pub fn transform_set(device: &Device) -> String {
    let mut out = String::new();
    for (name, set) in &device.config().transform_sets {
        line!(
            out,
            "Transform set {name}: {{ {} }} ",
            transform_words(set.transform)
        );
        line!(
            out,
            "   will negotiate = {{ {},  }}, ",
            mode_word(set.transform.mode)
        );
        line!(out);
    }
    out
}
