package dev.paddock.runner.result.report;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The files a reviewer left, which may be anything but what their names say. No link is followed, and nothing but a
/// regular file is opened: a pipe would never end.
public final class OutFiles {

    /// JSON values and names in all files together. A value takes up to a hundred bytes of memory, and as few as
    /// three of a file: counting bytes alone would let one file of empty objects fill the agent's heap.
    private static final long MAX_TOKENS = 1_000_000;

    private final Path folder;
    private final int fileBytes;
    private long left;
    private long tokens = MAX_TOKENS;
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// @param fileBytes a longer file is refused
    /// @param totalBytes more than that of all files together is refused
    public OutFiles(Path folder, int fileBytes, long totalBytes) {
        this.folder = folder;
        this.fileBytes = fileBytes;
        this.left = totalBytes;
    }

    /// Names with this ending, sorted.
    public List<String> ending(String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /// Whether anything has the name.
    public boolean has(String name) {
        return Files.exists(folder.resolve(name), NOFOLLOW_LINKS);
    }

    /// The JSON document in the file, which is not `null`.
    <T> T read(String name, Class<T> type) throws BrokenReport {
        byte[] bytes = bytes(name);
        try (JsonParser parser = counting().createParser(bytes)) {
            T read = json.readerFor(type).readValue(parser);
            tokens = Math.max(1, tokens - parser.currentTokenCount());
            if (read == null) {
                throw new BrokenReport(Texts.quoted(name), "holds nothing");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new BrokenReport(Texts.quoted(name), complaint(e));
        } catch (IOException e) {
            throw new BrokenReport(Texts.quoted(name), "cannot be read: " + e.getMessage());
        }
    }

    private JsonFactory counting() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxTokenCount(tokens).build())
                .build();
    }

    private byte[] bytes(String name) throws BrokenReport {
        Path file = folder.resolve(name);
        String shown = Texts.quoted(name);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw new BrokenReport(shown, "is not a regular file");
        }
        try (var channel = Files.newByteChannel(file, Set.of(READ, NOFOLLOW_LINKS))) {
            byte[] bytes = Channels.newInputStream(channel).readNBytes(fileBytes + 1);
            if (bytes.length > fileBytes) {
                throw new BrokenReport(shown, "is larger than %d MiB".formatted(fileBytes >> 20));
            }
            left -= bytes.length;
            if (left < 0) {
                throw new BrokenReport(shown, "and the other reports are too large together");
            }
            return bytes;
        } catch (IOException e) {
            throw new BrokenReport(shown, "cannot be opened");
        }
    }

    // The library's own words for a mismatch name classes, which are nobody's business.
    private static String complaint(JsonProcessingException failure) {
        if (failure instanceof StreamConstraintsException || failure.getCause() instanceof StreamConstraintsException) {
            return "holds too many values, or some that are too long or too deep";
        }
        var at = failure.getLocation();
        String place = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        if (failure instanceof JsonMappingException mapping && !(failure.getCause() instanceof JsonParseException)) {
            String member = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining());
            String why =
                    mapping.getCause() instanceof IllegalArgumentException ? ": " + mapping.getOriginalMessage() : "";
            return "does not have the form it should%s, in %s%s"
                    .formatted(
                            place,
                            member.isEmpty() ? "the whole" : Texts.quoted(member.replaceFirst("^\\.", "")),
                            quotedReason(why));
        }
        return "is not JSON%s: %s"
                .formatted(
                        place, Texts.quoted(failure.getOriginalMessage().replaceAll("\\s*\\([^()]*\\[Source:.*", "")));
    }

    private static String quotedReason(String why) {
        int words = why.indexOf("must be one of");
        return words < 0 ? "" : ": " + Texts.quoted(why.substring(words));
    }
}
