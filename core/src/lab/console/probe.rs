//! What `ping` and `traceroute` have in common: where they come from.

use std::net::Ipv4Addr;

use crate::ios::Source;
use crate::node::device::Device;

/// The address of a source, if one is given.
///
/// # Errors
/// What the console says if the device has no such address now.
pub(super) fn source_address(
    device: &Device,
    source: Option<Source>,
) -> Result<Option<Ipv4Addr>, &'static str> {
    match source {
        None => Ok(None),
        Some(Source::Address(addr)) if device.owns(addr) => Ok(Some(addr)),
        Some(Source::Address(_)) => {
            Err("% Invalid source address- IP address not on any of our up interfaces")
        }
        Some(Source::Interface(name)) => {
            let interface = device
                .index_of(name)
                .map(|ifx| &device.interfaces()[usize::from(ifx.0)]);
            let up = interface.filter(|interface| interface.line_protocol);
            match up.and_then(|interface| interface.addr()) {
                Some(addr) => Ok(Some(addr)),
                None => Err("% Invalid source interface - IP not enabled or interface is down"),
            }
        }
    }
}
