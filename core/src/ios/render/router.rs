//! `router rip` and static routes.

use crate::node::config::{DeviceConfig, RipConfig, StaticRoute};

use super::{Page, block_lines};

/// `router rip`, if it runs.
pub(super) fn render(page: &mut Page, config: &DeviceConfig) {
    let Some(rip) = &config.rip else {
        return;
    };
    page.separator();
    page.line("router rip");
    for line in settings(rip) {
        page.inner(line);
    }
    block_lines(page, config, "router rip");
    page.inner_if(rip.no_auto_summary, "no auto-summary");
}

fn settings(rip: &RipConfig) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(rip.version.map(|version| format!("version {version}")));
    lines.extend(rip.timers.map(|timers| {
        format!(
            "timers basic {} {} {} {}",
            timers.update_secs, timers.invalid_secs, timers.holddown_secs, timers.flush_secs
        )
    }));
    let sources = [
        ("connected", rip.redistribute_connected),
        ("static", rip.redistribute_static),
    ];
    for (source, redistribution) in sources {
        if let Some(redistribution) = redistribution {
            let metric = redistribution
                .metric
                .map(|metric| format!(" metric {metric}"));
            lines.push(format!(
                "redistribute {source}{}",
                metric.unwrap_or_default()
            ));
        }
    }
    if rip.passive_default {
        lines.push("passive-interface default".into());
    }
    lines.extend(
        rip.active
            .iter()
            .map(|name| format!("no passive-interface {name}")),
    );
    lines.extend(
        rip.passive
            .iter()
            .map(|name| format!("passive-interface {name}")),
    );
    for list in &rip.offset_lists {
        let name = list.access_list.as_deref().unwrap_or("0");
        let direction = if list.inbound { "in" } else { "out" };
        let interface = list
            .interface
            .map(|name| format!(" {name}"))
            .unwrap_or_default();
        lines.push(format!(
            "offset-list {name} {direction} {}{interface}",
            list.offset
        ));
    }
    lines.extend(
        rip.networks
            .iter()
            .map(|network| format!("network {network}")),
    );
    lines.extend(
        rip.maximum_paths
            .map(|paths| format!("maximum-paths {paths}")),
    );
    if rip.default_originate {
        lines.push("default-information originate".into());
    }
    lines.extend(
        rip.default_metric
            .map(|metric| format!("default-metric {metric}")),
    );
    lines.extend(rip.distance.map(|distance| format!("distance {distance}")));
    lines
}

/// `ip route …`.
pub(super) fn static_route(route: &StaticRoute) -> String {
    let mut line = format!(
        "ip route {} {}",
        route.prefix.network(),
        route.prefix.mask()
    );
    let mut word = |word: Option<String>| {
        if let Some(word) = word {
            line.push(' ');
            line.push_str(&word);
        }
    };
    word(route.interface.map(|name| name.to_string()));
    word(route.next_hop.map(|addr| addr.to_string()));
    word(route.distance.map(|distance| distance.to_string()));
    word(route.name.as_ref().map(|name| format!("name {name}")));
    word(route.permanent.then(|| "permanent".into()));
    line
}
