use vipsec_core::lab::view::{ConsoleView, FrameView, LinkId, Protocol, Waits};

use super::*;

/// An update as the worker sends it.
const FIXTURE: &str = include_str!("../fixtures/update.json");

fn fixture() -> Update {
    serde_json::from_str(FIXTURE).expect("the fixture is an update")
}

fn reduced(state: State, update: Update) -> State {
    (*Rc::new(state).reduce(Action::Update(Box::new(update)))).clone()
}

#[test]
fn an_opening_update_fills_the_page() {
    let state = reduced(State::default(), fixture());
    assert_eq!(
        state.opened.as_ref().map(|o| o.title.as_str()),
        Some("IPsec HA with HSRP")
    );
    assert_eq!(state.devices.len(), 3);
    assert_eq!(state.shown_device().map(|d| d.name.as_str()), Some("SW1"));
    assert_eq!(state.consoles.read().len(), 1);
    assert_eq!(state.log.read().lines().count(), 2);
    assert_eq!(state.outage().map(|o| o.lost), Some(3));
}

#[test]
fn what_an_update_does_not_mention_stays_the_same_value() {
    let before = reduced(State::default(), fixture());
    let console = ConsoleView {
        device: NodeId(0),
        text: "!".into(),
        prompt: String::new(),
        waits: Waits::Command,
        line: None,
        history: None,
    };
    let after = reduced(
        before.clone(),
        Update {
            consoles: vec![console],
            ..Update::default()
        },
    );
    assert!(before.devices == after.devices);
    assert!(before.marks == after.marks);
    assert!(before.consoles != after.consoles);
}

#[test]
fn an_outage_that_ends_comes_into_view_unless_somebody_chose() {
    let mut over = fixture();
    let mut flows = over.flows.take().expect("the fixture has a flow");
    let open = reduced(State::default(), fixture());
    assert_eq!(open.window, Window::LastMinute);
    flows[0].outages[0].end_s = Some(80.0);
    let update = Update {
        flows: Some(flows),
        ..Update::default()
    };
    assert_eq!(reduced(open.clone(), update.clone()).window, Window::Outage);
    let chosen = Rc::new(open).reduce(Action::Window(Window::All));
    assert_eq!(reduced((*chosen).clone(), update).window, Window::All);
}

#[test]
fn opening_again_forgets_the_run_but_not_the_choices() {
    let state = reduced(State::default(), fixture());
    let state = Rc::new(state).reduce(Action::Device(NodeId(1)));
    let state = state.reduce(Action::Tab(Tab::Configuration));
    let marks = state.marks.clone();
    let again = Update {
        opened: fixture().opened,
        ..Update::default()
    };
    let state = reduced((*state).clone(), again);
    assert_eq!(state.device, Some(NodeId(1)));
    assert_eq!(state.tab, Tab::Configuration);
    assert!(state.devices.is_empty());
    assert!(state.marks != marks);
}

#[test]
fn frames_and_counters_alone_are_quiet() {
    let frame = FrameView {
        id: 1,
        link: LinkId(0),
        from_a: true,
        sent_ns: 0,
        arrives_ns: 1,
        len: 60,
        protocol: Protocol::Arp,
        label: "ARP".into(),
        dropped: None,
    };
    assert!(is_quiet(&Update {
        now_ns: 5,
        events: 6,
        frames: vec![frame],
        ..Update::default()
    }));
    assert!(!is_quiet(&fixture()));
}
