package dev.paddock.model.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Why a review could not be made. Each constant says whether another attempt may help.
public enum FailureReason {
    /// The repository or commit could not be fetched now.
    SOURCE_UNAVAILABLE(true),
    /// The image could not be had now.
    IMAGE_UNAVAILABLE(true),
    /// The container or its sandbox broke.
    SANDBOX_FAILED(true),
    /// The runner was not heard of within its lease; said by the server only.
    RUNNER_LOST(true),
    /// The repository breaks a rule or a budget.
    SOURCE_REFUSED(false),
    /// The branch, tag or commit does not exist.
    REF_NOT_FOUND(false),
    /// The image does not exist.
    IMAGE_MISSING(false),
    /// The reviewer ran and did not deliver a review.
    REVIEW_FAILED(false),
    /// The time limit was reached.
    TIMEOUT(false);

    /// The word used in JSON and in the database.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
    @JsonCreator
    public static FailureReason of(String word) {
        return WireEnum.of(FailureReason.class, word);
    }

    private final boolean retried;

    FailureReason(boolean retried) {
        this.retried = retried;
    }

    /// True for failures of one runner's machine: another runner may do better.
    public boolean isOfRunner() {
        return this == IMAGE_UNAVAILABLE || this == SANDBOX_FAILED;
    }

    /// True for failures of the infrastructure, which get another attempt.
    public boolean isRetried() {
        return retried;
    }
}
