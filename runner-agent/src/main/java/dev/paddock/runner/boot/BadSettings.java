package dev.paddock.runner.boot;

/// The agent cannot start like this; the message is one sentence that says what to change.
final class BadSettings extends Exception {

    private static final long serialVersionUID = 1;

    BadSettings(String sentence) {
        super(sentence);
    }
}
