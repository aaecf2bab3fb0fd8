package dev.paddock.model.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as RFC 9457 has it, plus `error` for clients of the older documents.
///
/// @param type a URI that names the kind of problem
/// @param detail what happened, to which input, and what to do next, in one sentence
/// @param instance the path that was called
/// @param code see [ProblemCode]
/// @param traceId finds the request in the server's log; null when the request had no trace
/// @param error the same as `detail`
/// @param errors one entry a refused member or parameter
/// @param details members of single codes, such as `expectedSeq`
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String traceId,
        String error,
        List<FieldError> errors,
        @JsonAnyGetter @JsonAnySetter Map<String, Object> details) {

    /// What is wrong with one member or parameter.
    public record FieldError(String field, String message) {}

    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
        details = details == null ? Map.of() : Map.copyOf(details);
    }
}
