//! Draws the chart's shapes.

use std::rc::Rc;

use vipsec_core::lab::view::{FlowView, Lane};
use yew::prelude::*;

use super::cursor::Cursor;
use super::layout::{Bar, Input, Picture, Row, outage_ns};
use super::marks::Marks;
use super::scale::{self, Scale};
use crate::format::px;
use crate::hooks::{use_moment, use_size};
use crate::live::{Live, Shared};
use crate::state::Window;
use crate::ui::use_ui;
use crate::words::tone_class;

#[derive(Properties, PartialEq)]
pub(crate) struct CanvasProps {
    pub(crate) flows: Shared<Vec<FlowView>>,
    pub(crate) lanes: Shared<Vec<Lane>>,
    pub(crate) marks: Live<Marks>,
    pub(crate) window: Window,
}

/// The chart. It is drawn ten times a second while time runs.
#[component]
pub(crate) fn Canvas(props: &CanvasProps) -> Html {
    let ui = use_ui();
    let frame = use_node_ref();
    let (width, _) = use_size(&frame);
    let now_ns = use_moment(&ui.driver, 100.0).now_ns;
    let marks = props.marks.read();
    let outage = props
        .flows
        .iter()
        .find_map(|f| f.outages.last())
        .map(outage_ns);
    let first_ns = marks.first_ns().unwrap_or(now_ns).min(now_ns);
    let picture = Rc::new(Picture::new(&Input {
        lanes: &props.lanes,
        marks: &marks,
        flows: &props.flows,
        now_ns,
        window: scale::window(props.window, now_ns, first_ns, outage),
        width: width.max(300.0),
    }));
    html! {
        <div class="canvas" ref={frame}>
            if width > 0.0 {
                <svg
                    key="chart"
                    class="chart"
                    width={px(picture.width)}
                    height={px(picture.height)}
                    role="img"
                    aria-label="Failover chart; the same as tables below"
                >
                    { beds(&picture) }
                    { shades(&picture) }
                    <g key="rows">{ for picture.rows.iter().map(|row| draw_row(row, &picture)) }</g>
                    { lines(&picture) }
                </svg>
                <Cursor key="cursor" picture={Rc::clone(&picture)} />
            }
        </div>
    }
}

/// What lanes lie on.
fn beds(picture: &Picture) -> Html {
    let Scale { left, right, .. } = picture.scale;
    let bed = |row: &Row| {
        html! {
            <rect
                key={row.label.clone()}
                class="lane"
                x={px(left)}
                y={px(row.y)}
                width={px(right - left)}
                height={px(row.h)}
                rx="2"
            />
        }
    };
    html! { <g key="beds">{ for picture.rows.iter().map(bed) }</g> }
}

fn shades(picture: &Picture) -> Html {
    let (top, height) = (picture.top - 2.0, picture.bottom - picture.top + 2.0);
    html! {
        <g key="shades">
            { for picture.shades.iter().enumerate().map(|(i, (from, to))| html! {
                <rect
                    key={i}
                    class="shade"
                    x={px(*from)}
                    y={px(top)}
                    width={px((to - from).max(1.0))}
                    height={px(height)}
                />
            }) }
        </g>
    }
}

fn draw_row(row: &Row, picture: &Picture) -> Html {
    let left = picture.scale.left;
    let label = if picture.narrow {
        (0.0, row.y - 4.0)
    } else {
        (left - 10.0, row.y + row.h / 2.0 + 4.0)
    };
    html! {
        <g key={row.label.clone()} class="row">
            <text
                class={classes!("label", picture.narrow.then_some("above"))}
                x={px(label.0)}
                y={px(label.1)}
            >{ row.label.clone() }</text>
            <g key="bars">{ for row.bars.iter().enumerate().map(|(i, b)| draw_bar(i, b, row)) }</g>
            <path key="dots" class="dots" d={row.dots.clone()} />
            <path key="crosses" class="crosses" d={row.crosses.clone()} />
            <g key="notches">
                { for row.notches.iter().enumerate().map(|(i, n)| html! {
                    <path
                        key={i}
                        class={classes!("notch", n.answered.then_some("answered"))}
                        d={if n.answered {
                            format!("M{} {}l2.500 3 4-6", px(n.x - 3.0), px(row.y + row.h - 4.0))
                        } else {
                            format!("M{} {}v{}", px(n.x), px(row.y - 3.0), px(row.h + 6.0))
                        }}
                    ><title>{ n.title.clone() }</title></path>
                }) }
            </g>
            if let Some(top) = row.top_ms {
                <text key="top" class="scale" x={px(left + 3.0)} y={px(row.y + 10.0)}>{ format!("{top} ms") }</text>
            }
        </g>
    }
}

fn draw_bar(i: usize, bar: &Bar, row: &Row) -> Html {
    html! {
        <g key={i} class={classes!("span", tone_class(bar.tone))}>
            <title>{ bar.title.clone() }</title>
            <rect x={px(bar.x)} y={px(row.y)} width={px(bar.w)} height={px(row.h)} rx="2" />
            if let Some(text) = &bar.text {
                <text key="text" x={px(bar.x + 6.0)} y={px(row.y + 13.5)}>{ text.clone() }</text>
            }
        </g>
    }
}

/// The axis, what happened, and now.
fn lines(picture: &Picture) -> Html {
    let (top, bottom) = (px(picture.top - 2.0), px(picture.bottom));
    html! {
        <g key="lines">
            <g key="axis" class="axis">
                { for picture.axis.iter().map(|(x, text)| html! {
                    <g key={text.clone()}>
                        <path d={format!("M{} {bottom}v4", px(*x))} />
                        <text x={px(*x)} y={px(picture.bottom + 15.0)}>{ text.clone() }</text>
                    </g>
                }) }
            </g>
            <g key="events" class="happened">
                { for picture.events.iter().enumerate().map(|(i, event)| html! {
                    <g key={i}>
                        <title>{ event.title.clone() }</title>
                        <path d={format!("M{} 4V{bottom}", px(event.x))} />
                        if let Some(text) = &event.text {
                            <text key="text" x={px(event.x + 4.0)} y="13">{ text.clone() }</text>
                        }
                    </g>
                }) }
            </g>
            if let Some(x) = picture.now_x {
                <path key="now" class="now" d={format!("M{} {top}V{bottom}", px(x))} />
            }
        </g>
    }
}
