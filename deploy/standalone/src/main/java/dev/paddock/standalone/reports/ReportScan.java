package dev.paddock.standalone.reports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks through the bytes of a report for screenshots that are named by their files. Nothing else is read: what the
/// report holds may be large, and is passed on as it was written.
final class ReportScan {

    private static final Set<String> SCREENSHOTS = Set.of("baseline", "candidate", "diff");
    /// Longer than any path; base64 of the smallest screenshot may be shorter, but has no dot.
    private static final int LONGEST_NAME = 4096;

    private final byte[] report;
    private final Path folder;
    private final JsonParser parser;
    private final List<NamedScreenshot> named = new ArrayList<>();
    private final List<References> references = new ArrayList<>();

    private ReportScan(byte[] report, Path folder) throws IOException {
        this.report = report;
        this.folder = folder;
        this.parser = new JsonFactory()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .createParser(report);
    }

    /// What was found.
    ///
    /// @param references one for each result that names screenshots
    record Found(List<NamedScreenshot> named, List<References> references) {}

    /// Looks through a report whose names of files begin in `folder`. Throws [UsageError] when it is not JSON.
    static Found of(byte[] report, Path folder) throws IOException {
        ReportScan scan = new ReportScan(report, folder);
        try {
            scan.report();
        } catch (JsonParseException e) {
            var where = e.getLocation();
            throw new UsageError("The report is not JSON: %s, in line %d at column %d."
                    .formatted(e.getOriginalMessage(), where.getLineNr(), where.getColumnNr()));
        }
        return new Found(scan.named, scan.references);
    }

    private void report() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT || offset() < 0) {
            throw new UsageError("The report is no JSON object in UTF-8; give the file that the checks wrote.");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean results = parser.currentName().equals("results");
            if (parser.nextToken() == JsonToken.START_ARRAY && results) {
                results();
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new UsageError("The report goes on after its end; give a file with one JSON object.");
        }
    }

    private void results() throws IOException {
        for (int no = 0; parser.nextToken() != JsonToken.END_ARRAY; no++) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                result(no);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void result(int no) throws IOException {
        int before = named.size();
        References given = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            if (member.equals("screenshot") && value == JsonToken.START_OBJECT) {
                screenshots(no);
            } else if (member.equals("screenshotRefs")) {
                given = given(no, value);
            } else {
                parser.skipChildren();
            }
        }
        if (named.size() > before) {
            references.add(given == null ? References.atTheEnd(no, offset()) : given);
        }
    }

    private @Nullable References given(int no, JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            boolean empty = true;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                empty = false;
                parser.skipChildren();
            }
            return References.in(no, offset(), empty);
        }
        parser.skipChildren();
        return value == JsonToken.VALUE_NULL ? References.inPlaceOf(no, offset(), offset() + "null".length()) : null;
    }

    private void screenshots(int no) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String which = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING && SCREENSHOTS.contains(which)) {
                name(no, which);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void name(int no, String which) throws IOException {
        int start = offset();
        int end = start + 1;
        while (report[end] != '"' && end - start <= LONGEST_NAME) {
            end += report[end] == '\\' ? 2 : 1;
        }
        if (end - start > LONGEST_NAME) {
            return;
        }
        end++;
        String text = Json.read(new String(report, start, end - start, StandardCharsets.UTF_8), String.class);
        if (!text.startsWith("data:") && text.toLowerCase(Locale.ROOT).endsWith(".png")) {
            named.add(new NamedScreenshot(no, which, file(no, which, text), start, end));
        }
    }

    private Path file(int no, String which, String text) {
        try {
            return folder.resolve(text);
        } catch (InvalidPathException e) {
            throw new UsageError("results[%d].screenshot.%s is no name of a file; name a PNG or hold one in base64."
                    .formatted(no, which));
        }
    }

    private int offset() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }
}
