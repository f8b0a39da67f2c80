//! Programs by others judge the bytes. Where one is missing its tests are skipped, loudly; with `CI=true` they fail.

mod tshark;

/// Says that nothing was tested, or fails if it had to be.
pub(crate) fn skip(program: &str) {
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{program} is missing, and CI=true: run scripts/{program}.sh --install"
    );
    eprintln!("SKIPPED: {program} is missing, nothing was tested; scripts/{program}.sh --install");
}
