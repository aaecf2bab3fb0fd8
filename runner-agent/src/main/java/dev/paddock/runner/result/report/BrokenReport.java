package dev.paddock.runner.result.report;

/// A report that cannot be read. The message is a sentence that names the file and what is wrong.
public final class BrokenReport extends Exception {

    private static final long serialVersionUID = 1;

    BrokenReport(String file, String what) {
        super("%s %s".formatted(file, what));
    }
}
