package dev.paddock.runner.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// The secret that an agent is started with.
///
/// @param enrols whether it is its fleet's enrolment key, and not the runner's own key
record RunnerKey(String text, boolean enrols) {

    private static final Pattern SHAPE = Pattern.compile("dk_live_[0-9a-f]{40}");

    /// What the configuration gives, in one of four ways. Throws [BadSettings] that names what to set.
    static RunnerKey of(RunnerConfig config) throws BadSettings {
        boolean own = config.key().isPresent() || config.keyFile().isPresent();
        boolean enrols =
                config.enrolmentKey().isPresent() || config.enrolmentKeyFile().isPresent();
        if (own && enrols) {
            throw new BadSettings("Both a runner's key and an enrolment key are set; leave PADDOCK_KEY and"
                    + " PADDOCK_KEY_FILE, or PADDOCK_ENROLMENT_KEY and PADDOCK_ENROLMENT_KEY_FILE, out.");
        }
        return enrols
                ? new RunnerKey(
                        text(
                                config.enrolmentKey(),
                                config.enrolmentKeyFile(),
                                "PADDOCK_ENROLMENT_KEY",
                                "enrolment key"),
                        true)
                : new RunnerKey(text(config.key(), config.keyFile(), "PADDOCK_KEY", "runner's key"), false);
    }

    private static String text(Optional<String> given, Optional<Path> file, String name, String what)
            throws BadSettings {
        String key = given.isPresent() ? given.get().strip() : fromFile(file, name);
        if (!SHAPE.matcher(key).matches()) {
            throw new BadSettings("The " + what + " is malformed; " + name + " or the file in " + name
                    + "_FILE must hold dk_live_ and 40 hexadecimal digits, as shown when the key was made.");
        }
        return key;
    }

    private static String fromFile(Optional<Path> given, String name) throws BadSettings {
        Path file = given.orElseThrow(() -> new BadSettings(
                "Neither PADDOCK_KEY nor PADDOCK_KEY_FILE is set; give the runner's API key in one of them, or its"
                        + " fleet's enrolment key in PADDOCK_ENROLMENT_KEY or PADDOCK_ENROLMENT_KEY_FILE."));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new BadSettings(name + "_FILE names " + file + ", which cannot be read.");
        }
    }

    /// Shows no key.
    @Override
    public String toString() {
        return enrols ? "an enrolment key" : "a runner's key";
    }
}
