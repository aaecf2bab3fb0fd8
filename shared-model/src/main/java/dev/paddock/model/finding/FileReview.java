package dev.paddock.model.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
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
        List<Finding> comments,
        @Nullable String rating) {

    public FileReview {
        comments = comments == null ? List.of() : List.copyOf(comments);
    }
}
