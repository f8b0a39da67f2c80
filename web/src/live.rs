//! Data shared with the components that show it: cheap to clone, cheap to compare.

use std::cell::{Ref, RefCell};
use std::ops::Deref;
use std::rc::Rc;

/// A shared value that never changes and compares by identity.
#[derive(Default)]
pub(crate) struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A shared value that grows, and compares by how often it did.
pub(crate) struct Live<T> {
    cell: Rc<RefCell<T>>,
    revision: u64,
}

impl<T> Live<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            cell: Rc::new(RefCell::new(value)),
            revision: 0,
        }
    }

    /// Changes the value for everybody who holds it. Only this holder then differs from before.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut T)) {
        change(&mut self.cell.borrow_mut());
        self.revision += 1;
    }

    pub(crate) fn read(&self) -> Ref<'_, T> {
        self.cell.borrow()
    }

    /// Goes up with each change.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self {
            cell: Rc::clone(&self.cell),
            revision: self.revision,
        }
    }
}

impl<T> PartialEq for Live<T> {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && Rc::ptr_eq(&self.cell, &other.cell)
    }
}

impl<T: Default> Default for Live<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_by_all_and_tells_the_new_from_the_old() {
        let old: Live<Vec<u8>> = Live::default();
        let mut new = old.clone();
        assert!(old == new);
        new.change(|v| v.push(1));
        assert!(old != new);
        assert_eq!(old.read().len(), 1);
    }

    #[test]
    fn two_values_differ_though_they_look_alike() {
        assert!(Live::<u8>::default() != Live::<u8>::default());
    }
}
