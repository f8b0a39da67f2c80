//! What the console prints, to the character.

use super::*;

/// Types lines and writes down what a terminal would show. `>> ` lines are the input.
pub(super) fn transcript(kind: DeviceKind, mode: Mode, lines: &str) -> String {
    let ports = router_ports();
    let mut config = blank("Rack1R1", &ports, kind);
    let mut session = Session::at(mode);
    let mut shown = String::new();
    for line in lines.lines() {
        let line = line.trim();
        shown.push_str(&format!("{}{line}\n", session.prompt(&config.hostname)));
        let device = DeviceContext {
            config: &config,
            ports: &ports,
            kind,
        };
        let response = session.input(line, &device);
        shown.push_str(&response.text);
        if let Effect::Reconfigure(new) = response.effect {
            config = *new;
        }
    }
    shown.push_str(&session.prompt(&config.hostname));
    shown
}

pub(super) fn router(lines: &str) -> String {
    transcript(DeviceKind::Router, Mode::Global, lines)
}

#[test]
fn the_caret_stands_under_the_bad_word_counted_with_the_prompt() {
    let shown = transcript(DeviceKind::Router, Mode::PrivilegedExec, "show crypto foo");
    let expected = "\
Rack1R1#show crypto foo
                    ^
% Invalid input detected at '^' marker.

Rack1R1#";
    assert_eq!(shown, expected);
}

#[test]
fn configuration_errors_are_ioss() {
    let shown = router(
        "interface Fa0/0\nip address 10.1.1.1\nip addres 10.1.1.300 255.0.0.0\nip\nfoo bar\ni",
    );
    let expected = "\
Rack1R1(config)#interface Fa0/0
Rack1R1(config-if)#ip address 10.1.1.1
% Incomplete command.

Rack1R1(config-if)#ip addres 10.1.1.300 255.0.0.0
                             ^
% Invalid input detected at '^' marker.

Rack1R1(config-if)#ip
% Incomplete command.

Rack1R1(config-if)#foo bar
                   ^
% Invalid input detected at '^' marker.

Rack1R1(config-if)#i
% Incomplete command.

Rack1R1(config-if)#";
    assert_eq!(shown, expected);
}

#[test]
fn ambiguous_lines_are_quoted_whole() {
    let shown = transcript(DeviceKind::Router, Mode::PrivilegedExec, "sh c i s");
    let expected = "\
Rack1R1#sh c i s
% Ambiguous command:  \"sh c i s\"
Rack1R1#";
    assert_eq!(shown, expected);
}

#[test]
fn an_unknown_word_is_taken_for_a_host_name() {
    let shown = transcript(
        DeviceKind::Router,
        Mode::PrivilegedExec,
        "foo\nconf t\nno ip domain-lookup\nend\nfoo",
    );
    let expected = "\
Rack1R1#foo
Translating \"foo\"...domain server (255.255.255.255)
% Unknown command or computer name, or unable to find computer address
Rack1R1#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
Rack1R1(config)#no ip domain-lookup
Rack1R1(config)#end
Rack1R1#foo
Translating \"foo\"

% Unknown command or computer name, or unable to find computer address
Rack1R1#";
    assert_eq!(shown, expected);
}

#[test]
fn every_mode_has_its_prompt_and_is_left_by_any_global_command() {
    let shown = router(
        "interface Fa0/0.146
        router rip
        ip access-list extended A
        ip access-list standard B
        crypto isakmp policy 10
        crypto ipsec transform-set T esp-3des
        crypto map M 10 ipsec-isakmp
        track 1 interface Serial0/0 line-protocol
        line vty 0 4
        control-plane
        interface s0/0
        encapsulation frame-relay
        interface s0/0.105 point-to-point
        frame-relay interface-dlci 105
        exit
        exit
        exit",
    );
    let expected = "\
Rack1R1(config)#interface Fa0/0.146
Rack1R1(config-subif)#router rip
Rack1R1(config-router)#ip access-list extended A
Rack1R1(config-ext-nacl)#ip access-list standard B
Rack1R1(config-std-nacl)#crypto isakmp policy 10
Rack1R1(config-isakmp)#crypto ipsec transform-set T esp-3des
Rack1R1(cfg-crypto-trans)#crypto map M 10 ipsec-isakmp
% NOTE: This new crypto map will remain disabled until a peer
        and a valid access list have been configured.
Rack1R1(config-crypto-map)#track 1 interface Serial0/0 line-protocol
Rack1R1(config-track)#line vty 0 4
Rack1R1(config-line)#control-plane
Rack1R1(config-cp)#interface s0/0
Rack1R1(config-if)#encapsulation frame-relay
Rack1R1(config-if)#interface s0/0.105 point-to-point
Rack1R1(config-subif)#frame-relay interface-dlci 105
Rack1R1(config-fr-dlci)#exit
Rack1R1(config-subif)#exit
Rack1R1(config)#exit
Rack1R1#";
    assert_eq!(shown, expected);
}

#[test]
fn user_exec_has_fewer_commands() {
    let shown = transcript(
        DeviceKind::Router,
        Mode::UserExec,
        "conf t\nenable\nconf t\nend\ndisable",
    );
    let expected = "\
Rack1R1>conf t
        ^
% Invalid input detected at '^' marker.

Rack1R1>enable
Rack1R1#conf t
Enter configuration commands, one per line.  End with CNTL/Z.
Rack1R1(config)#end
Rack1R1#disable
Rack1R1>";
    assert_eq!(shown, expected);
}

#[test]
fn addresses_are_refused_as_on_ios() {
    let shown = router(
        "int fa0/0
        ip address 10.1.1.1 255.0.255.0
        ip address 10.1.1.0 255.255.255.0
        ip address 10.1.1.1 255.255.255.0
        int fa0/1
        ip address 10.1.1.2 255.255.255.0
        int fa0/1.10
        ip address 10.9.1.2 255.255.255.0
        int fa0/7",
    );
    let expected = "\
Rack1R1(config)#int fa0/0
Rack1R1(config-if)#ip address 10.1.1.1 255.0.255.0
Bad mask 0xFF00FF00 for address 10.1.1.1
Rack1R1(config-if)#ip address 10.1.1.0 255.255.255.0
Bad mask /24 for address 10.1.1.0
Rack1R1(config-if)#ip address 10.1.1.1 255.255.255.0
Rack1R1(config-if)#int fa0/1
Rack1R1(config-if)#ip address 10.1.1.2 255.255.255.0
% 10.1.1.0 overlaps with FastEthernet0/0
Rack1R1(config-if)#int fa0/1.10
Rack1R1(config-subif)#ip address 10.9.1.2 255.255.255.0
% Configuring IP routing on a LAN subinterface is only allowed if that
subinterface is already configured as part of an IEEE 802.10, IEEE 802.1Q,
or ISL vLAN.
Rack1R1(config-subif)#int fa0/7
                            ^
% Invalid input detected at '^' marker.

Rack1R1(config-subif)#";
    assert_eq!(shown, expected);
}

#[test]
fn lines_without_effect_are_said_to_have_none() {
    let shown = router("ip http server\nno ip http server\nservice timestamps log uptime");
    let expected = "\
Rack1R1(config)#ip http server
% parsed, not simulated: ip http server
Rack1R1(config)#no ip http server
Rack1R1(config)#service timestamps log uptime
Rack1R1(config)#";
    assert_eq!(shown, expected);
}

#[test]
fn control_z_takes_the_line_and_ends() {
    let shown = router("hostname Rack1R9\u{1a}");
    assert!(shown.ends_with("\nRack1R9#"), "{shown}");
}

#[test]
fn a_banner_runs_to_its_delimiter() {
    let text = "banner motd ^C\nKeep out\n! really\n^C\nhostname R2\n";
    let report = boot("R", &router_ports(), DeviceKind::Router, text);
    assert_eq!(report.config.hostname, "R2");
    let kept = &report.config.unsimulated[""];
    assert_eq!(kept, &["banner motd ^C\nKeep out\n! really\n^C"]);
    comes_back(&report.config, &router_ports(), DeviceKind::Router);
}

#[test]
fn exec_commands_become_values() {
    let run = |line: &str| {
        let config = blank("R", &router_ports(), DeviceKind::Router);
        let device = DeviceContext {
            config: &config,
            ports: &router_ports(),
            kind: DeviceKind::Router,
        };
        let response = Session::at(Mode::PrivilegedExec).input(line, &device);
        match response.effect {
            Effect::Exec(command) => command,
            other => panic!("{line}: {other:?} {}", response.text),
        }
    };
    let ping = PingCommand {
        repeat: 1_000_000,
        ..PingCommand::new("155.1.58.5".parse().unwrap())
    };
    assert_eq!(
        run("ping 155.1.58.5 repeat 1000000 timeout 2"),
        ExecCommand::Ping(ping.clone())
    );
    let source = Some(Source::Interface("Fa0/0".parse().unwrap()));
    let from = PingCommand {
        source,
        repeat: 5,
        ..ping
    };
    assert_eq!(
        run("ping ip 155.1.58.5 source Fa 0/0"),
        ExecCommand::Ping(from)
    );
    let show = |what| ExecCommand::Show(what, None);
    assert_eq!(run("sh ip int br"), show(ShowCommand::IpInterfaceBrief));
    assert_eq!(
        run("sh cry isa sa"),
        show(ShowCommand::IsakmpSa { detail: false })
    );
    assert_eq!(
        run("sh ip ro static"),
        show(ShowCommand::IpRoute(RouteFilter::Static))
    );
    assert_eq!(
        run("sh run | inc standby 1"),
        ExecCommand::Show(
            ShowCommand::RunningConfig { interface: None },
            Some(OutputFilter::Include("standby 1".into()))
        )
    );
    let brief = ShowCommand::Standby {
        brief: true,
        all: false,
        interface: None,
        group: None,
    };
    assert_eq!(run("show standby brief"), show(brief));
    for (line, what, on) in [
        ("debug crypto isakmp", DebugTopic::CryptoIsakmp, true),
        ("no debug ip rip", DebugTopic::IpRip, false),
        ("undebug standby terse", DebugTopic::StandbyTerse, false),
    ] {
        assert_eq!(run(line), ExecCommand::Debug { what, on });
    }
    assert_eq!(run("u all"), ExecCommand::UndebugAll);
    assert_eq!(run("wr"), ExecCommand::WriteMemory);
    let clear = ClearCommand::CryptoSa {
        peer: None,
        map: None,
    };
    assert_eq!(run("cle cry sa"), ExecCommand::Clear(clear));
}

/// The running configuration of the behaviour notes, to the blank at the end of a line.
#[test]
fn a_running_configuration_comes_back_as_it_was() {
    let text = include_str!("r1_running_config.txt");
    let body = &text[text.find('!').unwrap()..];
    let report = boot("Router", &router_ports()[..0], DeviceKind::Router, "");
    assert!(report.config.interfaces.is_empty());
    let ports = ports(&["FastEthernet0/0", "Serial0/0"]);
    let report = boot("Router", &ports, DeviceKind::Router, text);
    assert_eq!(
        report.errors().count(),
        0,
        "{:?}",
        report.errors().collect::<Vec<_>>()
    );
    assert_eq!(render(&report.config, DeviceKind::Router), body);
    let shown = show_running_config(&report.config, DeviceKind::Router);
    assert!(shown.starts_with("Building configuration...\n\nCurrent configuration : "));
    assert!(shown.contains(&format!(" : {} bytes\n!\nversion 12.4\n", body.len())));
    comes_back(&report.config, &ports, DeviceKind::Router);
}

#[test]
fn expectations_are_the_next_words() {
    let mode = Mode::Interface("Fa0/0".parse().unwrap());
    let config = blank("R", &router_ports(), DeviceKind::Router);
    let device = DeviceContext {
        config: &config,
        ports: &router_ports(),
        kind: DeviceKind::Router,
    };
    let words = |line: &str| -> Vec<String> {
        let expected = expectations(&mode, &device, line).unwrap();
        expected.iter().map(|next| next.word().to_owned()).collect()
    };
    assert_eq!(words("standby 1 preempt"), ["delay", "<cr>"]);
    assert_eq!(words("standby 1 timers 5"), ["<1-255>", "msec"]);
    assert_eq!(words("ip address"), ["A.B.C.D"]);
    assert_eq!(words("no ip address"), ["A.B.C.D", "<cr>"]);
    assert_eq!(words("crypto map VPN"), ["redundancy", "<cr>"]);
    assert!(words("").contains(&"shutdown".to_owned()));
    assert!(expectations(&mode, &device, "standby x").is_err());
}
