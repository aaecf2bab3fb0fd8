package dev.paddock.controlplane.allure;

import java.util.Optional;
import java.util.regex.Pattern;

/// A released version of Allure.
///
/// @param text three numbers, `3.18.0`
public record AllureVersion(String text) {

    // Before the constant that it judges.
    private static final Pattern RELEASE = Pattern.compile("(0|[1-9]\\d{0,8})(\\.(0|[1-9]\\d{0,8})){2}");

    /// What is used until somebody chooses another. Its packages are pinned by `allure/package-lock.json` among the
    /// resources.
    public static final AllureVersion DEFAULT = new AllureVersion("3.18.0");

    /// Throws [IllegalArgumentException] for what [#parse] does not take.
    public AllureVersion {
        if (!RELEASE.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a version of three numbers, as 3.18.0");
        }
    }

    /// The version that `text` spells, as semver has it and without a pre-release or build; empty for any other text.
    public static Optional<AllureVersion> parse(String text) {
        return RELEASE.matcher(text).matches() ? Optional.of(new AllureVersion(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
