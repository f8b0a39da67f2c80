//! `ip route …` and `ip routing`.

use crate::node::config::StaticRoute;
use crate::types::Prefix;

use super::super::error::Refusal;
use super::super::grammar::Args;
use super::super::mode::DeviceKind;
use super::{Change, DONE, Effect, Form, Outcome, interface};

/// `ip route N M {A | IF [A]} [distance] [name N] [permanent]`.
pub(crate) fn ip_route(change: &mut Change<'_>, args: &Args) -> Outcome {
    let Some((network, mask)) = args.address("network").zip(args.address("mask")) else {
        return Err(Refusal::Incomplete);
    };
    let prefix = Prefix::from_mask(network, mask).ok_or(Refusal::Inconsistent)?;
    if prefix.network() != network {
        return Err(Refusal::Inconsistent);
    }
    let route = StaticRoute {
        prefix,
        interface: args.interface("interface-name"),
        next_hop: args.address("next-hop"),
        distance: args.small("distance").filter(|distance| *distance != 1),
        name: args.text("route-name").map(str::to_owned),
        permanent: args.has("permanent"),
    };
    if change.is_plain() {
        add(change, route)
    } else {
        remove(change, &route)
    }
}

fn add(change: &mut Change<'_>, route: StaticRoute) -> Outcome {
    if let Some(name) = route.interface
        && !change.config.interfaces.contains_key(&name)
    {
        return Err(Refusal::Argument("interface-name"));
    }
    if route
        .next_hop
        .is_some_and(|hop| interface::is_own(change, hop))
    {
        return Err(Refusal::OwnNextHop);
    }
    let routes = &mut change.config.static_routes;
    match routes.iter_mut().find(|old| is_same_path(old, &route)) {
        Some(old) => *old = route,
        None => {
            let rank = |route: &StaticRoute| (route.prefix.network(), route.prefix.len());
            let at = routes.partition_point(|old| rank(old) <= rank(&route));
            routes.insert(at, route);
        }
    }
    DONE
}

fn is_same_path(a: &StaticRoute, b: &StaticRoute) -> bool {
    (a.prefix, a.interface, a.next_hop) == (b.prefix, b.interface, b.next_hop)
}

fn remove(change: &mut Change<'_>, route: &StaticRoute) -> Outcome {
    let is_any = route.interface.is_none() && route.next_hop.is_none();
    let routes = &mut change.config.static_routes;
    let before = routes.len();
    routes.retain(|old| {
        let goes = if is_any {
            old.prefix == route.prefix
        } else {
            is_same_path(old, route)
        };
        !goes
    });
    if routes.len() == before {
        Err(Refusal::NoSuchRoute)
    } else {
        DONE
    }
}

/// `[no] ip default-gateway A`.
pub(crate) fn default_gateway(change: &mut Change<'_>, args: &Args) -> Outcome {
    let gateway = args.address("address");
    change.config.default_gateway = gateway.filter(|_| change.is_plain());
    DONE
}

/// `[no] ip routing`.
pub(crate) fn ip_routing(change: &mut Change<'_>, _: &Args) -> Outcome {
    let default = change.kind == DeviceKind::Router;
    let wanted = match change.form {
        Form::Plain => true,
        Form::No => false,
        Form::Default => default,
    };
    change.config.ip_routing = Some(wanted).filter(|wanted| *wanted != default);
    Ok(Effect::Simulated)
}
