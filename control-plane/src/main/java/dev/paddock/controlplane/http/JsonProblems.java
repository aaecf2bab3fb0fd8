package dev.paddock.controlplane.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.paddock.model.problem.ProblemCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is wrong with a body, in words for its sender.
final class JsonProblems {

    // The parser has no other way to say it.
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*?)'", Pattern.DOTALL);

    private JsonProblems() {}

    static ProblemException of(JacksonException e) {
        Matcher duplicate = DUPLICATE.matcher(Objects.requireNonNullElse(e.getOriginalMessage(), ""));
        if (duplicate.lookingAt()) {
            return ProblemException.invalid(
                    place(e).orElse(duplicate.group(1)), "stands twice in the body; send it once");
        }
        if (isConstraint(e)) {
            return new ProblemException(
                    ProblemCode.MALFORMED_REQUEST,
                    "The body is nested deeper than 100 levels or holds a text or number that is too long; send less.");
        }
        String path = e instanceof JsonMappingException mapping ? path(mapping) : "";
        return wrong(e).filter(sentence -> !path.isEmpty())
                .map(sentence -> ProblemException.invalid(path, sentence))
                .orElseGet(() -> new ProblemException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The body is not the JSON this call takes; send what the call documents."));
    }

    private static boolean isConstraint(Throwable e) {
        return e instanceof StreamConstraintsException
                || (e instanceof JsonMappingException && e.getCause() instanceof StreamConstraintsException);
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    /// Where the parser stood, `config.files[2].path`; its exception has no path.
    private static Optional<String> place(JacksonException e) {
        if (!(e instanceof JsonProcessingException stopped) || !(stopped.getProcessor() instanceof JsonParser parser)) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>();
        for (JsonStreamContext at = parser.getParsingContext(); at != null && !at.inRoot(); at = at.getParent()) {
            parts.addFirst(at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
        }
        return Optional.of(String.join("", parts).replaceFirst("^\\.", "")).filter(place -> !place.isEmpty());
    }

    private static Optional<String> wrong(JacksonException e) {
        // The sentence of a word that is none of those known; what else a constructor throws is no sentence.
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException word) {
            return Optional.of(String.valueOf(word.getMessage()));
        }
        if (e instanceof InvalidFormatException || e instanceof ValueInstantiationException) {
            return Optional.of("has a value that is not allowed; send one that the call documents");
        }
        if (e.getCause() instanceof InputCoercionException) {
            return Optional.of("is a number out of range; send one that fits");
        }
        return e instanceof MismatchedInputException
                ? Optional.of("is missing or has the wrong type; send what the call documents")
                : Optional.empty();
    }
}
