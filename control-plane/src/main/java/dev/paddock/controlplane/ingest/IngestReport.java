package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.usage.Adding;
import dev.paddock.controlplane.usage.Plans;
import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes a report: its screenshots are stored first, then everything else in one transaction.
@Singleton
class IngestReport {

    /// @param repository id of the one that it is about
    /// @param key null = the caller will not repeat it
    record Request(
            String repository,
            ReportRequest body,
            Origin by,
            @Nullable RequestKey key,
            String traceparent) {}

    private static final Pattern BRANCH = Pattern.compile("(?![-/])[^\\s\\p{Cntrl}~^:?*\\[\\\\]{1,255}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{4,64}");

    private final ReportSchema schema;
    private final TakeScreenshots screenshots;
    private final ReadReport read;
    private final StoreReport store;
    private final InTransaction transaction;
    private final Plans plans;

    IngestReport(
            ReportSchema schema,
            TakeScreenshots screenshots,
            ReadReport read,
            StoreReport store,
            InTransaction transaction,
            Plans plans) {
        this.schema = schema;
        this.screenshots = screenshots;
        this.read = read;
        this.store = store;
        this.transaction = transaction;
        this.plans = plans;
    }

    /// The new run, or the one that a repeat has made before. 400 for a report that is none, 402 for one that its
    /// repository may not have.
    RunId ingest(Request request) throws IOException {
        Map<String, @Nullable Object> report = checked(request.body());
        byte[] digest = request.key() == null ? null : read.digest(request.body());
        Optional<RunId> first = store.first(request.key(), digest);
        if (first.isPresent()) {
            return first.get();
        }
        List<Map<String, @Nullable Object>> members = ReadReport.members(report);
        TakeScreenshots.Taken taken = screenshots.take(request.repository(), members);
        List<Result> results = read.results(members, taken.stored());
        StoreReport.Accepted accepted = new StoreReport.Accepted(
                Ids.run(),
                request,
                digest,
                given(request.body().branch()),
                Optional.ofNullable(given(request.body().commit()))
                        .map(commit -> commit.toLowerCase(Locale.ROOT))
                        .orElse(null),
                report,
                results,
                taken.fresh());
        return transaction.get(() -> stored(accepted));
    }

    private RunId stored(StoreReport.Accepted accepted) {
        RunId stored = store.store(accepted);
        if (stored.equals(accepted.run())) {
            plans.expectWithin(accepted.request().repository(), Adding.REPORT);
        }
        return stored;
    }

    private Map<String, @Nullable Object> checked(ReportRequest body) {
        Map<String, @Nullable Object> report = body.report();
        if (report == null) {
            throw ProblemException.invalid(
                    "report", "is missing; this call takes a report, and POST /v1/runs asks for a review");
        }
        List<FieldError> errors = new ArrayList<>();
        check(errors, "branch", body.branch(), BRANCH, "is not a branch or tag name");
        check(errors, "commit", body.commit(), COMMIT, "must be the id of a commit: 4 to 64 hex digits");
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        schema.check(report);
        return report;
    }

    private static void check(
            List<FieldError> errors, String member, @Nullable String text, Pattern pattern, String message) {
        String given = given(text);
        if (given != null && !pattern.matcher(given).matches()) {
            errors.add(new FieldError(member, message));
        }
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
