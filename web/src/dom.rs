//! The few things the page asks of the browser.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, Document, Element, HtmlAnchorElement, HtmlElement, Url};

/// A clock for measuring, in milliseconds.
pub(crate) fn wall_ms() -> f64 {
    web_sys::window()
        .and_then(|w| w.performance())
        .map_or(0.0, |p| p.now())
}

pub(crate) fn document() -> Option<Document> {
    web_sys::window().and_then(|w| w.document())
}

/// Hands a file to the browser, which saves it as a download.
pub(crate) fn save_as(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let url = Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence(&parts)?)?;
    let link = document()
        .ok_or("there is no document")?
        .create_element("a")?;
    if let Some(link) = link.dyn_ref::<HtmlAnchorElement>() {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    Url::revoke_object_url(&url)
}

/// A setting kept in this browser; `None` also where nothing may be kept.
pub(crate) fn stored(key: &str) -> Option<String> {
    web_sys::window()?
        .local_storage()
        .ok()??
        .get_item(key)
        .ok()?
}

/// Keeps a setting in this browser, if it may.
pub(crate) fn store(key: &str, value: &str) {
    let storage = web_sys::window()
        .and_then(|w| w.local_storage().ok())
        .flatten();
    if let Some(storage) = storage {
        // A full or forbidden storage only means that the setting is forgotten.
        let _ = storage.set_item(key, value);
    }
}

/// Whether typing into this element is meant for it, and not for the page's keys.
pub(crate) fn takes_keys(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Whether space and Enter press this element.
pub(crate) fn is_pressable(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "BUTTON" | "SUMMARY" | "A")
        || element
            .get_attribute("role")
            .is_some_and(|r| r == "button" || r == "tab" || r == "menuitem")
}

pub(crate) fn focus(id: &str) {
    let element = document().and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it was.
        let _ = element.focus();
    }
}

/// Whether a media query holds now.
pub(crate) fn media(query: &str) -> bool {
    let list = web_sys::window()
        .and_then(|w| w.match_media(query).ok())
        .flatten();
    list.is_some_and(|l| l.matches())
}
