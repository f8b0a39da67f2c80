//! `show users` and `show hosts`.

use crate::node::Device;

/// `show users`: the console is the only line there is.
#[must_use]
pub fn users() -> String {
    let mut out = String::new();
    line!(
        out,
        "    Line       User       Host(s)              Idle       Location"
    );
    line!(
        out,
        "*  0 con 0                idle                 00:00:00   "
    );
    line!(out);
    line!(
        out,
        "  Interface    User               Mode         Idle     Peer Address"
    );
    line!(out);
    out
}

/// `show hosts`: the static mappings, which the lab keeps and does not ask.
#[must_use]
pub fn hosts(device: &Device) -> String {
    let mut out = String::new();
    let lines = device.config().unsimulated.get("");
    let lines = lines.map(Vec::as_slice).unwrap_or_default();
    let values = |head: &str| -> Vec<&str> {
        let rest = lines.iter().filter_map(|line| line.strip_prefix(head));
        rest.collect()
    };
    match values("ip domain name ").first() {
        Some(domain) => line!(out, "Default domain is {domain}"),
        None => line!(out, "Default domain is not set"),
    }
    if lines.iter().any(|line| line == "no ip domain lookup") {
        line!(out, "Name/address lookup uses static mappings");
    } else {
        line!(out, "Name/address lookup uses domain service");
        let servers = values("ip name-server ");
        let servers = match servers.is_empty() {
            true => "255.255.255.255".to_owned(),
            false => servers.join(", "),
        };
        line!(out, "Name servers are {servers}");
    }
    line!(out);
    line!(
        out,
        "Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate"
    );
    line!(out, "       temp - temporary, perm - permanent");
    line!(out, "       NA - Not Applicable None - Not defined");
    line!(out);
    line!(
        out,
        "Host                      Port  Flags      Age Type   Address(es)"
    );
    for (name, addresses) in &device.config().hosts {
        let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
        let addresses = addresses.join(" ");
        line!(out, "{name:<26}None  (perm, OK)  0   IP    {addresses}");
    }
    out
}
