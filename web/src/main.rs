//! The page of vipsec: shows the lab that runs in the worker.

mod app;
mod chart;
mod console;
mod dom;
mod driver;
mod events;
mod folded;
mod format;
mod hooks;
mod icons;
mod live;
mod log;
mod notices;
mod playback;
mod state;
mod topology;
mod transport;
mod ui;
mod words;
mod worker;

fn main() {
    yew::set_custom_panic_hook(Box::new(|info| notices::page_fault(&info.to_string())));
    let root = dom::document().and_then(|document| document.get_element_by_id("app"));
    let root = root.expect("index.html has an element with the id app");
    // What says that the lab is loading makes room for the lab.
    root.set_text_content(None);
    yew::Renderer::<app::App>::with_root(root).render();
}
