package dev.paddock.controlplane.usage;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.repository.RepositoryLimits;
import dev.paddock.model.problem.ProblemCode;
import java.util.Optional;

/// What a repository has used at one moment.
///
/// @param month the calendar month (UTC): `2026-11`
/// @param runs that were taken in it
/// @param bytes that it stores: screenshots, reports and baselines
record Usage(String repository, String name, String month, long runs, long bytes, RepositoryLimits limits) {

    /// Why nothing is taken, if that is so.
    Optional<ProblemException> againstAnything() {
        return limits.pastDue()
                ? refusal(
                        ProblemCode.PAST_DUE,
                        "The account of the repository " + name
                                + " is past due; have it paid, then an administrator takes the mark away.")
                : Optional.empty();
    }

    /// Why it may not have `total` runs this month, if that is so.
    Optional<ProblemException> againstRuns(long total) {
        Long most = limits.runsPerMonth();
        return most == null || total <= most
                ? Optional.empty()
                : refusal(
                        ProblemCode.PLAN_LIMIT,
                        "The repository " + name + " has had " + runs + " runs this month, of " + most
                                + " that it may have; wait for the next month (UTC) or ask an administrator for more.");
    }

    /// Why it may not store `total` bytes, if that is so.
    Optional<ProblemException> againstBytes(long total) {
        Long most = limits.storedBytes();
        return most == null || total <= most
                ? Optional.empty()
                : refusal(
                        ProblemCode.PLAN_LIMIT,
                        "The repository " + name + " may store " + most
                                + " bytes, and this would be more; send less or ask an administrator for more.");
    }

    private static Optional<ProblemException> refusal(ProblemCode code, String sentence) {
        return Optional.of(new ProblemException(code, sentence));
    }
}
