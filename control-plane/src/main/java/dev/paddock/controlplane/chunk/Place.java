package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of how many chunks one is.
///
/// @param index from 0
record Place(int index, int total) {

    static final String INDEX = "X-Chunk-Index";
    static final String TOTAL = "X-Total-Chunks";

    /// What the headers say; 400 naming those that are no numbers.
    static Place of(@Nullable String index, @Nullable String total) {
        List<FieldError> errors = new ArrayList<>();
        Place place = new Place(number(INDEX, index, errors), number(TOTAL, total, errors));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return place;
    }

    private static int number(String header, @Nullable String text, List<FieldError> errors) {
        if (text == null || !text.matches("[0-9]{1,9}")) {
            errors.add(new FieldError(header, text == null ? "is missing" : "must be a number"));
            return 0;
        }
        return Integer.parseInt(text);
    }

    /// 400 when it is none of `announced` chunks.
    void expect(int announced) {
        if (total != announced) {
            throw ProblemException.invalid(TOTAL, "must be " + announced + ", as the upload was begun");
        }
        if (index >= announced) {
            throw ProblemException.invalid(INDEX, "must be a number from 0 to " + (announced - 1));
        }
    }
}
