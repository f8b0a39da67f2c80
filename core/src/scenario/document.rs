//! The document's types, how it is read, and what it must satisfy.

use crate::types::SortedSet;
use core::fmt;
use core::str::FromStr;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::time::{Duration, Instant};
use crate::types::{Dlci, InterfaceName};

/// The version this program writes; older ones are read for ever.
pub const VERSION: u32 = 1;
/// At most so many devices.
pub const MAX_DEVICES: usize = 64;
/// At most so many cables.
pub const MAX_LINKS: usize = 256;
/// At most so many octets of configuration for a device.
pub const MAX_CONFIG: usize = 64 * 1024;
/// A run lasts at most a day.
pub const MAX_TIME: Duration = Duration::from_secs(24 * 3600);

/// A whole lab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The version of the format.
    pub version: u32,
    /// A short name, `a-z0-9-`.
    pub id: String,
    /// A title.
    pub title: String,
    /// What it shows.
    #[serde(default)]
    pub summary: String,
    /// What all chance comes from.
    #[serde(default)]
    pub seed: u64,
    /// When a run ends, in milliseconds.
    #[serde(default = "default_until")]
    pub until_ms: u64,
    /// Which release's behavior, where releases differ.
    #[serde(default)]
    pub releases: Releases,
    /// The devices.
    pub devices: Vec<Device>,
    /// The cables.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Permanent virtual circuits through Frame Relay switches.
    #[serde(default)]
    pub pvcs: Vec<Pvc>,
    /// Lines typed at consoles at given times, to set the scene.
    #[serde(default)]
    pub commands: Vec<Command>,
    /// Pings that are watched and explained.
    #[serde(default)]
    pub flows: Vec<Flow>,
    /// What breaks, and when.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// The device whose console a newcomer sees first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<String>,
}

const fn default_until() -> u64 {
    180_000
}

/// Choices for behavior that differs from release to release (reference 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Releases {
    /// Periodic DPD keeps its period whatever traffic arrives; otherwise traffic puts the next probe off.
    pub strict_periodic_dpd: bool,
    /// `shutdown` of an active HSRP router's interface sends a Resign.
    pub hsrp_resign_on_shutdown: bool,
    /// Reverse routes of a crypto map that is bound to an HSRP group exist only while the group is active.
    pub rri_follows_hsrp: bool,
    /// ESP is encrypted at once, not when somebody looks.
    pub eager_encryption: bool,
}

impl Default for Releases {
    fn default() -> Self {
        Self {
            strict_periodic_dpd: false,
            hsrp_resign_on_shutdown: true,
            rri_follows_hsrp: true,
            eager_encryption: false,
        }
    }
}

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    /// A router.
    Router,
    /// A LAN switch with IP.
    Switch,
    /// A Frame Relay switch.
    FrameRelay,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Its place on the diagram, right and down, in a frame of 780 × 440.
    #[serde(default)]
    pub at: (i32, i32),
    /// Its physical interfaces.
    pub ports: Vec<InterfaceName>,
    /// Its startup configuration: IOS text.
    #[serde(default)]
    pub config: Text,
}

/// Text as a string or as a list of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.lines())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;

        impl<'de> Visitor<'de> for Form {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of lines")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<Text, A::Error> {
                let mut text = String::new();
                while let Some(line) = lines.next_element::<String>()? {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(&line);
                }
                Ok(Text(text))
            }
        }

        deserializer.deserialize_any(Form)
    }
}

/// One end of a cable, written `R1 FastEthernet0/0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LinkEnd {
    /// The device's name.
    pub device: String,
    /// The physical interface.
    pub port: InterfaceName,
}

impl fmt::Display for LinkEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.device, self.port)
    }
}

impl FromStr for LinkEnd {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("'{text}' is not a device and an interface such as 'R1 FastEthernet0/0'");
        let (device, port) = text.trim().split_once(' ').ok_or_else(wrong)?;
        Ok(Self {
            device: device.to_owned(),
            port: port.parse().map_err(|_| wrong())?,
        })
    }
}

impl TryFrom<String> for LinkEnd {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<LinkEnd> for String {
    fn from(end: LinkEnd) -> Self {
        end.to_string()
    }
}

/// A cable. Serial interfaces make it a 64 kbit/s line unless said otherwise, others 100 Mbit/s Ethernet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// One end.
    pub a: LinkEnd,
    /// The other.
    pub b: LinkEnd,
    /// Propagation delay, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_us: Option<u64>,
    /// Bandwidth, in kilobits per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kbps: Option<u64>,
    /// Loss, in parts per million.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_ppm: Option<u32>,
}

/// One end of a circuit, written `FR Serial0/1 105`: a switch, its port, and the DLCI there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PvcEnd {
    /// The switch and its port.
    pub end: LinkEnd,
    /// The DLCI on that port.
    pub dlci: Dlci,
}

impl TryFrom<String> for PvcEnd {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong =
            || format!("'{text}' is not a switch, port and DLCI such as 'FR Serial0/1 105'");
        let (end, dlci) = text.trim().rsplit_once(' ').ok_or_else(wrong)?;
        let dlci = dlci
            .parse()
            .ok()
            .filter(|dlci| (16..=1007).contains(dlci))
            .ok_or_else(wrong)?;
        Ok(Self {
            end: end.parse().map_err(|_| wrong())?,
            dlci: Dlci(dlci),
        })
    }
}

impl From<PvcEnd> for String {
    fn from(end: PvcEnd) -> Self {
        format!("{} {}", end.end, end.dlci)
    }
}

/// A permanent virtual circuit through one switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pvc {
    /// One end.
    pub a: PvcEnd,
    /// The other.
    pub b: PvcEnd,
}

/// A line typed at a console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// When, in milliseconds.
    pub at_ms: u64,
    /// Later by a random time below this, in milliseconds, that the seed decides.
    #[serde(default)]
    pub spread_ms: u64,
    /// The device.
    pub device: String,
    /// The line.
    pub line: String,
}

/// A ping that is watched: typed at a console like a [`Command`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// When it begins, in milliseconds.
    pub at_ms: u64,
    /// Later by a random time below this, in milliseconds.
    #[serde(default)]
    pub spread_ms: u64,
    /// The device.
    pub device: String,
    /// The command, such as `ping 155.1.58.5 repeat 1000000 timeout 2`.
    pub line: String,
}

/// Something that breaks or is mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FaultForm", into = "FaultForm")]
pub struct Fault {
    /// When, in milliseconds.
    pub at_ms: u64,
    /// What.
    pub kind: FaultKind,
}

/// A fault as it is written: flat, and cheap to read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultForm {
    at_ms: u64,
    fault: String,
    at: String,
}

impl TryFrom<FaultForm> for Fault {
    type Error = String;

    fn try_from(FaultForm { at_ms, fault, at }: FaultForm) -> Result<Self, String> {
        let kind = match fault.as_str() {
            "shutdown" => FaultKind::Shutdown { at: at.parse()? },
            "no-shutdown" => FaultKind::NoShutdown { at: at.parse()? },
            "cut" => FaultKind::Cut { at: at.parse()? },
            "mend" => FaultKind::Mend { at: at.parse()? },
            "pvc-down" => FaultKind::PvcDown { at: at.try_into()? },
            "pvc-up" => FaultKind::PvcUp { at: at.try_into()? },
            "power-cycle" => FaultKind::PowerCycle { at },
            _ => {
                return Err(format!(
                    "'{fault}' is no fault: there are shutdown, no-shutdown, cut, mend, pvc-down, pvc-up and power-cycle"
                ));
            }
        };
        Ok(Self { at_ms, kind })
    }
}

impl From<Fault> for FaultForm {
    fn from(Fault { at_ms, kind }: Fault) -> Self {
        let (fault, at) = match kind {
            FaultKind::Shutdown { at } => ("shutdown", at.into()),
            FaultKind::NoShutdown { at } => ("no-shutdown", at.into()),
            FaultKind::Cut { at } => ("cut", at.into()),
            FaultKind::Mend { at } => ("mend", at.into()),
            FaultKind::PvcDown { at } => ("pvc-down", at.into()),
            FaultKind::PvcUp { at } => ("pvc-up", at.into()),
            FaultKind::PowerCycle { at } => ("power-cycle", at),
        };
        Self {
            at_ms,
            fault: fault.to_owned(),
            at,
        }
    }
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `shutdown` on an interface.
    Shutdown {
        /// Where.
        at: LinkEnd,
    },
    /// `no shutdown` on an interface.
    NoShutdown {
        /// Where.
        at: LinkEnd,
    },
    /// The cable at an interface is cut.
    Cut {
        /// One of its ends.
        at: LinkEnd,
    },
    /// The cable at an interface is mended.
    Mend {
        /// One of its ends.
        at: LinkEnd,
    },
    /// One circuit fails in the Frame Relay cloud.
    PvcDown {
        /// One of its ends.
        at: PvcEnd,
    },
    /// The circuit works again.
    PvcUp {
        /// One of its ends.
        at: PvcEnd,
    },
    /// The plug is pulled and put back: the device boots from its startup configuration.
    PowerCycle {
        /// The router or LAN switch.
        at: String,
    },
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shutdown { at } => write!(f, "Shut {at}"),
            Self::NoShutdown { at } => write!(f, "Open {at}"),
            Self::Cut { at } => write!(f, "Cut the cable at {at}"),
            Self::Mend { at } => write!(f, "Mend the cable at {at}"),
            Self::PvcDown { at } => write!(f, "Fail DLCI {} at {}", at.dlci, at.end),
            Self::PvcUp { at } => write!(f, "Restore DLCI {} at {}", at.dlci, at.end),
            Self::PowerCycle { at } => write!(f, "Pull the plug of {at} and put it back"),
        }
    }
}

/// Why a document is no lab.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// Not JSON, or not of this shape.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// Something is there that cannot be.
    #[error("{place}: {message}")]
    Invalid {
        /// Where, such as `links[3].b`.
        place: String,
        /// What is wrong.
        message: String,
    },
}

impl Scenario {
    /// Reads a document and checks it.
    ///
    /// # Errors
    /// [`ScenarioError`] with the place of the mistake.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = serde_json::from_str(text).map_err(|error| ScenarioError::Syntax {
            line: error.line(),
            column: error.column(),
            message: without_position(&error.to_string()),
        })?;
        scenario.check()?;
        Ok(scenario)
    }

    /// The document as text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a scenario has only string keys")
    }

    /// When a run ends.
    #[must_use]
    pub const fn until(&self) -> Instant {
        Instant::from_millis(self.until_ms)
    }

    /// The index of a device.
    #[must_use]
    pub fn device_index(&self, name: &str) -> Option<usize> {
        self.devices.iter().position(|device| device.name == name)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let invalid =
            |place: String, message: String| Err(ScenarioError::Invalid { place, message });
        if self.version != VERSION {
            return invalid(
                "version".to_owned(),
                format!(
                    "version {} is not known here; this program reads {VERSION}",
                    self.version
                ),
            );
        }
        if self.devices.len() > MAX_DEVICES {
            return invalid(
                "devices".to_owned(),
                format!("more than {MAX_DEVICES} devices"),
            );
        }
        if self.links.len() > MAX_LINKS {
            return invalid("links".to_owned(), format!("more than {MAX_LINKS} cables"));
        }
        if Duration::from_millis(self.until_ms) > MAX_TIME {
            return invalid("until_ms".to_owned(), "longer than 24 hours".to_owned());
        }
        let mut names = SortedSet::new();
        for (index, device) in self.devices.iter().enumerate() {
            let place = format!("devices[{index}]");
            if device.name.is_empty() || device.name.contains(char::is_whitespace) {
                return invalid(place, "a name without blanks is needed".to_owned());
            }
            if !names.insert(&device.name) {
                return invalid(place, format!("the name {} is taken", device.name));
            }
            if device.config.0.len() > MAX_CONFIG {
                return invalid(
                    place,
                    format!("more than {MAX_CONFIG} octets of configuration"),
                );
            }
            for port in &device.ports {
                if !port.kind.is_physical() || port.subinterface.is_some() {
                    return invalid(place, format!("{port} is not a physical interface"));
                }
            }
        }
        self.check_ends()
    }

    fn check_ends(&self) -> Result<(), ScenarioError> {
        let mut used = SortedSet::new();
        for (index, link) in self.links.iter().enumerate() {
            for (name, end) in [("a", &link.a), ("b", &link.b)] {
                let place = format!("links[{index}].{name}");
                self.check_end(&place, end)?;
                if !used.insert(end) {
                    let message = format!("{end} already has a cable");
                    return Err(ScenarioError::Invalid { place, message });
                }
            }
            if link.a.port.kind.is_ethernet() != link.b.port.kind.is_ethernet() {
                return Err(ScenarioError::Invalid {
                    place: format!("links[{index}]"),
                    message: "Ethernet at one end and a serial line at the other".to_owned(),
                });
            }
        }
        for (index, pvc) in self.pvcs.iter().enumerate() {
            self.check_end(&format!("pvcs[{index}].a"), &pvc.a.end)?;
            self.check_end(&format!("pvcs[{index}].b"), &pvc.b.end)?;
        }
        for (index, fault) in self.faults.iter().enumerate() {
            let place = format!("faults[{index}].at");
            match &fault.kind {
                FaultKind::Shutdown { at }
                | FaultKind::NoShutdown { at }
                | FaultKind::Cut { at }
                | FaultKind::Mend { at } => self.check_end(&place, at)?,
                FaultKind::PvcDown { at } | FaultKind::PvcUp { at } => {
                    self.check_end(&place, &at.end)?
                }
                FaultKind::PowerCycle { at } => {
                    self.check_device(&place, at)?;
                    let mut devices = self.devices.iter();
                    if devices
                        .any(|device| device.name == *at && device.kind == DeviceKind::FrameRelay)
                    {
                        let message = format!("{at} cannot be power-cycled");
                        return Err(ScenarioError::Invalid { place, message });
                    }
                }
            }
        }
        for (index, command) in self.commands.iter().enumerate() {
            self.check_device(&format!("commands[{index}].device"), &command.device)?;
        }
        for (index, flow) in self.flows.iter().enumerate() {
            self.check_device(&format!("flows[{index}].device"), &flow.device)?;
        }
        if let Some(focus) = &self.focus {
            self.check_device("focus", focus)?;
        }
        Ok(())
    }

    fn check_device(&self, place: &str, name: &str) -> Result<usize, ScenarioError> {
        self.device_index(name)
            .ok_or_else(|| ScenarioError::Invalid {
                place: place.to_owned(),
                message: format!("there is no device {name}"),
            })
    }

    fn check_end(&self, place: &str, end: &LinkEnd) -> Result<(), ScenarioError> {
        let device = self.check_device(place, &end.device)?;
        if self.devices[device].ports.contains(&end.port) {
            return Ok(());
        }
        Err(ScenarioError::Invalid {
            place: place.to_owned(),
            message: format!("{} has no interface {}", end.device, end.port),
        })
    }
}

/// serde_json ends its messages with the position, which we give by itself.
fn without_position(message: &str) -> String {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(head, _)| head)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{
        "version": 1, "id": "small", "title": "Small",
        "devices": [
            {"name": "R1", "kind": "router", "ports": ["Fa0/0"], "config": ["hostname R1"]},
            {"name": "R2", "kind": "router", "ports": ["Fa0/0"], "config": "hostname R2"}
        ],
        "links": [{"a": "R1 Fa0/0", "b": "R2 Fa0/0"}],
        "faults": [{"at_ms": 1000, "fault": "shutdown", "at": "R1 Fa0/0"}]
    }"#;

    fn error(from: &str, to: &str) -> String {
        assert!(SMALL.contains(from));
        Scenario::parse(&SMALL.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_document_survives_being_written_and_read() {
        let scenario = Scenario::parse(SMALL).unwrap();
        assert_eq!(Scenario::parse(&scenario.to_json()).unwrap(), scenario);
        assert_eq!(
            scenario.faults[0].kind.to_string(),
            "Shut R1 FastEthernet0/0"
        );
    }

    #[test]
    fn mistakes_name_their_place() {
        assert_eq!(
            error("\"version\": 1", "\"version\": 9"),
            "version: version 9 is not known here; this program reads 1"
        );
        assert_eq!(
            error("R2 Fa0/0", "R3 Fa0/0"),
            "links[0].b: there is no device R3"
        );
        assert_eq!(
            error("\"b\": \"R2 Fa0/0\"", "\"b\": \"R2 Fa0/1\""),
            "links[0].b: R2 has no interface FastEthernet0/1"
        );
        assert_eq!(
            error("\"b\": \"R2 Fa0/0\"", "\"b\": \"R1 Fa0/0\""),
            "links[0].b: R1 FastEthernet0/0 already has a cable"
        );
        assert_eq!(
            error("\"at\": \"R1 Fa0/0\"", "\"at\": \"R9 Fa0/0\""),
            "faults[0].at: there is no device R9"
        );
        assert!(error("\"title\"", "\"titel\"").contains("unknown field `titel`"));
        assert!(error("[\"Fa0/0\"]", "[\"Vlan1\"]").contains("not a physical interface"));
    }

    #[test]
    fn truncated_documents_are_refused_at_every_length() {
        for len in 0..SMALL.len() {
            assert!(Scenario::parse(&SMALL[..len]).is_err());
        }
    }
}
