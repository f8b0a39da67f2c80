use vipsec_core::lab::view::{HsrpView, InterfaceView, LinkId, LinkState};

use super::*;

fn interface(
    name: &str,
    address: Option<&str>,
    link: Option<u16>,
    note: Option<&str>,
) -> InterfaceView {
    let short = name
        .replace("FastEthernet", "Fa")
        .replace("Serial", "Se")
        .replace("Vlan", "Vl");
    InterfaceView {
        name: name.into(),
        short,
        address: address.map(str::to_owned),
        admin_up: true,
        carrier: true,
        line_protocol: true,
        link: link.map(LinkId),
        note: note.map(str::to_owned),
    }
}

fn device(
    id: u16,
    name: &str,
    kind: DeviceKind,
    at: (i32, i32),
    interfaces: Vec<InterfaceView>,
) -> DeviceView {
    let hsrp = HsrpView {
        interface: "Fa0/0".into(),
        group: 1,
        state: "Active".into(),
        priority: 200,
        virtual_ip: Some("155.1.146.254".into()),
    };
    DeviceView {
        id: NodeId(id),
        name: name.into(),
        hostname: name.into(),
        kind,
        x: at.0,
        y: at.1,
        has_console: true,
        interfaces,
        hsrp: if name == "R1" || name == "R4" {
            vec![hsrp]
        } else {
            vec![]
        },
        prompt: String::new(),
        busy: false,
    }
}

/// The topology of the article.
fn article() -> (Vec<DeviceView>, Vec<LinkView>) {
    use DeviceKind::*;
    let fa = |port: &str| format!("FastEthernet{port}");
    let devices = vec![
        device(
            0,
            "R6",
            Router,
            (70, 220),
            vec![
                interface(&fa("0/0"), None, Some(0), Some("trunk")),
                interface(
                    &fa("0/0.67"),
                    Some("155.1.67.6/24"),
                    Some(0),
                    Some("VLAN 67"),
                ),
                interface(
                    &fa("0/0.146"),
                    Some("155.1.146.6/24"),
                    Some(0),
                    Some("VLAN 146"),
                ),
            ],
        ),
        device(
            1,
            "SW1",
            Switch,
            (240, 220),
            vec![
                interface(&fa("0/6"), None, Some(0), Some("trunk")),
                interface(&fa("0/1"), None, Some(1), Some("VLAN 146")),
                interface(&fa("0/4"), None, Some(2), Some("VLAN 146")),
                interface("Vlan67", Some("155.1.67.7/24"), None, None),
            ],
        ),
        device(
            2,
            "R1",
            Router,
            (420, 110),
            vec![
                interface(&fa("0/0"), Some("155.1.146.1/24"), Some(1), None),
                interface("Serial0/0", Some("155.1.0.1/24"), Some(3), Some("DLCI 105")),
            ],
        ),
        device(
            3,
            "R4",
            Router,
            (420, 330),
            vec![
                interface(&fa("0/1"), Some("155.1.146.4/24"), Some(2), None),
                interface("Serial0/0", Some("155.1.0.4/24"), Some(4), Some("DLCI 405")),
            ],
        ),
        device(4, "FR", FrameRelay, (560, 220), vec![]),
        device(
            5,
            "R5",
            Router,
            (680, 220),
            vec![
                interface(
                    "Serial0/0",
                    Some("155.1.0.5/24"),
                    Some(5),
                    Some("DLCI 501, 504"),
                ),
                interface(&fa("0/0"), Some("155.1.58.5/24"), Some(6), None),
            ],
        ),
        device(
            6,
            "SW2",
            Switch,
            (680, 380),
            vec![
                interface(&fa("0/5"), None, Some(6), Some("VLAN 58")),
                interface("Vlan58", Some("155.1.58.8/24"), None, None),
            ],
        ),
    ];
    let link = |id: u16, a: u16, b: u16| LinkView {
        id: LinkId(id),
        a: (NodeId(a), String::new()),
        b: (NodeId(b), String::new()),
        serial: false,
        state: LinkState::Up,
    };
    let links = [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (5, 6)];
    let links = (0u16..)
        .zip(links)
        .map(|(id, (a, b))| link(id, a, b))
        .collect();
    (devices, links)
}

#[test]
fn every_interface_is_written_once_and_inside_the_sheet() {
    let (devices, links) = article();
    for sheet in [Sheet::Lying, Sheet::Upright] {
        let plan = Plan::new(&devices, &links, sheet);
        let labels = Labels::new(&devices, &links, &plan, sheet);
        let rows: usize = labels.interfaces.iter().map(|l| l.rows.len()).sum();
        assert_eq!(rows, 15);
        let (w, h) = sheet.size();
        for label in &labels.interfaces {
            let a = label.area;
            let inside = a.left() >= -MARGIN
                && a.top() >= -MARGIN
                && a.left() + a.w <= w + MARGIN
                && a.top() + a.h <= h + MARGIN;
            assert!(inside, "{sheet:?} {label:?}");
        }
    }
}

#[test]
fn no_label_covers_another_or_a_device() {
    let (devices, links) = article();
    for sheet in [Sheet::Lying, Sheet::Upright] {
        let plan = Plan::new(&devices, &links, sheet);
        let labels = Labels::new(&devices, &links, &plan, sheet);
        let mut areas: Vec<(String, Area)> = labels
            .interfaces
            .iter()
            .map(|l| (format!("{:?}", l.rows[0]), l.area))
            .collect();
        areas.extend(
            labels
                .badges
                .iter()
                .map(|(id, area)| (format!("badge {id}"), *area)),
        );
        for (i, (what, area)) in areas.iter().enumerate() {
            for (other, area2) in &areas[i + 1..] {
                assert!(
                    area.overlap(*area2) < 1.0,
                    "{sheet:?}: {what} covers {other}"
                );
            }
            for (id, kind, middle) in &plan.devices {
                let (hw, hh) = half_size(*kind);
                let shape = Area {
                    middle: *middle,
                    w: hw * 2.0,
                    h: hh * 2.0,
                };
                assert!(
                    area.overlap(shape) < 1.0,
                    "{sheet:?}: {what} covers device {id}"
                );
            }
        }
    }
}

#[test]
fn addresses_are_written_without_what_all_have_in_common() {
    let (devices, _) = article();
    let common = common_octets(&devices);
    assert_eq!(common, "155.1");
    assert_eq!(shortened("155.1.146.4/24", &common), ".146.4/24");
    assert_eq!(shortened("10.0.0.1/8", &common), "10.0.0.1/8");
    assert_eq!(shortened("155.1.146.4/24", ""), "155.1.146.4/24");
}

#[test]
fn the_drawing_is_cut_to_what_is_on_it() {
    let (devices, links) = article();
    let plan = Plan::new(&devices, &links, Sheet::Lying);
    let labels = Labels::new(&devices, &links, &plan, Sheet::Lying);
    let (left, top, w, h) = extent_of(&plan, &labels);
    for label in &labels.interfaces {
        assert!(label.area.left() >= left && label.area.top() >= top);
        assert!(
            label.area.left() + label.area.w <= left + w
                && label.area.top() + label.area.h <= top + h
        );
    }
    assert_eq!(
        extent_of(&Plan::default(), &Labels::default()),
        (0.0, 0.0, 780.0, 440.0)
    );
}
