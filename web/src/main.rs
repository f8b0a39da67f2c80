//! The page of vipsec: shows the lab that runs in the worker.

mod app;
mod worker;

fn main() {
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.get_element_by_id("app"));
    let root = root.expect("index.html has an element with the id app");
    yew::Renderer::<app::App>::with_root(root).render();
}
