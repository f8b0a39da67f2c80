//! NVRAM, the clock, and reloads with all that they forget.

use crate::lab::Lab;
use crate::lab::view::{Command, Key, Update, Waits};
use crate::types::NodeId;

/// A device of the article's lab, and a script at its console.
pub(super) struct Desk {
    pub(super) lab: Lab,
    device: NodeId,
    now_ns: u64,
    prompt: String,
    waits: Waits,
}

impl Desk {
    /// At a device's console when everything is up.
    pub(super) fn at(name: &str) -> Self {
        let mut desk = Self::with("ipsec-ha-hsrp", name, 45_000);
        // The scenario's own ping has SW1's console.
        desk.interrupt();
        desk
    }

    fn with(scenario: &str, name: &str, start_ms: u64) -> Self {
        let found = crate::lab::find_scenario(scenario).unwrap();
        let mut desk = Self {
            lab: Lab::new(),
            device: NodeId(found.device_index(name).unwrap() as u16),
            now_ns: 0,
            prompt: String::new(),
            waits: Waits::Line,
        };
        desk.ask(Command::Open {
            scenario: scenario.to_owned(),
            seed: Some(7),
            timed_faults: false,
            start_at_ns: start_ms * 1_000_000,
        });
        desk
    }

    fn ask(&mut self, command: Command) -> String {
        let update = self.lab.handle(command);
        self.take(update)
    }

    fn take(&mut self, update: Update) -> String {
        assert_eq!(update.error, None);
        self.now_ns = update.now_ns;
        let own = update
            .consoles
            .into_iter()
            .find(|view| view.device == self.device);
        let Some(view) = own else {
            return String::new();
        };
        (self.prompt, self.waits) = (view.prompt, view.waits);
        view.text
    }

    pub(super) fn prompt(&self) -> &str {
        &self.prompt
    }

    /// Another device's console.
    fn move_to(&mut self, name: &str) {
        let found = crate::lab::find_scenario("ipsec-ha-hsrp").unwrap();
        self.device = NodeId(found.device_index(name).unwrap() as u16);
    }

    pub(super) fn type_line(&mut self, line: &str) -> String {
        let (device, line) = (self.device, line.to_owned());
        self.ask(Command::Type { device, line })
    }

    fn press(&mut self, key: Key, line: &str) -> String {
        let (device, line) = (self.device, line.to_owned());
        self.ask(Command::Press { device, key, line })
    }

    pub(super) fn interrupt(&mut self) -> String {
        let device = self.device;
        self.ask(Command::Interrupt { device })
    }

    pub(super) fn run(&mut self, millis: u64) -> String {
        let to_ns = self.now_ns + millis * 1_000_000;
        let max_events = u32::MAX;
        self.ask(Command::Advance { to_ns, max_events })
    }

    /// Types lines, and lets time pass after the last.
    pub(super) fn type_all(&mut self, lines: &[&str], millis: u64) -> String {
        let mut text: String = lines.iter().map(|line| self.type_line(line)).collect();
        text.push_str(&self.run(millis));
        text
    }
}

/// Without what comes by itself, such as `*Mar  1 00:00:47.000: %…`.
fn without_log(text: &str) -> String {
    text.lines()
        .filter(|line| !line.contains(": %"))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn the_startup_configuration_is_the_scenarios_until_it_is_written() {
    let mut r1 = Desk::at("R1");
    let startup = r1.type_line("show startup-config");
    let running = r1.type_line("show running-config");
    let (_, startup) = startup.split_once('\n').unwrap();
    let (head, body) = startup.split_once('\n').unwrap();
    assert_eq!(
        head,
        format!("Using {} out of 196600 bytes", body.len() - 1)
    );
    assert!(running.ends_with(body), "{startup}");
    r1.type_all(&["configure terminal", "hostname Spoke", "end"], 20);
    assert!(
        r1.type_line("show startup-config")
            .contains("\nhostname Rack1R1\n")
    );
    assert_eq!(
        r1.type_line("write memory"),
        "Spoke#write memory\nBuilding configuration...\n[OK]\n"
    );
    assert!(
        r1.type_line("show startup-config")
            .contains("\nhostname Spoke\n")
    );
}

#[test]
fn copies_ask_for_a_name_and_erasing_for_a_key() {
    let mut r1 = Desk::at("R1");
    assert_eq!(
        r1.type_all(&["copy running-config startup-config", ""], 0),
        "Rack1R1#copy running-config startup-config
Destination filename [startup-config]? 
Building configuration...
[OK]
"
    );
    assert_eq!(
        r1.type_all(&["copy run start", "flash:backup"], 0),
        "Rack1R1#copy run start
Destination filename [startup-config]? flash:backup
% parsed, not simulated: copying to other files
"
    );
    r1.press(Key::Enter, "erase startup-config");
    assert_eq!((r1.prompt(), r1.waits), ("", Waits::More));
    assert_eq!(r1.press(Key::Character('n'), ""), "n\n");
    assert!(r1.type_line("show startup-config").contains("Using "));
    assert_eq!(
        without_log(&r1.type_all(&["write erase", "y"], 20)),
        "Rack1R1#write erase
Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]y[OK]
Erase of nvram: complete
Rack1R1#
"
    );
    let text = r1.type_line("show startup-config");
    assert!(text.ends_with("startup-config is not present\n"), "{text}");
    let text = r1.type_all(&["copy startup-config running-config", ""], 0);
    assert!(text.ends_with("%Error opening nvram:/startup-config (No such file or directory)\n"));
}

#[test]
fn the_startup_configuration_merges_into_the_running_one() {
    let mut r1 = Desk::at("R1");
    r1.type_all(
        &[
            "configure terminal",
            "hostname Other",
            "interface fa0/0",
            "shutdown",
            "end",
        ],
        20,
    );
    let text = r1.type_all(&["copy startup-config running-config", ""], 20);
    assert!(text.contains(" bytes copied in "), "{text}");
    assert!(
        text.contains("%SYS-5-CONFIG_I: Configured from memory by console"),
        "{text}"
    );
    assert_eq!(r1.prompt(), "Rack1R1#");
    // A merge opens no interface: the text does not say `no shutdown`.
    let text = r1.type_line("show running-config interface fa0/0");
    assert!(text.contains("\n shutdown\n"), "{text}");
}

#[test]
fn counters_are_cleared_once_that_is_confirmed() {
    let mut r1 = Desk::at("R1");
    let text = r1.type_all(&["clear counters fa0/0", ""], 20);
    let (typed, log) = text.split_at(text.find("*Mar").unwrap());
    assert_eq!(
        typed,
        "Rack1R1#clear counters fa0/0
Clear \"show interface\" counters on this interface [confirm]
Rack1R1#
"
    );
    assert!(
        log.ends_with(
            ": %CLEAR-5-COUNTERS: Clear counter on interface FastEthernet0/0 by console\n"
        )
    );
    let text = r1.type_all(&["clear counters", "n"], 20);
    assert!(!text.contains("%CLEAR"), "{text}");
    assert_eq!(r1.prompt(), "Rack1R1#");
}

#[test]
fn a_clock_that_is_set_has_no_star() {
    let mut r1 = Desk::at("R1");
    assert!(r1.type_line("show clock").contains("\n*00:00:4"));
    let text = r1.type_all(&["clock set 23:59:58 29 february 2008"], 20);
    assert!(
        text.contains("Feb 29 23:59:58.008: %SYS-6-CLOCKUPDATE: System clock has been updated from 00:00:44 UTC Fri Mar 1 2002 to 23:59:58 UTC Fri Feb 29 2008, configured from console by console.\n"),
        "{text}"
    );
    r1.run(2_000);
    let text = r1.type_line("show clock");
    assert!(
        text.contains("\n00:00:0") && text.ends_with(" UTC Sat Mar 1 2008\n"),
        "{text}"
    );
    // Another device keeps its own time.
    r1.move_to("R4");
    assert!(r1.type_line("show clock").contains("\n*00:00:4"));
}

#[test]
fn a_reload_asks_whether_to_save_only_what_is_not_saved() {
    let mut r1 = Desk::at("R1");
    assert_eq!(
        r1.type_line("reload"),
        "Rack1R1#reload\nProceed with reload? [confirm]"
    );
    assert_eq!(r1.type_line("n"), "n\n");
    r1.type_all(
        &[
            "configure terminal",
            "ip route 9.9.9.0 255.255.255.0 Null0",
            "end",
        ],
        20,
    );
    let text = r1.type_all(&["reload", "perhaps", "no"], 0);
    assert_eq!(
        text,
        "Rack1R1#reload

System configuration has been modified. Save? [yes/no]: perhaps
% Please answer 'yes' or 'no'.
System configuration has been modified. Save? [yes/no]: no
Proceed with reload? [confirm]"
    );
    let text = r1.press(Key::Enter, "");
    assert!(text.starts_with("\n\n*Mar  1 00:00:45."), "{text:?}");
    assert!(text.ends_with(
        ": %SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.\n"
    ));
    assert_eq!(r1.waits, Waits::Command);
    // Nobody listens.
    assert_eq!(r1.press(Key::Enter, "enable"), "");
    let text = r1.run(125_000);
    assert!(
        text.starts_with("\n\nPress RETURN to get started!\n\n\n*Mar  1 00:00:00.0"),
        "{text:?}"
    );
    for line in [
        ": %SYS-5-CONFIG_I: Configured from memory by console\n",
        ": %SYS-5-RESTART: System restarted --\nvipsec Router Software",
        ": %LINK-3-UPDOWN: Interface FastEthernet0/0, changed state to up\n",
        ": %LINEPROTO-5-UPDOWN: Line protocol on Interface FastEthernet0/0, changed state to up\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    assert_eq!(r1.waits, Waits::Return);
    r1.press(Key::Enter, "");
    assert_eq!(r1.prompt(), "Rack1R1>");
    r1.type_line("enable");
    // The route was not saved, and the clock began anew.
    assert!(!r1.type_line("show running-config").contains("9.9.9.0"));
    let text = r1.type_line("show version");
    assert!(text.contains("System returned to ROM by reload"), "{text}");
    assert!(text.contains("uptime is 0 minutes"), "{text}");
}

#[test]
fn what_was_saved_before_a_reload_is_there_after_it() {
    let mut r1 = Desk::at("R1");
    r1.type_all(
        &[
            "configure terminal",
            "ip route 9.9.9.0 255.255.255.0 Null0",
            "end",
        ],
        20,
    );
    r1.type_all(&["reload", "yes", "y"], 130_000);
    let text = r1.type_all(&["enable", "show running-config | include 9.9.9.0"], 0);
    assert!(
        text.contains("ip route 9.9.9.0 255.255.255.0 Null0\n"),
        "{text}"
    );
}

#[test]
fn a_device_without_a_configuration_asks_for_one() {
    let mut r1 = Desk::at("R1");
    let text = r1.type_all(&["write erase", "", "reload", "no", ""], 130_000);
    assert!(
        text.contains("--- System Configuration Dialog ---"),
        "{text}"
    );
    assert_eq!(
        r1.prompt(),
        "Would you like to enter the initial configuration dialog? [yes/no]: "
    );
    let text = r1.type_line("no");
    assert!(
        text.ends_with("\n\nPress RETURN to get started!\n\n\n"),
        "{text}"
    );
    r1.type_line("enable");
    assert_eq!(r1.prompt(), "Router#");
    let text = r1.type_line("show ip interface brief");
    assert!(text.contains("administratively down"), "{text}");
}

#[test]
fn a_reload_of_the_active_router_fails_over_and_its_return_takes_it_back() {
    let mut desk = Desk::at("R1");
    let state = |desk: &mut Desk, name: &str| {
        desk.move_to(name);
        desk.type_line("enable");
        let text = desk.type_line("show standby brief");
        let line = text.lines().last().unwrap().to_owned();
        line.split_whitespace()
            .find(|word| ["Active", "Standby", "Init"].contains(word))
            .map(str::to_owned)
    };
    assert_eq!(state(&mut desk, "R1").as_deref(), Some("Active"));
    assert_eq!(state(&mut desk, "R4").as_deref(), Some("Standby"));
    desk.move_to("R1");
    desk.type_all(&["reload", ""], 0);
    // The Resign hands over at once.
    desk.run(100);
    assert_eq!(state(&mut desk, "R4").as_deref(), Some("Active"));
    desk.run(60_000);
    assert_eq!(state(&mut desk, "R4").as_deref(), Some("Active"));
    desk.run(80_000);
    assert_eq!(state(&mut desk, "R1").as_deref(), Some("Active"));
    assert_eq!(state(&mut desk, "R4").as_deref(), Some("Standby"));
}

#[test]
fn the_tunnel_of_a_router_that_reloads_comes_back_by_itself() {
    let mut desk = Desk::at("SW1");
    let text = desk.type_all(&["ping 155.1.58.5 repeat 20"], 60_000);
    assert!(text.contains("!!!!!!!!"), "{text}");
    desk.move_to("R6");
    desk.type_all(&["reload", ""], 5_000);
    desk.move_to("SW1");
    let text = desk.type_all(&["ping 155.1.58.5"], 11_000);
    assert!(text.contains("\n.....\n"), "{text}");
    desk.run(150_000);
    let text = desk.type_all(&["ping 155.1.58.5 repeat 100"], 100_000);
    assert!(text.contains("!!!!!!!!"), "{text}");
}

#[test]
fn a_plug_that_is_pulled_says_no_goodbye() {
    let mut scenario = crate::lab::built_in("ipsec-ha-hsrp").unwrap();
    let kind = crate::scenario::FaultKind::PowerCycle {
        at: "R1".to_owned(),
    };
    let fault = crate::scenario::Fault {
        at_ms: 45_000,
        kind,
    };
    scenario.faults = vec![fault];
    let document = serde_json::to_string(&scenario).unwrap();
    let mut desk = Desk::with(&document, "R4", 44_900);
    assert_eq!(desk.ask(Command::Break), "");
    let state = |desk: &mut Desk| {
        let text = desk.type_line("show standby brief");
        let line = text.lines().last().unwrap_or_default();
        let states = ["Active", "Standby", "Init"];
        states
            .into_iter()
            .find(|state| line.split_whitespace().any(|word| word == *state))
    };
    // No Resign: the hold time of three seconds has to pass.
    desk.run(1_000);
    assert_eq!(state(&mut desk), Some("Standby"));
    desk.run(3_000);
    assert_eq!(state(&mut desk), Some("Active"));
    // The scenario's device is back by itself and takes over again.
    desk.run(140_000);
    assert_eq!(state(&mut desk), Some("Standby"));
    desk.move_to("R1");
    desk.type_line("enable");
    let text = desk.type_line("show version");
    assert!(
        text.contains("System returned to ROM by power-on"),
        "{text}"
    );
}

#[test]
fn a_frame_relay_switch_has_no_plug() {
    let mut scenario = crate::lab::built_in("ipsec-ha-hsrp").unwrap();
    for (at, is_good) in [("R6", true), ("FR", false), ("R9", false)] {
        let kind = crate::scenario::FaultKind::PowerCycle { at: at.to_owned() };
        scenario.faults = vec![crate::scenario::Fault { at_ms: 1, kind }];
        let document = serde_json::to_string(&scenario).unwrap();
        assert_eq!(
            crate::lab::Scenario::parse(&document).is_ok(),
            is_good,
            "{at}"
        );
    }
}
