//! What every component may need: a way to tell the reducer something, and the driver.

use yew::prelude::*;

use crate::driver::Driver;
use crate::state::Action;

/// The context of the page. It never changes, so it never makes anybody draw anew.
#[derive(Clone, PartialEq)]
pub(crate) struct Ui {
    pub(crate) driver: Driver,
    pub(crate) act: Callback<Action>,
}

impl Ui {
    /// A callback that tells the reducer something.
    pub(crate) fn on<E>(&self, action: impl Fn(E) -> Action + 'static) -> Callback<E> {
        let act = self.act.clone();
        Callback::from(move |event| act.emit(action(event)))
    }

    /// A callback that does something with the driver.
    pub(crate) fn drive<E>(&self, work: impl Fn(&Driver, E) + 'static) -> Callback<E> {
        let driver = self.driver.clone();
        Callback::from(move |event| work(&driver, event))
    }
}

/// The context of the page.
#[hook]
pub(crate) fn use_ui() -> Ui {
    use_context::<Ui>().expect("App provides the context to everything below it")
}
