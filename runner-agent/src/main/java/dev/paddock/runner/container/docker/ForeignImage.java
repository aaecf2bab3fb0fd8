package dev.paddock.runner.container.docker;

import dev.paddock.runner.container.ReviewContainers.Exit;
import dev.paddock.runner.container.ReviewContainers.Output;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tells a reviewer that failed from one that the engine could not run at all, because its image is for another
/// platform: who was to start it says so where the reviewer's output would be.
final class ForeignImage implements Output {

    /// What the kernel says, and what the engine's init makes of it in an image without a shell.
    private static final Pattern REFUSAL =
            Pattern.compile("exec format error|^\\[FATAL tini \\(\\d+\\)] exec .* failed", Pattern.CASE_INSENSITIVE);

    private final Output output;
    private final Optional<String> unlike;
    private volatile boolean refused;

    /// @param unlike that the image is for another platform, as a sentence; empty when it is not
    ForeignImage(Output output, Optional<String> unlike) {
        this.output = output;
        this.unlike = unlike;
    }

    @Override
    public void line(Stream stream, String text) {
        if (unlike.isPresent() && REFUSAL.matcher(text).find()) {
            refused = true;
        }
        output.line(stream, text);
    }

    /// How the reviewer ended, when all of its output was seen.
    Exit judge(Exit end) {
        return refused && end instanceof Exit.Exited(int code) && code != 0
                ? new Exit.Broken(unlike.orElseThrow())
                : end;
    }
}
