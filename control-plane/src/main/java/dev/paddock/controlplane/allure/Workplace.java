package dev.paddock.controlplane.allure;

import java.nio.file.Path;

/// The folder of one run, and what is where in it.
///
/// @param folder absolute
public record Workplace(Path folder) {

    /// What the tests wrote; files only.
    public Path results() {
        return folder.resolve("results");
    }

    /// One line of JSON a report that the project had, oldest first. The run adds its own.
    public Path history() {
        return folder.resolve("history.jsonl");
    }

    /// The report.
    public Path site() {
        return folder.resolve("site");
    }

    Path config() {
        return folder.resolve("config.json");
    }
}
