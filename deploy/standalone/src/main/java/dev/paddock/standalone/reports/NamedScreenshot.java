package dev.paddock.standalone.reports;

import java.nio.file.Path;

/// A screenshot that a report names by its file.
///
/// @param result the place of its result, from 0
/// @param which `baseline`, `candidate` or `diff`
/// @param start where the name begins in the report's bytes, its quote included
/// @param end where it ends
record NamedScreenshot(int result, String which, Path file, int start, int end) {

    /// Where it stands, as the control plane names it.
    String place() {
        return "results[%d].screenshot.%s".formatted(result, which);
    }
}
