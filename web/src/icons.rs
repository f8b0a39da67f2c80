//! The page's few icons.

use yew::prelude::*;

/// An icon of 16 × 16 units, drawn in the colour of the text beside it.
fn icon(path: &'static str) -> Html {
    html! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
    }
}

pub(crate) fn play() -> Html {
    icon("M4 2.5v11l9-5.5z")
}

pub(crate) fn pause() -> Html {
    icon("M4 3h3v10H4zM9 3h3v10H9z")
}

pub(crate) fn step() -> Html {
    icon("M3 3v10l7-5zM11.5 3h2v10h-2z")
}

pub(crate) fn restart() -> Html {
    icon("M8 2.5V0L4 3.5 8 7V4.6a3.9 3.9 0 1 1-3.9 3.9H2A6 6 0 1 0 8 2.500z")
}

pub(crate) fn bolt() -> Html {
    icon("M9 0 3 9h4l-1 7 7-10H9z")
}

pub(crate) fn sun() -> Html {
    icon(
        "M8 4.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM7.300 0h1.400v2.600H7.300zM7.300 13.400h1.400V16H7.300zM0 7.300h2.600v1.400H0zM13.400 7.300H16v1.400h-2.600zM2 3l1-1 1.900 1.900-1 1zM11.100 12.100l1-1L14 13l-1 1zM2 13l1.900-1.900 1 1L3 14zM11.100 3.900 13 2l1 1-1.900 1.900z",
    )
}

pub(crate) fn moon() -> Html {
    icon("M6.500 1.500A6.500 6.500 0 1 0 14.500 10 5.500 5.500 0 0 1 6.500 1.500z")
}

pub(crate) fn half() -> Html {
    icon("M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.600v10.800a5.400 5.400 0 0 1 0-10.800z")
}
