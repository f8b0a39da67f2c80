//! The built-in scenarios: documents in `library/`, with the configurations beside them as IOS text.

use super::document::{Scenario, Text};

/// A scenario that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    document: &'static str,
    configs: &'static [(&'static str, &'static str)],
}

/// The configurations of the article's lab.
const ARTICLE: &[(&str, &str)] = &[
    ("R1", include_str!("library/ipsec-ha-hsrp/R1.cfg")),
    ("R4", include_str!("library/ipsec-ha-hsrp/R4.cfg")),
    ("R5", include_str!("library/ipsec-ha-hsrp/R5.cfg")),
    ("R6", include_str!("library/ipsec-ha-hsrp/R6.cfg")),
    ("SW1", include_str!("library/ipsec-ha-hsrp/SW1.cfg")),
    ("SW2", include_str!("library/ipsec-ha-hsrp/SW2.cfg")),
];

const BUILT_INS: &[BuiltIn] = &[
    BuiltIn {
        id: "ipsec-ha-hsrp",
        document: include_str!("library/ipsec-ha-hsrp/scenario.json"),
        configs: ARTICLE,
    },
    BuiltIn {
        id: "ipsec-ha-hsrp-strict-dpd",
        document: include_str!("library/ipsec-ha-hsrp/strict-dpd.json"),
        configs: ARTICLE,
    },
];

/// All built-in scenarios.
#[must_use]
pub const fn built_ins() -> &'static [BuiltIn] {
    BUILT_INS
}

/// The built-in scenario with this id.
#[must_use]
pub fn built_in(id: &str) -> Option<Scenario> {
    BUILT_INS
        .iter()
        .find(|built_in| built_in.id == id)
        .map(BuiltIn::scenario)
}

impl BuiltIn {
    /// The scenario.
    ///
    /// # Panics
    /// If the document is broken, which a test rules out.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        let mut scenario =
            Scenario::parse(self.document).expect("a test reads every built-in document");
        for (name, config) in self.configs {
            if let Some(device) = scenario
                .devices
                .iter_mut()
                .find(|device| device.name == *name)
            {
                device.config = Text((*config).to_owned());
            }
        }
        scenario
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_document_is_read_under_its_own_id() {
        for built_in in built_ins() {
            assert_eq!(built_in.scenario().id, built_in.id);
        }
        assert!(built_in("no-such-lab").is_none());
    }
}
