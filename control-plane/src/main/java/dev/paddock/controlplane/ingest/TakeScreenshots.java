package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.image.Png;
import dev.paddock.controlplane.image.PngHeader;
import dev.paddock.controlplane.screenshot.Screenshots;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.usage.Adding;
import dev.paddock.controlplane.usage.Plans;
import dev.paddock.model.problem.Problem.FieldError;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Takes the screenshots out of a report and stores them, outside of any transaction.
@Singleton
class TakeScreenshots {

    /// @param stored by the place of the result, from 0, and by `baseline`, `candidate` and `diff`
    /// @param fresh those that came with the report, and what they say of themselves
    record Taken(List<Map<String, Digest>> stored, Map<Digest, PngHeader> fresh) {}

    /// A screenshot that stands in the report.
    private record Found(int result, String which, String text) {}

    private record Checked(Found found, Inline.Read read) {}

    private record Kept(Found found, Digest digest, PngHeader header) {}

    private static final String INLINE = "screenshot";
    static final String REFERENCES = "screenshotRefs";
    /// Of all reports at a time: each holds a screenshot's bytes, and flushes them.
    private static final int AT_ONCE = 8;

    private final Screenshots screenshots;
    private final Plans plans;
    /// Taken in turn: a report waits with no more than these, so that one of thousands holds up no other.
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    TakeScreenshots(Screenshots screenshots, Plans plans) {
        this.plans = plans;
        this.screenshots = screenshots;
    }

    /// Removes them from `results`. 400, naming each that is no PNG, or that the repository has not sent, and 402 where
    /// the repository may have no report; then nothing is stored. Throws [StorageException].
    Taken take(String repository, List<Map<String, @Nullable Object>> results) throws IOException {
        List<Map<String, Digest>> stored = new ArrayList<>();
        List<Found> inline = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            stored.add(references(results.get(i)));
            inline.addAll(inline(i, results.get(i)));
        }
        checkKnown(repository, stored, errors);
        inline.stream()
                .filter(found -> stored.get(found.result()).containsKey(found.which()))
                .forEach(found -> errors.add(new FieldError(
                        name(found.result(), INLINE, found.which()), "stands among screenshotRefs, too; send one")));
        List<Checked> checked = all(inline.stream()
                .<Callable<Checked>>map(found -> () -> new Checked(found, Inline.read(found.text())))
                .toList());
        for (Checked one : checked) {
            if (one.read() instanceof Inline.Read.Bad(String why)) {
                errors.add(new FieldError(
                        name(one.found().result(), INLINE, one.found().which()), why));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        plans.expectRoom(repository, Adding.REPORT);
        return keep(checked, stored);
    }

    private Taken keep(List<Checked> checked, List<Map<String, Digest>> stored) throws IOException {
        Map<Digest, PngHeader> fresh = new HashMap<>();
        List<Callable<Kept>> work = new ArrayList<>();
        for (Checked one : checked) {
            if (one.read() instanceof Inline.Read.Good(Png png)) {
                work.add(() -> new Kept(one.found(), screenshots.keep(png), png.header()));
            }
        }
        for (Kept kept : all(work)) {
            stored.get(kept.found().result()).put(kept.found().which(), kept.digest());
            fresh.put(kept.digest(), kept.header());
        }
        return new Taken(stored, fresh);
    }

    private void checkKnown(String repository, List<Map<String, Digest>> stored, List<FieldError> errors) {
        List<Digest> referred =
                stored.stream().flatMap(one -> one.values().stream()).distinct().toList();
        Set<Digest> known = referred.isEmpty() ? Set.of() : screenshots.present(repository, referred);
        for (int i = 0; i < stored.size(); i++) {
            int result = i;
            stored.get(i).forEach((which, digest) -> {
                if (!known.contains(digest)) {
                    errors.add(new FieldError(
                            name(result, REFERENCES, which),
                            "is not stored; send it first with PUT /api/v1/screenshots/" + digest));
                }
            });
        }
    }

    private static Map<String, Digest> references(Map<String, @Nullable Object> members) {
        Map<String, Digest> digests = new HashMap<>();
        if (members.get(REFERENCES) instanceof Map<?, ?> references) {
            for (String which : Result.SCREENSHOTS) {
                if (references.remove(which) instanceof String text) {
                    digests.put(which, new Digest(text));
                }
            }
        }
        return digests;
    }

    private static List<Found> inline(int result, Map<String, @Nullable Object> members) {
        List<Found> found = new ArrayList<>();
        if (members.get(INLINE) instanceof Map<?, ?> images) {
            for (String which : Result.SCREENSHOTS) {
                if (images.remove(which) instanceof String text) {
                    found.add(new Found(result, which, text));
                }
            }
            if (images.isEmpty()) {
                members.remove(INLINE);
            }
        }
        return found;
    }

    private static String name(int result, String member, String which) {
        return "report.results[" + result + "]." + member + "." + which;
    }

    private <T> List<T> all(List<Callable<T>> work) throws IOException {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (Future<T> future :
                    threads.invokeAll(work.stream().map(this::inTurn).toList())) {
                results.add(future.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case null, default -> throw new IllegalStateException("a screenshot could not be taken", e);
            }
        }
        return results;
    }

    private <T> Callable<T> inTurn(Callable<T> work) {
        return () -> {
            turns.acquire();
            try {
                return work.call();
            } finally {
                turns.release();
            }
        };
    }
}
