//! Plain data that crosses the door: what a page or a test says to a lab, and what it is told.
//!
//! Times are nanoseconds of virtual time. Everything is `Clone + PartialEq` and goes through serde, so that it may
//! travel between a worker and a page.

use serde::{Deserialize, Serialize};

pub use crate::types::{LinkId, NodeId};

/// What a person does to a lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Opens a built-in scenario by id, or a scenario document.
    Open {
        /// A built-in id, or the text of a document.
        scenario: String,
        /// Replaces the scenario's seed.
        seed: Option<u64>,
        /// Whether the scenario's timed faults happen by themselves.
        timed_faults: bool,
        /// Runs to this instant before the first update.
        start_at_ns: u64,
    },
    /// Runs to an instant, or until the event budget is spent.
    Advance {
        /// The instant.
        to_ns: u64,
        /// At most so many events.
        max_events: u32,
    },
    /// Runs one event.
    Step,
    /// Types a line at a console, as a script does: nothing stops at the end of a screen unless `terminal length` was typed.
    Type {
        /// The device.
        device: NodeId,
        /// The line.
        line: String,
    },
    /// Presses a key at a console, where a person types: what is longer than a screen stops there.
    Press {
        /// The device.
        device: NodeId,
        /// The key.
        key: Key,
        /// The line as it stands; for [`Key::Help`] and [`Key::Tab`] only what is before the cursor.
        line: String,
    },
    /// Presses Ctrl-Shift-6 at a console.
    Interrupt {
        /// The device.
        device: NodeId,
    },
    /// Pastes configuration text at a device, line by line, from global configuration mode.
    Paste {
        /// The device.
        device: NodeId,
        /// The text.
        text: String,
    },
    /// Makes an edited text the whole running configuration of a device: the fewest lines are found that lead there,
    /// and typed. What is not concerned goes on as it was.
    Replace {
        /// The device.
        device: NodeId,
        /// The whole configuration.
        text: String,
    },
    /// Tells which lines [`Command::Replace`] would type, and types none.
    PlanReplace {
        /// The device.
        device: NodeId,
        /// The whole configuration.
        text: String,
    },
    /// Shuts an interface, or opens it: what the two commands at the console do.
    SetInterface {
        /// The device.
        device: NodeId,
        /// The interface's full name.
        interface: String,
        /// `shutdown` or `no shutdown`.
        shutdown: bool,
    },
    /// Cuts a cable, or mends it.
    SetLink {
        /// The cable.
        link: LinkId,
        /// Cut or whole.
        cut: bool,
    },
    /// Lets the article's fault happen now: whatever the scenario lists as its timed faults.
    Break,
    /// Asks for the running configuration of a device.
    RunningConfig {
        /// The device.
        device: NodeId,
    },
    /// Asks for what crossed the cables so far, as a file.
    Capture {
        /// Link ends such as `R6:FastEthernet0/0`; all of them if none is named.
        ends: Vec<String>,
        /// Whether the keys that decrypt it are wanted, too.
        keys: bool,
    },
}

/// A key that means more to a console than a letter in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The line is done; at ` --More-- ` one more line is wanted.
    Enter,
    /// `?`.
    Help,
    /// Tab: the word is to be written out.
    Tab,
    /// Ctrl-Z: the line is done, and so is configuring.
    ControlZ,
    /// Ctrl-C: the line is given up, and so is configuring.
    ControlC,
    /// A character, where one is awaited: at ` --More-- `.
    Character(char),
}

/// What a lab tells after a command. Parts that did not change are empty or `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Virtual time.
    pub now_ns: u64,
    /// Events handled since the start.
    pub events: u64,
    /// The trace hash so far, as 16 hex digits.
    pub trace_hash: String,
    /// Whether nothing is left to happen.
    pub idle: bool,
    /// The whole scenario, after `Open`.
    pub opened: Option<Opened>,
    /// All devices, if any of them looks different.
    pub devices: Option<Vec<DeviceView>>,
    /// All cables, if any of them looks different.
    pub links: Option<Vec<LinkView>>,
    /// All tunnels, if any of them looks different.
    pub tunnels: Option<Vec<TunnelView>>,
    /// Frames that were on a wire at some time since the last update, oldest first, at most [`MAX_FRAMES`].
    pub frames: Vec<FrameView>,
    /// Text that consoles printed.
    pub consoles: Vec<ConsoleView>,
    /// All lanes of the failover chart, if any of them grew other than by time passing.
    pub lanes: Option<Vec<Lane>>,
    /// Marks added to lanes.
    pub marks: Vec<Mark>,
    /// All flows, if any of them changed.
    pub flows: Option<Vec<FlowView>>,
    /// The last facts, as sentences, oldest first.
    pub log: Vec<LogLine>,
    /// A running configuration that was asked for.
    pub running_config: Option<RunningConfig>,
    /// What became of each pasted line, or of each line of a plan.
    pub paste: Option<Paste>,
    /// What crossed the cables, if that was asked for.
    pub capture: Option<CaptureFile>,
    /// Why the command could not be carried out.
    pub error: Option<String>,
}

/// At most so many frames travel in one update.
pub const MAX_FRAMES: usize = 400;

/// What stays the same while a scenario is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it shows, in a sentence or two.
    pub summary: String,
    /// The seed in use.
    pub seed: u64,
    /// What `Break` does, such as `Shut R1 FastEthernet0/0`.
    pub fault: Option<String>,
    /// Device whose console a newcomer should see first.
    pub focus: Option<NodeId>,
}

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A router.
    Router,
    /// A LAN switch.
    Switch,
    /// A Frame Relay switch: the cloud.
    FrameRelay,
}

/// A device on the diagram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceView {
    /// Its index.
    pub id: NodeId,
    /// Its name on the diagram.
    pub name: String,
    /// Its host name, for prompts.
    pub hostname: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Its place on the diagram, in diagram units (780 × 440).
    pub x: i32,
    /// Its place on the diagram, downwards.
    pub y: i32,
    /// Whether it has a console.
    pub has_console: bool,
    /// Its interfaces, in configuration order.
    pub interfaces: Vec<InterfaceView>,
    /// Its HSRP groups.
    pub hsrp: Vec<HsrpView>,
    /// The console's prompt now.
    pub prompt: String,
    /// Whether a command such as `ping` has the console.
    pub busy: bool,
}

/// An interface on the diagram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterfaceView {
    /// Its full name.
    pub name: String,
    /// Its short name.
    pub short: String,
    /// Its address and prefix length, such as `155.1.146.1/24`.
    pub address: Option<String>,
    /// Not administratively down.
    pub admin_up: bool,
    /// Carrier.
    pub carrier: bool,
    /// Line protocol.
    pub line_protocol: bool,
    /// The cable plugged in (also for a subinterface: its parent's).
    pub link: Option<LinkId>,
    /// `VLAN 146`, `trunk`, `DLCI 105`: what else one wants to know.
    pub note: Option<String>,
}

/// An HSRP group on a device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HsrpView {
    /// The interface's short name.
    pub interface: String,
    /// The group.
    pub group: u8,
    /// IOS's word for the state: `Init`, `Learn`, `Listen`, `Speak`, `Standby`, `Active`.
    pub state: String,
    /// The priority in force.
    pub priority: u8,
    /// The virtual address.
    pub virtual_ip: Option<String>,
}

/// A cable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    /// Its index.
    pub id: LinkId,
    /// One end: device and full interface name.
    pub a: (NodeId, String),
    /// The other end.
    pub b: (NodeId, String),
    /// Whether it is a serial line.
    pub serial: bool,
    /// What its state is.
    pub state: LinkState,
}

/// The state of a cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Both ends have carrier.
    Up,
    /// An end is shut.
    Down,
    /// The cable is cut.
    Cut,
}

/// An IPsec tunnel, seen from the router whose peer is a virtual address or a plain one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TunnelView {
    /// The router with the crypto map.
    pub from: NodeId,
    /// Its peer's address.
    pub peer: String,
    /// The devices from `from` to the owner of the peer's address, both included; just `from` if nobody owns it.
    pub path: Vec<NodeId>,
    /// Its state.
    pub state: TunnelState,
    /// What is going on, such as `IKE main mode, message 3 of 6`.
    pub note: String,
}

/// The state of a tunnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TunnelState {
    /// No SA.
    None,
    /// IKE is at work.
    Negotiating,
    /// Both ends hold the same SAs.
    Up,
    /// This end holds SAs that the owner of the peer's address does not.
    Stale,
}

/// The colour of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// ARP and inverse ARP.
    Arp,
    /// HSRP.
    Hsrp,
    /// ISAKMP.
    Ike,
    /// ESP.
    Esp,
    /// RIP.
    Rip,
    /// ICMP.
    Icmp,
    /// LMI.
    Lmi,
    /// Anything else.
    Other,
}

/// A frame on a wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameView {
    /// Its number in the capture.
    pub id: u32,
    /// The cable.
    pub link: LinkId,
    /// From the cable's end `a` to its end `b`, or the other way.
    pub from_a: bool,
    /// When its first bit left.
    pub sent_ns: u64,
    /// When its last bit arrives.
    pub arrives_ns: u64,
    /// Its length, in octets.
    pub len: u32,
    /// Its protocol.
    pub protocol: Protocol,
    /// A word or two, such as `Echo request` or `ISAKMP main mode`.
    pub label: String,
    /// Why it died at the far end, if it did.
    pub dropped: Option<String>,
}

/// What is new on a console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsoleView {
    /// The device.
    pub device: NodeId,
    /// Text to append; lines end in a line feed, the last one may be unfinished. Backspaces (U+0008) go back in that
    /// one, and what follows overwrites it.
    pub text: String,
    /// What stands in front of the line that is typed; empty if none is.
    pub prompt: String,
    /// What it waits for.
    pub waits: Waits,
    /// What the line is to hold up to the cursor, if the last key changed that.
    pub line: Option<String>,
    /// The lines to go back to, oldest first, if they are others than before.
    pub history: Option<Vec<String>>,
}

/// What a console waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// A line.
    #[default]
    Line,
    /// The end of a command such as `ping`, or Ctrl-Shift-6.
    Command,
    /// A key at `[confirm]`: Enter or `y` for yes. Or at ` --More-- `: blank for a page, Enter for a line, `/`, `+` or `-` and an expression, another to stop.
    More,
    /// RETURN: nobody is logged in.
    Return,
}

/// One row of the failover chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// A stable name, such as `hsrp:R1:Fa0/0:1`.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it shows.
    pub kind: LaneKind,
    /// Its spans, in order of time; the last one may be open.
    pub spans: Vec<Span>,
}

/// What a lane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// Ping marks of a flow.
    Ping,
    /// An HSRP group.
    Hsrp,
    /// An ISAKMP SA, with DPD probes as marks.
    Ike,
    /// IPsec SAs.
    Ipsec,
    /// A route.
    Route,
    /// Where the time went.
    Explanation,
}

/// A stretch of time on a lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// When it began.
    pub from_ns: u64,
    /// When it ended; `None` while it lasts.
    pub to_ns: Option<u64>,
    /// Its text, such as `Active` or `via 155.1.0.4`.
    pub text: String,
    /// Its look.
    pub tone: Tone,
}

/// The look of a span; each also has its own words, so colour is never alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// HSRP Active, SA up.
    Active,
    /// HSRP Standby.
    Standby,
    /// HSRP Speak or Listen, IKE at work.
    Working,
    /// HSRP Init, no SA.
    Down,
    /// ISAKMP.
    Ike,
    /// ESP.
    Esp,
    /// A route.
    Rip,
    /// HSRP's part of an outage.
    Hsrp,
    /// An SA the peer has lost.
    Stale,
    /// Waiting for the next ping.
    Idle,
    /// Anything else that costs time.
    Lost,
}

/// A mark on a lane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The lane's id.
    pub lane: String,
    /// When.
    pub at_ns: u64,
    /// What.
    pub kind: MarkKind,
    /// For an answered ping its round trip, in nanoseconds.
    pub value_ns: Option<u64>,
    /// A word or two for people.
    pub text: String,
}

/// What a mark means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// A ping that was answered; placed at the time it was sent.
    Answered,
    /// A ping that was lost; placed at the time it was sent.
    Lost,
    /// A DPD probe.
    Probe,
    /// The answer to one.
    ProbeAnswered,
    /// An instant worth a line, such as a fault.
    Event,
}

/// A ping flow and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowView {
    /// Its name.
    pub name: String,
    /// Packets sent.
    pub sent: u64,
    /// Packets answered.
    pub received: u64,
    /// Round trip times, in milliseconds.
    pub rtt_ms: Option<Rtt>,
    /// Its outages, in order of time.
    pub outages: Vec<Outage>,
}

/// Round trip times, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rtt {
    /// The shortest.
    pub min: u64,
    /// The mean, truncated.
    pub avg: u64,
    /// The longest.
    pub max: u64,
}

/// A time in which a flow's packets died.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// When the first lost ping was sent, in seconds.
    pub start_s: f64,
    /// When the first answered ping after it was sent, in seconds; `None` while it lasts.
    pub end_s: Option<f64>,
    /// From sending the first lost ping to sending the first answered one, in seconds.
    pub reported_s: f64,
    /// As long as the network really did not carry the flow, in seconds, by probes; `None` until measured.
    pub actual_s: Option<f64>,
    /// Pings lost.
    pub lost: u64,
    /// Where the time went.
    pub segments: Vec<Segment>,
    /// All of it in a sentence.
    pub sentence: String,
}

/// A part of an outage with one cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// When it began, in seconds.
    pub from_s: f64,
    /// When it ended, in seconds.
    pub to_s: f64,
    /// The cause, in words.
    pub cause: String,
    /// The cause, as a stable word such as `stale_sa_dpd_idle`.
    pub kind: String,
    /// The device where packets died.
    pub device: String,
    /// The fact that ended it, in words.
    pub ended_by: Option<String>,
    /// Number of that fact in the log.
    pub ended_by_fact: Option<u32>,
    /// Its look.
    pub tone: Tone,
}

/// A fact as a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// The fact's number.
    pub fact: u32,
    /// When.
    pub at_ns: u64,
    /// Where.
    pub device: Option<NodeId>,
    /// What.
    pub text: String,
}

/// A running configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunningConfig {
    /// The device.
    pub device: NodeId,
    /// The text.
    pub text: String,
}

/// What crossed some cables, to be read by Wireshark and others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaptureFile {
    /// A name for it, such as `ipsec-ha-hsrp-seed-1.pcapng`.
    pub name: String,
    /// How many link ends it has.
    pub interfaces: u32,
    /// How many packets it has.
    pub packets: u32,
    /// Its octets, in the format pcapng.
    pub bytes: Vec<u8>,
    /// What decrypts it, if that was asked for.
    pub keys: Vec<KeyFile>,
}

/// One of the files that let Wireshark decrypt a capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What became of pasted text, or of an edited configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paste {
    /// The device.
    pub device: NodeId,
    /// Each line; of an edited configuration the lines of the plan, numbered as they are typed.
    pub lines: Vec<PastedLine>,
    /// The lines of an edited configuration that IOS refuses, by their numbers in it; the plan leaves them out.
    pub refused: Vec<PastedLine>,
    /// Whether the lines lead all the way to the edited configuration.
    pub complete: bool,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastedLine {
    /// Its number, from 1.
    pub number: u32,
    /// Its text.
    pub text: String,
    /// `ok`, `ignored` (parsed, not simulated), `error`, or `blank`.
    pub verdict: String,
    /// The reason of an error, or a remark.
    pub message: Option<String>,
}
