//! What a person must know: the worker is gone, or a command could not be carried out.

use yew::prelude::*;

use crate::dom::document;
use crate::state::{Action, WorkerStatus};
use crate::ui::Ui;

/// The messages between header and diagram, and the worker's state for whoever cannot see that the page moves.
pub(crate) fn notices(ui: &Ui, worker: &WorkerStatus, error: Option<&str>) -> Html {
    let status = match worker {
        WorkerStatus::Starting => "starting worker",
        WorkerStatus::Ready => "worker ready",
        WorkerStatus::Failed(_) => "worker ended",
    };
    html! {
        <>
            <p class="unseen" role="status" key="status">{ status }</p>
            if let WorkerStatus::Failed(reason) = worker {
                <div class="notice" role="alert" key="failed">
                    <p>
                        <b>{ "The simulation has stopped." }</b>{ " " }
                        { "What you see is its last state. " }
                        <span class="reason">{ reason.to_string() }</span>
                    </p>
                    <button class="primary" onclick={ui.drive(|driver, _| driver.start())}>
                        { "Start again" }
                    </button>
                </div>
            }
            if let Some(error) = error {
                <div class="notice" role="alert" key="error">
                    <p>{ error.to_string() }</p>
                    <button onclick={ui.on(|_| Action::DismissError)}>{ "Dismiss" }</button>
                </div>
            }
        </>
    }
}

/// Says that the page itself has failed. Nothing of the page works any more, so this is plain DOM.
pub(crate) fn page_fault(what: &str) {
    let Some(document) = document() else { return };
    let (Some(body), Ok(notice)) = (document.body(), document.create_element("div")) else {
        return;
    };
    let (Ok(text), Ok(link)) = (document.create_element("p"), document.create_element("a")) else {
        return;
    };
    text.set_text_content(Some(&format!(
        "The page has failed, which is our fault. {what}"
    )));
    link.set_text_content(Some("Reload the page"));
    // If even this fails there is nobody left to tell.
    let _ = notice.set_attribute("class", "notice fault");
    let _ = notice.set_attribute("role", "alert");
    let _ = link.set_attribute("href", "");
    let _ = notice.append_child(&text);
    let _ = notice.append_child(&link);
    let _ = body.insert_before(&notice, body.first_child().as_ref());
}
