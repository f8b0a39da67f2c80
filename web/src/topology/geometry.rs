//! Where things stand on the diagram: pure numbers.

use vipsec_core::lab::view::{DeviceKind, DeviceView, LinkId, LinkView, NodeId};

/// A point in diagram units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Point {
    /// The point at `t` between this one (0) and another (1).
    pub(crate) fn towards(self, other: Self, t: f64) -> Self {
        Self {
            x: self.x + (other.x - self.x) * t,
            y: self.y + (other.y - self.y) * t,
        }
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// A rectangle around its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) middle: Point,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

impl Area {
    pub(crate) fn left(self) -> f64 {
        self.middle.x - self.w / 2.0
    }

    pub(crate) fn top(self) -> f64 {
        self.middle.y - self.h / 2.0
    }

    /// The area that both cover.
    pub(crate) fn overlap(self, other: Self) -> f64 {
        let side = |a: f64, aw: f64, b: f64, bw: f64| {
            ((a + aw / 2.0).min(b + bw / 2.0) - (a - aw / 2.0).max(b - bw / 2.0)).max(0.0)
        };
        side(self.middle.x, self.w, other.middle.x, other.w)
            * side(self.middle.y, self.h, other.middle.y, other.h)
    }

    pub(crate) fn holds(self, p: Point) -> bool {
        (p.x - self.middle.x).abs() <= self.w / 2.0 && (p.y - self.middle.y).abs() <= self.h / 2.0
    }
}

/// The sheet that the diagram is drawn on: lying, or upright for a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    Lying,
    Upright,
}

impl Sheet {
    pub(crate) fn size(self) -> (f64, f64) {
        match self {
            Self::Lying => (780.0, 440.0),
            Self::Upright => (440.0, 640.0),
        }
    }

    /// The place of a point of the scenario, which is drawn on a lying sheet.
    pub(crate) fn place(self, x: i32, y: i32) -> Point {
        let (x, y) = (f64::from(x), f64::from(y));
        match self {
            Self::Lying => Point { x, y },
            Self::Upright => Point {
                x: y,
                y: x * 640.0 / 780.0,
            },
        }
    }
}

/// Half the width and height of a device's shape.
pub(crate) fn half_size(kind: DeviceKind) -> (f64, f64) {
    match kind {
        DeviceKind::Router => (25.0, 25.0),
        DeviceKind::Switch => (29.0, 19.0),
        DeviceKind::FrameRelay => (48.0, 26.0),
    }
}

/// How far a device's outline is from its middle, in the direction of another point.
pub(crate) fn edge(kind: DeviceKind, from: Point, to: Point) -> f64 {
    let (w, h) = half_size(kind);
    let length = from.distance(to).max(1e-6);
    let (ux, uy) = ((to.x - from.x) / length, (to.y - from.y) / length);
    match kind {
        DeviceKind::Switch => (w / ux.abs().max(1e-6)).min(h / uy.abs().max(1e-6)),
        DeviceKind::Router | DeviceKind::FrameRelay => 1.0 / (ux / w).hypot(uy / h),
    }
}

/// A cable on the diagram, from outline to outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wire {
    pub(crate) id: LinkId,
    pub(crate) a: Point,
    pub(crate) b: Point,
}

impl Wire {
    /// How far a point is from the nearest point of the cable.
    pub(crate) fn distance(&self, p: Point) -> f64 {
        let (dx, dy) = (self.b.x - self.a.x, self.b.y - self.a.y);
        let along = ((p.x - self.a.x) * dx + (p.y - self.a.y) * dy) / (dx * dx + dy * dy).max(1e-6);
        self.at(along.clamp(0.0, 1.0)).distance(p)
    }

    /// The point at `t` from end `a` (0) to end `b` (1).
    pub(crate) fn at(&self, t: f64) -> Point {
        self.a.towards(self.b, t)
    }
}

/// The places of all devices and cables.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) devices: Vec<(NodeId, DeviceKind, Point)>,
    pub(crate) wires: Vec<Wire>,
}

/// Cables between the same two devices are so far apart.
const PARALLEL: f64 = 10.0;

impl Plan {
    pub(crate) fn new(devices: &[DeviceView], links: &[LinkView], sheet: Sheet) -> Self {
        let devices: Vec<_> = devices
            .iter()
            .map(|d| (d.id, d.kind, sheet.place(d.x, d.y)))
            .collect();
        let mut plan = Self {
            devices,
            wires: Vec::new(),
        };
        for link in links {
            let alike = |l: &&LinkView| pair(l) == pair(link);
            let all = links.iter().filter(alike).count();
            let nth = links
                .iter()
                .filter(alike)
                .position(|l| l.id == link.id)
                .unwrap_or(0);
            let shift = (nth as f64 - (all as f64 - 1.0) / 2.0) * PARALLEL;
            plan.wires.extend(plan.wire(link, shift));
        }
        plan
    }

    fn wire(&self, link: &LinkView, shift: f64) -> Option<Wire> {
        let (kind_a, a) = self.device(link.a.0)?;
        let (kind_b, b) = self.device(link.b.0)?;
        let length = a.distance(b).max(1e-6);
        // The shift is to the same side whichever end is `a`.
        let sign = if link.a.0 <= link.b.0 { 1.0 } else { -1.0 };
        let (nx, ny) = (
            -(b.y - a.y) / length * shift * sign,
            (b.x - a.x) / length * shift * sign,
        );
        let moved = |p: Point| Point {
            x: p.x + nx,
            y: p.y + ny,
        };
        let ends = (
            edge(kind_a, a, b) / length,
            1.0 - edge(kind_b, b, a) / length,
        );
        Some(Wire {
            id: link.id,
            a: moved(a.towards(b, ends.0)),
            b: moved(a.towards(b, ends.1)),
        })
    }

    pub(crate) fn device(&self, id: NodeId) -> Option<(DeviceKind, Point)> {
        self.devices.iter().find(|d| d.0 == id).map(|d| (d.1, d.2))
    }

    pub(crate) fn wire_of(&self, id: LinkId) -> Option<&Wire> {
        self.wires.iter().find(|w| w.id == id)
    }
}

fn pair(link: &LinkView) -> (NodeId, NodeId) {
    (link.a.0.min(link.b.0), link.a.0.max(link.b.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn outlines_are_met_where_they_are() {
        let (o, right) = (Point { x: 0.0, y: 0.0 }, Point { x: 100.0, y: 0.0 });
        let down = Point { x: 0.0, y: 100.0 };
        assert!(close(edge(DeviceKind::Router, o, right), 25.0));
        assert!(close(edge(DeviceKind::Switch, o, right), 29.0));
        assert!(close(edge(DeviceKind::Switch, o, down), 19.0));
        assert!(close(edge(DeviceKind::FrameRelay, o, down), 26.0));
    }

    #[test]
    fn areas_overlap_by_their_common_part() {
        let area = |x: f64| Area {
            middle: Point { x, y: 0.0 },
            w: 10.0,
            h: 4.0,
        };
        assert!(close(area(0.0).overlap(area(6.0)), 16.0));
        assert!(close(area(0.0).overlap(area(10.0)), 0.0));
    }

    #[test]
    fn an_upright_sheet_turns_the_scenario_and_keeps_it_inside() {
        let (w, h) = Sheet::Upright.size();
        let p = Sheet::Upright.place(780, 440);
        assert!(close(p.x, w) && close(p.y, h));
    }
}
