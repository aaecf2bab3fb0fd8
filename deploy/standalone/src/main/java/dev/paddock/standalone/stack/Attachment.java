package dev.paddock.standalone.stack;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.credentials.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A stack to work with: the one that runs on the data folder, or one started for this command alone.
///
/// @param own whether it ends with this command
public record Attachment(Credentials credentials, boolean own) {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long LOOK_MILLIS = 200;

    /// Returns when the stack can serve; throws [CouldNotRun] when it does not come to that.
    public static Attachment to(Layout layout, StackSettings settings, Shutdown ending, Consumer<String> say)
            throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        boolean said = false;
        try (var health = new Health()) {
            while (System.nanoTime() - deadline < 0) {
                // Whoever held the folder may have ended since the last look.
                Optional<DataFolder> folder = DataFolder.take(layout);
                if (folder.isPresent()) {
                    var running = new Stack(layout, settings, ending, say).start(folder.get());
                    return new Attachment(running.credentials(), true);
                }
                Optional<Address> address = Address.read(layout);
                if (address.isPresent() && health.isReady(address.get().health())) {
                    return new Attachment(Credentials.read(layout), false);
                }
                if (!said) {
                    say.accept("waiting for the stack that is starting…");
                    said = true;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (IOException e) {
            throw new CouldNotRun("The running stack cannot be found: " + e.getMessage(), e);
        }
        throw new CouldNotRun("A stack holds %s and does not serve; stop it with Ctrl-C where it runs, or see %s."
                .formatted(layout.data(), layout.logs()));
    }
}
