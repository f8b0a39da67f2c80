//! A stand-in for the lab until the core has one: a short script in place of a simulation. To be deleted with the
//! line in `main.rs` that names it.

use vipsec_core::lab::view::*;

const S: u64 = 1_000_000_000;
const MS: u64 = 1_000_000;

/// Says what a lab would say.
pub(crate) struct Lab {
    now: u64,
    events: u64,
    next_ping: u64,
    next_hello: u64,
    next_dpd: u64,
    frame: u32,
    fact: u32,
    broken: Option<u64>,
    healed: Option<u64>,
    probes: u64,
    sent: u64,
    received: u64,
    lost: u64,
    column: u32,
    shut: bool,
    cut: Vec<LinkId>,
    busy: bool,
    seed: u64,
    lanes: Vec<Lane>,
    outages: Vec<Outage>,
    out: Update,
}

fn span(from_ns: u64, text: &str, tone: Tone) -> Span {
    Span {
        from_ns,
        to_ns: None,
        text: text.into(),
        tone,
    }
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self {
            now: 0,
            events: 0,
            next_ping: 10 * S,
            next_hello: S,
            next_dpd: 20 * S,
            frame: 0,
            fact: 0,
            broken: None,
            healed: None,
            probes: 0,
            sent: 0,
            received: 0,
            lost: 0,
            column: 0,
            shut: false,
            cut: vec![],
            busy: true,
            seed: 7,
            lanes: vec![],
            outages: vec![],
            out: Update::default(),
        }
    }

    pub(crate) fn handle(&mut self, command: Command) -> Update {
        match command {
            Command::Open {
                scenario,
                seed,
                start_at_ns,
                ..
            } => {
                *self = Self::new();
                self.seed = seed.unwrap_or(7);
                self.out.opened = Some(Opened {
                    id: scenario,
                    title: "IPsec HA with HSRP".into(),
                    summary: "R6 has a tunnel to a virtual address that R1 and R4 share by HSRP; SW1 pings R5 through it.".into(),
                    seed: self.seed,
                    fault: Some("Shut R1 FastEthernet0/0".into()),
                    focus: Some(NodeId(1)),
                });
                self.open_lanes();
                self.say(1, "Rack1SW1#ping 155.1.58.5 repeat 1000000 timeout 2\n\nType escape sequence to abort.\nSending 1000000, 100-byte ICMP Echos to 155.1.58.5, timeout is 2 seconds:\n");
                self.say(0, "Rack1R6>");
                self.run(start_at_ns);
                self.changed();
            }
            Command::Advance { to_ns, .. } => self.run(to_ns),
            Command::Step => self.run(self.next_ping.min(self.next_hello)),
            Command::Type { device, line } => {
                let answer = if line.trim() == "panic" {
                    panic!("somebody typed panic")
                } else if line.contains('?') {
                    "  show   Show running system information\n  ping   Send echo messages\n"
                        .to_owned()
                } else if line.starts_with("sh") {
                    "dst             src             state          conn-id slot status\n155.1.146.254   155.1.146.6     QM_IDLE              1    0 ACTIVE\n".to_owned()
                } else if line.is_empty() {
                    String::new()
                } else {
                    "        ^\n% Invalid input detected at '^' marker.\n\n".to_owned()
                };
                let host = self.hostname(device);
                self.say(device.0, &format!("{line}\n{answer}{host}#"));
            }
            Command::Interrupt { device } => {
                self.busy = false;
                let host = self.hostname(device);
                self.say(
                    device.0,
                    &format!(
                        "\nSuccess rate is 98 percent ({}/{})\n{host}#",
                        self.received, self.sent
                    ),
                );
                self.changed();
            }
            Command::Paste { device, text } => {
                let lines = text.lines().zip(1..).map(|(l, number)| PastedLine {
                    number,
                    text: l.into(),
                    verdict: if l.trim().is_empty() {
                        "blank"
                    } else if l.contains("bogus") {
                        "error"
                    } else if l.contains("cdp") {
                        "ignored"
                    } else {
                        "ok"
                    }
                    .into(),
                    message: l
                        .contains("bogus")
                        .then(|| "% Invalid input detected at '^' marker.".into()),
                });
                self.out.paste = Some(Paste {
                    device,
                    lines: lines.collect(),
                });
            }
            Command::SetInterface { shutdown, .. } => {
                if shutdown {
                    self.fault()
                } else {
                    self.shut = false;
                    self.changed();
                }
            }
            Command::SetLink { link, cut } => {
                self.cut.retain(|l| *l != link);
                if cut {
                    self.cut.push(link)
                }
                self.changed();
            }
            Command::Break => self.fault(),
            Command::RunningConfig { device } => {
                self.out.running_config = Some(RunningConfig {
                    device,
                    text: format!(
                        "!\nversion 12.4\nhostname {}\n!\ncrypto isakmp policy 10\n encr 3des\n hash md5\n authentication pre-share\n!\ninterface FastEthernet0/0\n ip address 155.1.146.1 255.255.255.0\n standby 1 ip 155.1.146.254\n standby 1 timers 1 3\n standby 1 priority 200\n standby 1 preempt\n!\nend\n",
                        self.hostname(device)
                    ),
                });
            }
        }
        self.out.now_ns = self.now;
        self.out.events = self.events;
        self.out.trace_hash = format!("{:016x}", self.events.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        std::mem::take(&mut self.out)
    }

    fn hostname(&self, device: NodeId) -> String {
        format!(
            "Rack1{}",
            ["R6", "SW1", "R1", "R4", "FR", "R5", "SW2"][device.0 as usize]
        )
    }

    fn open_lanes(&mut self) {
        let lane = |id: &str, label: &str, kind, spans| Lane {
            id: id.into(),
            label: label.into(),
            kind,
            spans,
        };
        self.lanes = vec![
            lane("ping", "Ping SW1 → 155.1.58.5", LaneKind::Ping, vec![]),
            lane(
                "hsrp:R1",
                "HSRP R1 Fa0/0 1",
                LaneKind::Hsrp,
                vec![span(6 * S, "Active", Tone::Active)],
            ),
            lane(
                "hsrp:R4",
                "HSRP R4 Fa0/1 1",
                LaneKind::Hsrp,
                vec![span(8 * S, "Standby", Tone::Standby)],
            ),
            lane(
                "ike:R6",
                "IKE SA on R6",
                LaneKind::Ike,
                vec![span(12 * S, "QM_IDLE with R1", Tone::Ike)],
            ),
            lane(
                "ipsec:R6",
                "IPsec SA on R6",
                LaneKind::Ipsec,
                vec![span(12 * S, "0x4C62A262", Tone::Esp)],
            ),
            lane(
                "route:R5",
                "R5 to 155.1.67.0/24",
                LaneKind::Route,
                vec![span(9 * S, "via 155.1.0.1", Tone::Rip)],
            ),
        ];
        self.out.lanes = Some(self.lanes.clone());
    }

    fn turn(&mut self, lane: usize, at: u64, text: &str, tone: Tone) {
        let spans = &mut self.lanes[lane].spans;
        if let Some(last) = spans.last_mut() {
            last.to_ns = Some(at)
        }
        spans.push(span(at, text, tone));
        self.out.lanes = Some(self.lanes.clone());
    }

    fn say(&mut self, device: u16, text: &str) {
        self.out.consoles.push(ConsoleView {
            device: NodeId(device),
            text: text.into(),
        });
    }

    fn log(&mut self, at_ns: u64, device: u16, text: &str) {
        self.fact += 1;
        self.out.log.push(LogLine {
            fact: self.fact,
            at_ns,
            device: Some(NodeId(device)),
            text: text.into(),
        });
    }

    fn fault(&mut self) {
        if self.broken.is_some() {
            return;
        }
        self.shut = true;
        self.broken = Some(self.now);
        self.healed = None;
        self.probes = 0;
        let now = self.now;
        self.turn(1, now, "Init", Tone::Down);
        self.log(now, 2, "FastEthernet0/0 is administratively down");
        self.log(now, 2, "HSRP group 1: Active → Init");
        self.say(2, "\n*Mar  1 00:01:20.004: %HSRP-5-STATECHANGE: FastEthernet0/0 Grp 1 state Active -> Init\n");
        self.out.marks.push(Mark {
            lane: "hsrp:R1".into(),
            at_ns: now,
            kind: MarkKind::Event,
            value_ns: None,
            text: "R1 Fa0/0 shut".into(),
        });
        self.changed();
    }

    fn frame(
        &mut self,
        link: u16,
        from_a: bool,
        sent: u64,
        last: u64,
        protocol: Protocol,
        label: &str,
        dropped: Option<&str>,
    ) {
        self.frame += 1;
        self.events += 1;
        self.out.frames.push(FrameView {
            id: self.frame,
            link: LinkId(link),
            from_a,
            sent_ns: sent,
            arrives_ns: sent + last,
            len: 160,
            protocol,
            label: label.into(),
            dropped: dropped.map(Into::into),
        });
    }

    fn run(&mut self, to: u64) {
        loop {
            let next = self.next_ping.min(self.next_hello).min(self.next_dpd);
            if next > to {
                break;
            }
            self.now = next;
            if next == self.next_hello {
                self.next_hello += S;
                if !self.shut {
                    self.frame(1, false, next, 8_000, Protocol::Hsrp, "Hello Active", None)
                }
                self.frame(
                    2,
                    false,
                    next + 100 * MS,
                    8_000,
                    Protocol::Hsrp,
                    "Hello",
                    None,
                );
                if next / S % 10 == 0 {
                    self.frame(4, true, next, 12 * MS, Protocol::Rip, "RIP response", None);
                    self.frame(
                        5,
                        true,
                        next + 14 * MS,
                        12 * MS,
                        Protocol::Rip,
                        "RIP response",
                        None,
                    );
                    self.frame(3, true, next, 12 * MS, Protocol::Lmi, "LMI", None);
                }
            } else if next == self.next_dpd {
                self.dpd(next);
            } else {
                self.ping(next);
            }
            self.progress();
        }
        self.now = to.max(self.now);
        if self.out.frames.len() > MAX_FRAMES {
            let surplus = self.out.frames.len() - MAX_FRAMES;
            self.out.frames.drain(..surplus);
        }
    }

    fn dpd(&mut self, at: u64) {
        let mark = |kind, at_ns, text: &str| Mark {
            lane: "ike:R6".into(),
            at_ns,
            kind,
            value_ns: None,
            text: text.into(),
        };
        let dead = self
            .broken
            .is_some_and(|b| at >= b && self.healed.is_none());
        self.out.marks.push(mark(MarkKind::Probe, at, "R-U-THERE"));
        self.frame(0, true, at, 9_000, Protocol::Ike, "R-U-THERE", None);
        if dead {
            self.probes += 1;
            self.frame(
                2,
                true,
                at + 2 * MS,
                9_000,
                Protocol::Ike,
                "R-U-THERE",
                Some("no ISAKMP SA with this cookie"),
            );
            self.next_dpd = at + 2 * S;
        } else {
            self.out
                .marks
                .push(mark(MarkKind::ProbeAnswered, at + 60 * MS, "R-U-THERE-ACK"));
            self.next_dpd = at + 10 * S;
        }
    }

    fn ping(&mut self, at: u64) {
        self.sent += 1;
        let dead = self.broken.is_some() && self.healed.is_none();
        let out = if self.shut { 2 } else { 1 };
        self.frame(0, false, at, 9_000, Protocol::Icmp, "Echo request", None);
        self.frame(0, true, at + 3 * MS, 14_000, Protocol::Esp, "ESP", None);
        self.frame(
            out,
            true,
            at + 4 * MS,
            14_000,
            Protocol::Esp,
            "ESP",
            dead.then_some("no SA for SPI 0x4C62A262"),
        );
        if dead {
            self.lost += 1;
            self.out.marks.push(Mark {
                lane: "ping".into(),
                at_ns: at,
                kind: MarkKind::Lost,
                value_ns: None,
                text: "lost".into(),
            });
            self.next_ping = at + 2 * S;
        } else {
            let serial = if self.shut { 4 } else { 3 };
            self.frame(
                serial,
                true,
                at + 7 * MS,
                10 * MS,
                Protocol::Icmp,
                "Echo request",
                None,
            );
            self.frame(
                5,
                true,
                at + 17 * MS,
                10 * MS,
                Protocol::Icmp,
                "Echo request",
                None,
            );
            self.frame(
                5,
                false,
                at + 30 * MS,
                10 * MS,
                Protocol::Icmp,
                "Echo reply",
                None,
            );
            self.frame(
                serial,
                false,
                at + 40 * MS,
                10 * MS,
                Protocol::Icmp,
                "Echo reply",
                None,
            );
            self.frame(out, false, at + 54 * MS, 14_000, Protocol::Esp, "ESP", None);
            self.frame(0, false, at + 55 * MS, 14_000, Protocol::Esp, "ESP", None);
            let rtt = 67 * MS
                + (self.sent * 7_919 + self.seed) % 13 * MS
                + if self.sent % 61 == 0 { 110 * MS } else { 0 };
            self.received += 1;
            self.out.marks.push(Mark {
                lane: "ping".into(),
                at_ns: at,
                kind: MarkKind::Answered,
                value_ns: Some(rtt),
                text: String::new(),
            });
            self.next_ping = at + rtt;
        }
        if self.busy {
            self.say(1, if dead { "." } else { "!" });
            self.column += 1;
            if self.column % 70 == 0 {
                self.say(1, "\n")
            }
        }
        if dead {
            if self.lost == 1 {
                self.outages.push(Outage {
                    start_s: at as f64 / 1e9,
                    end_s: None,
                    reported_s: 0.0,
                    actual_s: None,
                    lost: 0,
                    segments: vec![],
                    sentence: String::new(),
                })
            }
            if let Some(o) = self.outages.last_mut() {
                o.lost = self.lost;
                o.reported_s = (at as f64 / 1e9) - o.start_s + 2.0;
                o.sentence = format!(
                    "{} pings have been lost since R1 FastEthernet0/0 was shut.",
                    o.lost
                );
            }
            self.flows();
        } else if self.sent % 50 == 0 {
            self.flows()
        }
    }

    fn flows(&mut self) {
        self.out.flows = Some(vec![FlowView {
            name: "SW1 → 155.1.58.5".into(),
            sent: self.sent,
            received: self.received,
            rtt_ms: Some(Rtt {
                min: 67,
                avg: 74,
                max: 189,
            }),
            outages: self.outages.clone(),
        }]);
    }

    fn progress(&mut self) {
        let Some(b) = self.broken else { return };
        let now = self.now;
        if now >= b + 2_700 * MS && self.lanes[2].spans.len() == 1 {
            self.turn(2, b + 2_700 * MS, "Active", Tone::Active);
            self.log(b + 2_700 * MS, 3, "HSRP group 1: Standby → Active");
            self.turn(5, b + 2_100 * MS, "withdrawn", Tone::Down);
            self.turn(5, b + 4_400 * MS, "via 155.1.0.4", Tone::Rip);
            self.log(b + 4_400 * MS, 5, "route 155.1.67.0/24 via 155.1.0.4");
            self.changed();
        }
        if self.probes >= 5 && now >= b + 20 * S && self.lanes[3].spans.len() == 1 {
            self.turn(3, b + 20 * S, "MM_KEY_EXCH", Tone::Working);
            self.turn(4, b + 20 * S, "no SA", Tone::Down);
            self.log(
                b + 20 * S,
                0,
                "peer 155.1.146.254 is dead: DPD got no answer to 5 probes",
            );
            self.log(b + 20 * S, 0, "ISAKMP SA deleted");
            self.say(
                0,
                "\n*Mar  1 00:01:39.204: ISAKMP:(0:1:SW:1):peer 155.1.146.254 not responding!\n",
            );
            self.changed();
        }
        if now >= b + 22 * S && self.lanes[3].spans.len() == 2 {
            self.healed = Some(b + 22 * S);
            self.turn(3, b + 21_700 * MS, "QM_IDLE with R4", Tone::Ike);
            self.turn(4, b + 21_800 * MS, "0x1F0A77C3", Tone::Esp);
            self.log(
                b + 21_800 * MS,
                0,
                "IPsec SA 0x1F0A77C3 up with 155.1.146.254",
            );
            let s = b as f64 / 1e9;
            let part =
                |from: f64, to: f64, cause: &str, device: &str, ended: &str, fact, tone| Segment {
                    from_s: s + from,
                    to_s: s + to,
                    cause: cause.into(),
                    kind: cause.into(),
                    device: device.into(),
                    ended_by: Some(ended.into()),
                    ended_by_fact: Some(fact),
                    tone,
                };
            if let Some(o) = self.outages.last_mut() {
                o.end_s = Some(s + 23.9);
                o.actual_s = Some(21.8);
                o.reported_s = 23.9;
                o.segments = vec![
                    part(
                        0.0,
                        2.7,
                        "nobody owns the virtual address",
                        "SW1",
                        "R4 became Active",
                        3,
                        Tone::Hsrp,
                    ),
                    part(
                        2.7,
                        10.0,
                        "R4 has no SA for R6's packets; DPD still waits",
                        "R4",
                        "first R-U-THERE",
                        4,
                        Tone::Stale,
                    ),
                    part(
                        10.0,
                        20.0,
                        "DPD asks five times, 2 s apart",
                        "R4",
                        "R6 gave the peer up",
                        5,
                        Tone::Ike,
                    ),
                    part(
                        20.0,
                        21.8,
                        "IKE negotiates new SAs",
                        "R6",
                        "IPsec SA up",
                        7,
                        Tone::Working,
                    ),
                    part(
                        21.8,
                        23.9,
                        "ping waits for its timeout",
                        "SW1",
                        "first reply",
                        7,
                        Tone::Idle,
                    ),
                ];
                o.sentence = "12 pings were lost in 23.9 s: HSRP took 2.7 s, then R6 kept sending into an SA that R4 does not know until DPD gave up after 17.3 s; IKE took 1.8 s and ping's own timeout the rest.".into();
            }
            self.flows();
            self.changed();
        }
    }

    fn changed(&mut self) {
        use DeviceKind::*;
        let i = |name: &str,
                 short: &str,
                 address: Option<&str>,
                 link: Option<u16>,
                 note: Option<&str>,
                 up: bool| InterfaceView {
            name: name.into(),
            short: short.into(),
            address: address.map(Into::into),
            admin_up: up,
            carrier: up,
            line_protocol: up,
            link: link.map(LinkId),
            note: note.map(Into::into),
        };
        let d = |id: u16, name: &str, kind, x, y, interfaces, busy| DeviceView {
            id: NodeId(id),
            name: name.into(),
            hostname: format!("Rack1{name}"),
            kind,
            x,
            y,
            has_console: kind != FrameRelay,
            interfaces,
            hsrp: vec![],
            prompt: format!("Rack1{name}#"),
            busy,
        };
        let up = !self.shut;
        let moved = self.lanes[2].spans.len() > 1;
        let h = |interface: &str, state: &str, priority| {
            vec![HsrpView {
                interface: interface.into(),
                group: 1,
                state: state.into(),
                priority,
                virtual_ip: Some("155.1.146.254".into()),
            }]
        };
        let mut devices = vec![
            d(
                0,
                "R6",
                Router,
                66,
                220,
                vec![
                    i(
                        "FastEthernet0/0",
                        "Fa0/0",
                        None,
                        Some(0),
                        Some("trunk"),
                        true,
                    ),
                    i(
                        "FastEthernet0/0.67",
                        "Fa0/0.67",
                        Some("155.1.67.6/24"),
                        Some(0),
                        None,
                        true,
                    ),
                    i(
                        "FastEthernet0/0.146",
                        "Fa0/0.146",
                        Some("155.1.146.6/24"),
                        Some(0),
                        None,
                        true,
                    ),
                ],
                false,
            ),
            d(
                1,
                "SW1",
                Switch,
                240,
                220,
                vec![
                    i(
                        "FastEthernet0/6",
                        "Fa0/6",
                        None,
                        Some(0),
                        Some("trunk"),
                        true,
                    ),
                    i(
                        "FastEthernet0/1",
                        "Fa0/1",
                        None,
                        Some(1),
                        Some("VLAN 146"),
                        up,
                    ),
                    i(
                        "FastEthernet0/4",
                        "Fa0/4",
                        None,
                        Some(2),
                        Some("VLAN 146"),
                        true,
                    ),
                    i("Vlan67", "Vl67", Some("155.1.67.7/24"), None, None, true),
                ],
                self.busy,
            ),
            d(
                2,
                "R1",
                Router,
                420,
                110,
                vec![
                    i(
                        "FastEthernet0/0",
                        "Fa0/0",
                        Some("155.1.146.1/24"),
                        Some(1),
                        None,
                        up,
                    ),
                    i(
                        "Serial0/0",
                        "Se0/0",
                        Some("155.1.0.1/24"),
                        Some(3),
                        Some("DLCI 105"),
                        true,
                    ),
                ],
                false,
            ),
            d(
                3,
                "R4",
                Router,
                420,
                330,
                vec![
                    i(
                        "FastEthernet0/1",
                        "Fa0/1",
                        Some("155.1.146.4/24"),
                        Some(2),
                        None,
                        true,
                    ),
                    i(
                        "Serial0/0",
                        "Se0/0",
                        Some("155.1.0.4/24"),
                        Some(4),
                        Some("DLCI 405"),
                        true,
                    ),
                ],
                false,
            ),
            d(4, "FR", FrameRelay, 560, 220, vec![], false),
            d(
                5,
                "R5",
                Router,
                700,
                220,
                vec![
                    i(
                        "Serial0/0",
                        "Se0/0",
                        Some("155.1.0.5/24"),
                        Some(5),
                        None,
                        true,
                    ),
                    i(
                        "FastEthernet0/0",
                        "Fa0/0",
                        Some("155.1.58.5/24"),
                        Some(6),
                        None,
                        true,
                    ),
                ],
                false,
            ),
            d(
                6,
                "SW2",
                Switch,
                700,
                370,
                vec![
                    i(
                        "FastEthernet0/5",
                        "Fa0/5",
                        None,
                        Some(6),
                        Some("VLAN 58"),
                        true,
                    ),
                    i("Vlan58", "Vl58", Some("155.1.58.8/24"), None, None, true),
                ],
                false,
            ),
        ];
        devices[2].hsrp = h("Fa0/0", if up { "Active" } else { "Init" }, 200);
        devices[3].hsrp = h("Fa0/1", if moved { "Active" } else { "Standby" }, 100);
        self.out.devices = Some(devices);
        let ends: [(u16, &str, u16, &str, bool); 7] = [
            (0, "FastEthernet0/0", 1, "FastEthernet0/6", false),
            (1, "FastEthernet0/1", 2, "FastEthernet0/0", false),
            (1, "FastEthernet0/4", 3, "FastEthernet0/1", false),
            (2, "Serial0/0", 4, "Serial1/0", true),
            (3, "Serial0/0", 4, "Serial1/1", true),
            (4, "Serial1/2", 5, "Serial0/0", true),
            (5, "FastEthernet0/0", 6, "FastEthernet0/5", false),
        ];
        self.out.links = Some(
            (0u16..)
                .zip(ends)
                .map(|(id, (a, an, b, bn, serial))| LinkView {
                    id: LinkId(id),
                    a: (NodeId(a), an.into()),
                    b: (NodeId(b), bn.into()),
                    serial,
                    state: if self.cut.contains(&LinkId(id)) {
                        LinkState::Cut
                    } else if id == 1 && self.shut {
                        LinkState::Down
                    } else {
                        LinkState::Up
                    },
                })
                .collect(),
        );
        let (path, state, note): (&[u16], _, _) =
            match (self.shut, moved, self.lanes[3].spans.len()) {
                (false, ..) => (&[0, 1, 2], TunnelState::Up, "up, SPI 0x4C62A262"),
                (true, false, _) => (&[0], TunnelState::Stale, "nobody owns 155.1.146.254"),
                (true, true, 1) => (
                    &[0, 1, 3],
                    TunnelState::Stale,
                    "R4 does not know SPI 0x4C62A262",
                ),
                (true, true, 2) => (
                    &[0, 1, 3],
                    TunnelState::Negotiating,
                    "IKE main mode, message 3 of 6",
                ),
                _ => (&[0, 1, 3], TunnelState::Up, "up, SPI 0x1F0A77C3"),
            };
        self.out.tunnels = Some(vec![TunnelView {
            from: NodeId(0),
            peer: "155.1.146.254".into(),
            path: path.iter().map(|n| NodeId(*n)).collect(),
            state,
            note: note.into(),
        }]);
    }
}
