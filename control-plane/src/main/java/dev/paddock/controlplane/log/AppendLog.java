package dev.paddock.controlplane.log;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.TaskGuard;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLevel;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.problem.ProblemCode;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Stores a numbered batch once: a replay is a no-op, a gap is refused.
@Singleton
class AppendLog {

    private final LogStore logs;
    private final Masking masking;
    private final LogConfig config;
    private final FleetConfig fleet;
    private final InstantSource clock;
    private final Json json;

    AppendLog(LogStore logs, Masking masking, LogConfig config, FleetConfig fleet, InstantSource clock, Json json) {
        this.json = json;
        this.logs = logs;
        this.masking = masking;
        this.config = config;
        this.fleet = fleet;
        this.clock = clock;
    }

    /// The final batch of a task, which came with its result.
    void last(@Observes TaskStore.LastLines last) {
        append(last.task(), new LogBatch(last.lines(), null));
    }

    /// Where the log stands after the batch. 409 `lease_lost`; 409 `log_gap` with `expectedSeq`.
    @Transactional
    public LogBatch.Reply append(TaskStore.Row task, LogBatch batch) {
        LogStore.Position position = logs.lock(task.id()).orElseThrow(() -> TaskGuard.leaseLost(task));
        long expected = position.seq() + 1;
        long first = batch.firstSeq() == null ? expected : batch.firstSeq();
        if (first > expected) {
            throw new ProblemException(
                    ProblemCode.LOG_GAP,
                    "The log of task " + task.id() + " goes on at " + expected + ", not at " + first
                            + "; send the lines from there.",
                    Map.of("expectedSeq", expected));
        }
        long known = Math.min(expected - first, batch.logs().size());
        List<LogLine> fresh = batch.logs().subList((int) known, batch.logs().size());
        LogStore.Batch stored = prepare(task, position, fresh);
        logs.append(task.id(), position, stored, fleet.lease().toMillis());
        return new LogBatch.Reply(
                stored.count(), expected + stored.count(), position.truncated() || stored.truncated());
    }

    private LogStore.Batch prepare(TaskStore.Row task, LogStore.Position position, List<LogLine> fresh) {
        List<LogLine> lines = new ArrayList<>();
        long bytes = position.bytes();
        boolean truncated = position.truncated();
        Integer done = null;
        Integer total = null;
        for (LogLine line : fresh) {
            if (line.data() != null && line.data().get("progress") instanceof Map<?, ?> progress) {
                done = progress.get("done") instanceof Number number ? Integer.valueOf(number.intValue()) : done;
                total = progress.get("total") instanceof Number number ? Integer.valueOf(number.intValue()) : total;
            }
            LogLine clean = clean(task, line);
            bytes += size(clean);
            if (bytes <= config.maxBytes()) {
                lines.add(clean);
            } else if (!truncated) {
                truncated = true;
                lines.add(marker());
            }
        }
        return new LogStore.Batch(lines, fresh.size(), bytes - position.bytes(), truncated, done, total);
    }

    private long size(LogLine line) {
        long message = line.message().getBytes(StandardCharsets.UTF_8).length;
        return line.data() == null
                ? message
                : message + json.write(line.data()).getBytes(StandardCharsets.UTF_8).length;
    }

    private LogLine clean(TaskStore.Row task, LogLine line) {
        return new LogLine(
                Objects.requireNonNullElseGet(line.timestamp(), clock::instant),
                line.level(),
                cut(masking.mask(task.id(), line.message())),
                line.data() == null ? null : masking.mask(task.id(), line.data()));
    }

    private String cut(String message) {
        return message.length() <= config.maxLine()
                ? message
                : message.substring(0, config.maxLine()) + "… [" + (message.length() - config.maxLine())
                        + " characters cut]";
    }

    private LogLine marker() {
        return new LogLine(
                clock.instant(),
                LogLevel.WARN,
                "The log has reached its limit of " + config.maxBytes() + " bytes; what follows is dropped.",
                null);
    }
}
