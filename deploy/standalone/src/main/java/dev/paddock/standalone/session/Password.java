package dev.paddock.standalone.session;

import dev.paddock.standalone.UsageError;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads a password: never from an argument, which others on the machine can see.
final class Password {

    /// As the control plane takes it.
    private static final int LONGEST = 4096;

    private Password() {}

    /// From the terminal, without an echo. Throws [UsageError] where there is none, or when nothing is typed.
    static String typed(String prompt) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new UsageError("There is no terminal to ask for the password at; give it with --password-stdin.");
        }
        char[] typed = console.readPassword("%s", prompt);
        return checked(typed == null ? "" : new String(typed));
    }

    /// The first line of `input`. Throws [UsageError] when there is none.
    static String given(InputStream input) throws IOException {
        String text = new String(input.readNBytes(LONGEST), StandardCharsets.UTF_8);
        return checked(text.lines().findFirst().orElse(""));
    }

    private static String checked(String password) {
        if (password.isEmpty()) {
            throw new UsageError("No password was given; type it, or give it with --password-stdin.");
        }
        return password;
    }
}
