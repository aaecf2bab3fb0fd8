package dev.paddock.controlplane.log;

import dev.paddock.controlplane.repository.Credentials;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes of lines as they came what is stored: dated, masked, cut, and no more than the cap allows.
@Singleton
class CleanLines {

    private final LogConfig config;
    private final InstantSource clock;
    private final Json json;
    private final Credentials credentials;

    CleanLines(LogConfig config, InstantSource clock, Json json, Credentials credentials) {
        this.config = config;
        this.clock = clock;
        this.json = json;
        this.credentials = credentials;
    }

    /// The lines that follow `position`, none after the cap's marker.
    LogStore.Batch batch(LogStore.Position position, List<LogLine> fresh) {
        Masking masking =
                new Masking(position.task().id(), credentials.authorization(position.credential()), position.mask());
        List<LogLine> lines = new ArrayList<>(fresh.size());
        long bytes = 0;
        boolean truncated = position.truncated();
        @Nullable Integer done = null;
        @Nullable Integer total = null;
        for (LogLine line : fresh) {
            if (line.data() != null && line.data().get("progress") instanceof Map<?, ?> progress) {
                done = count(progress.get("done"), done);
                total = count(progress.get("total"), total);
            }
            if (truncated) {
                continue;
            }
            LogLine clean = clean(line, masking);
            bytes += size(clean);
            truncated = position.bytes() + bytes > config.maxBytes();
            lines.add(truncated ? marker() : clean);
        }
        return new LogStore.Batch(position, lines, fresh.size(), bytes, truncated, masking.state(), done, total);
    }

    /// What a line says of files, `known` when it is no number of files; 60.0 is 60.
    private static @Nullable Integer count(@Nullable Object said, @Nullable Integer known) {
        return said instanceof Number number && number.intValue() >= 0 && number.doubleValue() == number.intValue()
                ? (Integer) number.intValue()
                : known;
    }

    private LogLine clean(LogLine line, Masking masking) {
        return new LogLine(
                Objects.requireNonNullElseGet(line.timestamp(), clock::instant),
                line.level(),
                cut(masking.message(line.message())),
                line.data() == null ? null : masking.data(line.data()));
    }

    private long size(LogLine line) {
        long message = line.message().getBytes(StandardCharsets.UTF_8).length;
        return line.data() == null
                ? message
                : message + json.write(line.data()).getBytes(StandardCharsets.UTF_8).length;
    }

    private String cut(String message) {
        int most = config.maxLine();
        if (message.length() <= most) {
            return message;
        }
        // Not between the halves of a character.
        int end = Character.isHighSurrogate(message.charAt(most - 1)) ? most - 1 : most;
        return message.substring(0, end) + "… [" + (message.length() - end) + " characters cut]";
    }

    private LogLine marker() {
        return new LogLine(
                clock.instant(),
                LogLevel.WARN,
                "The log has reached its limit of " + config.maxBytes() + " bytes; what follows is dropped.",
                null);
    }
}
