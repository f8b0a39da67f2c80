//! Light, dark, or as the system has it.

use yew::prelude::*;

use crate::dom::{document, store, stored};
use crate::icons;

/// Where the choice is kept.
const KEY: &str = "vipsec.theme";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

fn put(theme: Theme) {
    let root = document().and_then(|d| d.document_element());
    if let Some(root) = root {
        // The style sheet follows the system where the attribute says neither light nor dark.
        let _ = root.set_attribute("data-theme", theme.name());
    }
}

/// The switch between themes.
#[component]
pub(crate) fn ThemeSwitch() -> Html {
    let theme = use_state_eq(|| Theme::named(&stored(KEY).unwrap_or_default()));
    use_effect_with(*theme, |theme| put(*theme));
    let onclick = {
        let theme = theme.clone();
        Callback::from(move |_| {
            let next = theme.next();
            store(KEY, next.name());
            theme.set(next);
        })
    };
    let label = format!("Theme: {}", theme.name());
    html! {
        <button class="icon" {onclick} title={label.clone()} aria-label={label}>
            { match *theme {
                Theme::System => icons::half(),
                Theme::Light => icons::sun(),
                Theme::Dark => icons::moon(),
            } }
        </button>
    }
}
