package dev.paddock.controlplane.ingest;

import dev.paddock.controlplane.baseline.SnapshotDigest;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.problem.Problem.FieldError;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes results of what a valid report says of them.
@Singleton
class ReadReport {

    private final Json json;

    ReadReport(Json json) {
        this.json = json;
    }

    /// The results' members, taken out of the report.
    // The schema says what they are.
    @SuppressWarnings("unchecked")
    static List<Map<String, @Nullable Object>> members(Map<String, @Nullable Object> report) {
        return (List<Map<String, @Nullable Object>>) Objects.requireNonNull(report.remove("results"));
    }

    /// What a repeat of the same call is known by.
    byte[] digest(ReportRequest body) {
        return json.digest(body);
    }

    /// 400 for a snapshot without a canonical form.
    List<Result> results(List<Map<String, @Nullable Object>> members, List<Map<String, Digest>> screenshots) {
        List<Result> results = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Map<String, @Nullable Object> one = members.get(i);
            Optional<Digest> digest = Optional.ofNullable(screenshots.get(i).get(Result.CANDIDATE));
            Object snapshot = one.get("snapshot");
            if (snapshot != null) {
                digest = SnapshotDigest.of(json.write(snapshot));
                if (digest.isEmpty()) {
                    errors.add(new FieldError(
                            "report.results[" + i + "].snapshot",
                            "holds a number that is out of the range of IEEE 754"));
                }
            }
            results.add(result(one, digest, screenshots.get(i)));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return results;
    }

    private static Result result(
            Map<String, @Nullable Object> members, Optional<Digest> digest, Map<String, Digest> screenshots) {
        return new Result(
                String.valueOf(members.get("target")),
                String.valueOf(members.get("kind")),
                Result.Status.of(String.valueOf(members.get("status"))),
                members.get("durationMs") instanceof Number number ? number.longValue() : null,
                digest,
                screenshots,
                members);
    }
}
