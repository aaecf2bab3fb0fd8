package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a review says of one file.
///
/// @param path relative to the repository's root, `/` between its parts
/// @param comments the findings, by line
/// @param rating the reviewer's own grade, `A` to `F`; the server computes one for the run when it is absent
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileReview(
        String path,
        ReviewedStatus status,

        @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
        List<Finding> comments,

        @Nullable String rating) {

    public FileReview {
        comments = List.copyOf(comments);
    }
}
