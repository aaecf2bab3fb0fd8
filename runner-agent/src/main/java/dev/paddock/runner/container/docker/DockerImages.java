package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.container.ReviewContainers.NotStarted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds images in the engine, and fetches those that are not there.
final class DockerImages {

    /// How registries and engines say that there is no such image, as against no such registry now.
    private static final List<String> MISSING =
            List.of("not found", "manifest unknown", "does not exist", "name unknown", "no such image");

    /// How they say that this engine may not have it, or not without logging in; another one may. Of an image that
    /// does not exist some registries say the same, so that nobody learns which ones do.
    private static final List<String> DENIED =
            List.of("denied", "unauthorized", "authentication required", "no basic auth");

    private static final Set<Integer> REFUSED = Set.of(400, 404);

    private final DockerEngine engine;
    private final DockerConfig config;

    DockerImages(DockerEngine engine, DockerConfig config) {
        this.engine = engine;
        this.config = config;
    }

    /// Whether there is an image, and which folders it declares as volumes.
    sealed interface Found {
        /// @param platform what it was made for: `linux/amd64`
        record Present(String image, Set<String> volumes, String platform) implements Found {

            /// That it was made for another platform than the engine's, in one sentence without its end; empty when
            /// it was not. It may run all the same, where the engine emulates.
            Optional<String> unlike(String engine) {
                return platform.equals(engine)
                        ? Optional.empty()
                        : Optional.of("image %s is for %s and does not run on this engine, which is for %s"
                                .formatted(image, platform, engine));
            }
        }

        record Absent(NotStarted why) implements Found {}
    }

    Found find(String image) throws InterruptedException {
        try {
            Found.Present present = inspect(image);
            if (present != null) {
                return present;
            }
            if (!config.mayBePulled(image)) {
                return absent(
                        FailureReason.IMAGE_MISSING,
                        "image %s is made on this machine and is not there; build it with ./paddock images"
                                .formatted(image));
            }
            return pull(image);
        } catch (DockerException e) {
            return judged(image, e.getHttpStatus(), DockerEngine.reason(e));
        } catch (RuntimeException e) {
            return absent(FailureReason.SANDBOX_FAILED, "the engine does not answer: " + DockerEngine.reason(e));
        }
    }

    private Found.@Nullable Present inspect(String image) {
        try {
            InspectImageResponse inspected =
                    engine.calls().inspectImageCmd(image).exec();
            var declared =
                    inspected.getConfig() == null ? null : inspected.getConfig().getVolumes();
            return new Found.Present(
                    image,
                    declared == null ? Set.of() : Set.copyOf(declared.keySet()),
                    inspected.getOs() + "/" + inspected.getArch());
        } catch (NotFoundException e) {
            return null;
        }
    }

    private Found pull(String image) throws InterruptedException {
        var error = new AtomicReference<@Nullable String>();
        try (var pulled = new Awaited<PullResponseItem>(item -> noteError(item, error))) {
            engine.streams().pullImageCmd(tagged(image)).exec(pulled);
            if (!pulled.awaitEnd(config.pullTimeout())) {
                return absent(
                        FailureReason.IMAGE_UNAVAILABLE,
                        "image %s was not pulled within %d s"
                                .formatted(image, config.pullTimeout().toSeconds()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end a pull", e);
        }
        String said = error.get();
        if (said != null) {
            return judged(image, 0, said);
        }
        Found.Present present = inspect(image);
        return present != null ? present : judged(image, 0, "the engine does not have it after the pull");
    }

    private static void noteError(PullResponseItem item, AtomicReference<@Nullable String> error) {
        if (item.isErrorIndicated()) {
            var detail = item.getErrorDetail();
            error.compareAndSet(null, detail == null ? "the pull failed" : detail.getMessage());
        }
    }

    // Without a tag the engine would pull all of them.
    private static String tagged(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return last.contains(":") || last.contains("@") ? image : image + ":latest";
    }

    private static Found judged(String image, int status, String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        // The engine's own trouble with its files is not the registry's word.
        if (DENIED.stream().anyMatch(lower::contains) && !lower.contains("permission denied")) {
            return absent(
                    FailureReason.IMAGE_UNAVAILABLE,
                    "the registry refuses image %s to this runner's engine: %s".formatted(image, said));
        }
        if (lower.contains("no matching manifest")) {
            return absent(
                    FailureReason.IMAGE_UNAVAILABLE,
                    "image %s is not made for the platform of this runner's engine: %s".formatted(image, said));
        }
        boolean missing = REFUSED.contains(status) || MISSING.stream().anyMatch(lower::contains);
        // "dial tcp: lookup registry: no such host" and the like never say what the registry has.
        boolean unreachable = lower.contains("dial tcp") || lower.contains("no such host") || lower.contains("timeout");
        return missing && !unreachable
                ? absent(FailureReason.IMAGE_MISSING, "there is no image %s: %s".formatted(image, said))
                : absent(FailureReason.IMAGE_UNAVAILABLE, "image %s cannot be pulled: %s".formatted(image, said));
    }

    private static Found.Absent absent(FailureReason reason, String message) {
        return new Found.Absent(new NotStarted(reason, message));
    }
}
