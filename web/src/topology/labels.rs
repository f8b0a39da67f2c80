//! Finds room for what is written beside devices and cables. Greedy: each text takes the best of a few places.

use vipsec_core::lab::view::{DeviceKind, DeviceView, LinkView, NodeId};

use super::geometry::{Area, Plan, Point, Sheet, Wire, half_size};

/// The width of a character of the labels' font, and the height of a row.
const CHAR: f64 = 6.65;
pub(crate) const ROW: f64 = 16.0;
/// The room that HSRP badges get, whatever they say, so that nothing moves when they change.
pub(crate) const BADGE: (f64, f64) = (116.0, 20.0);
/// The room for the tag with the virtual address beneath the badge.
pub(crate) const TAG: f64 = 18.0;

/// One interface in a label.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The interface's full name.
    pub(crate) interface: String,
    pub(crate) short: String,
    /// Its address without the octets that all have in common, or what else there is to say.
    pub(crate) rest: String,
}

/// The interfaces of a device at one end of a cable, or those without a cable.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub(crate) device: NodeId,
    pub(crate) rows: Vec<Row>,
    pub(crate) area: Area,
}

/// All that is written on the diagram.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Labels {
    pub(crate) interfaces: Vec<Label>,
    /// The room for a device's HSRP badges, one above the other.
    pub(crate) badges: Vec<(NodeId, Area)>,
    /// The octets that all addresses begin with, such as `155.1`.
    pub(crate) common: String,
}

/// Labels may stick out of the sheet by so much; the drawing is cut to what is on it.
const MARGIN: f64 = 40.0;

/// The leading octets that all addresses have in common; at most two.
pub(crate) fn common_octets(devices: &[DeviceView]) -> String {
    let mut addresses = devices
        .iter()
        .flat_map(|d| &d.interfaces)
        .filter_map(|i| i.address.as_deref());
    let Some(first) = addresses.next() else {
        return String::new();
    };
    let mut common: Vec<&str> = first.split('.').take(2).collect();
    for address in addresses {
        let alike = common
            .iter()
            .zip(address.split('.'))
            .take_while(|(a, b)| **a == *b)
            .count();
        common.truncate(alike);
    }
    common.join(".")
}

/// An address without the octets that all have in common.
pub(crate) fn shortened(address: &str, common: &str) -> String {
    let rest = address
        .strip_prefix(common)
        .filter(|r| !common.is_empty() && r.starts_with('.'));
    rest.unwrap_or(address).to_owned()
}

impl Labels {
    pub(crate) fn new(
        devices: &[DeviceView],
        links: &[LinkView],
        plan: &Plan,
        sheet: Sheet,
    ) -> Self {
        let common = common_octets(devices);
        let mut room = Room::new(plan, sheet);
        let mut labels = Self {
            common,
            ..Self::default()
        };
        for device in devices.iter().filter(|d| !d.hsrp.is_empty()) {
            let h = (BADGE.1 + TAG) * device.hsrp.len() as f64;
            if let Some(area) = room.beside(device, BADGE.0, h) {
                labels.badges.push((device.id, area));
            }
        }
        for link in links {
            for (end, t) in [(&link.a, false), (&link.b, true)] {
                let Some(device) = devices.iter().find(|d| d.id == end.0) else {
                    continue;
                };
                if device.kind == DeviceKind::FrameRelay {
                    continue;
                }
                let rows = labels.rows(device, |i| i.link == Some(link.id));
                let Some(wire) = plan.wire_of(link.id).filter(|_| !rows.is_empty()) else {
                    continue;
                };
                let (from, to) = if t {
                    (wire.b, wire.a)
                } else {
                    (wire.a, wire.b)
                };
                let (w, h) = extent(&rows);
                let area = room.along(wire, from, to, (w, h));
                labels.interfaces.push(Label {
                    device: device.id,
                    rows,
                    area,
                });
            }
        }
        for device in devices.iter().filter(|d| d.kind != DeviceKind::FrameRelay) {
            // What has neither cable nor address says nothing on a diagram; the table lists it.
            let rows = labels.rows(device, |i| i.link.is_none() && i.address.is_some());
            let (w, h) = extent(&rows);
            let area = if rows.is_empty() {
                None
            } else {
                room.beside(device, w, h)
            };
            if let Some(area) = area {
                labels.interfaces.push(Label {
                    device: device.id,
                    rows,
                    area,
                });
            }
        }
        labels
    }

    fn rows(
        &self,
        device: &DeviceView,
        wanted: impl Fn(&vipsec_core::lab::view::InterfaceView) -> bool,
    ) -> Vec<Row> {
        let row = |i: &vipsec_core::lab::view::InterfaceView| Row {
            interface: i.name.clone(),
            short: i.short.clone(),
            rest: match (&i.address, &i.note) {
                (Some(address), _) => shortened(address, &self.common),
                (None, Some(note)) => note.clone(),
                (None, None) => String::new(),
            },
        };
        device
            .interfaces
            .iter()
            .filter(|i| wanted(i))
            .map(row)
            .collect()
    }
}

/// The part of the sheet that something is drawn on, as left, top, width and height; with room for a line of text
/// above it.
pub(crate) fn extent_of(plan: &Plan, labels: &Labels) -> (f64, f64, f64, f64) {
    let devices = plan.devices.iter().map(|(_, kind, middle)| {
        let (w, h) = half_size(*kind);
        Area {
            middle: *middle,
            w: w * 2.0,
            h: h * 2.0,
        }
    });
    let texts = labels
        .interfaces
        .iter()
        .map(|l| l.area)
        .chain(labels.badges.iter().map(|b| b.1));
    let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    let (left, top, right, bottom) = devices.chain(texts).fold(start, |(l, t, r, b), a| {
        (
            l.min(a.left()),
            t.min(a.top()),
            r.max(a.left() + a.w),
            b.max(a.top() + a.h),
        )
    });
    if left > right {
        return (0.0, 0.0, 780.0, 440.0);
    }
    (
        left - 10.0,
        top - 34.0,
        right - left + 20.0,
        bottom - top + 44.0,
    )
}

/// The room that rows need.
fn extent(rows: &[Row]) -> (f64, f64) {
    let chars = |r: &Row| r.short.chars().count() + 1 + r.rest.chars().count();
    (
        rows.iter().map(chars).max().unwrap_or(0) as f64 * CHAR + 20.0,
        rows.len() as f64 * ROW + 2.0,
    )
}

/// What is taken already.
struct Room {
    taken: Vec<Area>,
    on_wires: Vec<Point>,
    sheet: Area,
    plan: Plan,
}

impl Room {
    fn new(plan: &Plan, sheet: Sheet) -> Self {
        let (w, h) = sheet.size();
        let device = |d: &(NodeId, DeviceKind, Point)| {
            let (hw, hh) = half_size(d.1);
            Area {
                middle: d.2,
                w: hw * 2.0 + 4.0,
                h: hh * 2.0 + 4.0,
            }
        };
        let sample = |i: usize| plan.wires.iter().map(move |wire| wire.at(i as f64 / 40.0));
        Self {
            taken: plan.devices.iter().map(device).collect(),
            on_wires: (0..=40).flat_map(sample).collect(),
            sheet: Area {
                middle: Point {
                    x: w / 2.0,
                    y: h / 2.0,
                },
                w,
                h,
            },
            plan: plan.clone(),
        }
    }

    /// How bad a place is.
    fn cost(&self, area: Area) -> f64 {
        let covered: f64 = self.taken.iter().map(|t| t.overlap(area)).sum();
        let sheet = Area {
            w: self.sheet.w + 2.0 * MARGIN,
            h: self.sheet.h + 2.0 * MARGIN,
            ..self.sheet
        };
        let outside = area.w * area.h - sheet.overlap(area);
        let beyond = area.w * area.h - self.sheet.overlap(area);
        let crossed = self.on_wires.iter().filter(|p| area.holds(**p)).count();
        covered * 4.0 + outside * 8.0 + beyond * 0.02 + crossed as f64 * 22.0
    }

    fn take(&mut self, places: impl Iterator<Item = (Area, f64)>) -> Option<Area> {
        let best = places
            .map(|(area, dislike)| (area, self.cost(area) + dislike))
            .min_by(|a, b| a.1.total_cmp(&b.1))?
            .0;
        self.taken.push(Area {
            w: best.w + 4.0,
            h: best.h + 3.0,
            ..best
        });
        Some(best)
    }

    /// Room beside a cable near its end `from`.
    fn along(&mut self, own: &Wire, from: Point, to: Point, (w, h): (f64, f64)) -> Area {
        let length = from.distance(to).max(1e-6);
        let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length);
        let clear = uy.abs() * w / 2.0 + ux.abs() * h / 2.0 + 4.0;
        let places: Vec<_> = (0..48)
            .flat_map(|place: i32| {
                let (step, off) = (f64::from(place % 12), f64::from(place / 12));
                let d = 4.0 + step * 7.0;
                let aside = clear + off * 8.0;
                [-1.0, 1.0].map(|side| {
                    let middle = Point {
                        x: from.x + ux * d - uy * aside * side,
                        y: from.y + uy * d + ux * aside * side,
                    };
                    // Above a cable reads a little better than beneath it.
                    let beneath = if middle.y > from.y { 4.0 } else { 0.0 };
                    let belongs = self.belonging(own, middle);
                    (
                        Area { middle, w, h },
                        step * 6.0 + off * 12.0 + beneath + belongs,
                    )
                })
            })
            .collect();
        let middle = from.towards(to, 0.25);
        self.take(places.into_iter())
            .unwrap_or(Area { middle, w, h })
    }

    /// How much a label there would seem to belong to another cable than its own.
    fn belonging(&self, own: &Wire, middle: Point) -> f64 {
        let nearest =
            |w: &&Wire| w.id != own.id && w.distance(middle) < own.distance(middle) + 12.0;
        if self.plan.wires.iter().any(|w| nearest(&w)) {
            60.0
        } else {
            0.0
        }
    }

    /// Room around a device.
    fn beside(&mut self, device: &DeviceView, w: f64, h: f64) -> Option<Area> {
        let (kind, p) = self.plan.device(device.id)?;
        let (hw, hh) = half_size(kind);
        let places: Vec<_> = (0..4)
            .flat_map(|step| {
                let gap = 5.0 + f64::from(step) * 6.0;
                let (dx, dy) = (hw + w / 2.0 + gap, hh + h / 2.0 + gap);
                let upwards = if p.y < self.sheet.middle.y { -1.0 } else { 1.0 };
                let around = [
                    (0.0, dy * upwards),
                    (0.0, -dy * upwards),
                    (dx, 0.0),
                    (-dx, 0.0),
                ];
                let corner = |up: f64| [(dx, dy * up * 0.7), (-dx, dy * up * 0.7)];
                let corners = [corner(upwards), corner(-upwards)].into_iter().flatten();
                around
                    .into_iter()
                    .chain(corners)
                    .enumerate()
                    .map(move |(i, (x, y))| {
                        let middle = Point {
                            x: p.x + x,
                            y: p.y + y,
                        };
                        (
                            Area { middle, w, h },
                            f64::from(step) * 12.0 + i as f64 * 10.0,
                        )
                    })
            })
            .collect();
        self.take(places.into_iter())
    }
}

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
