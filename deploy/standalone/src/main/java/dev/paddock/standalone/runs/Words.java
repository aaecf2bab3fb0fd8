package dev.paddock.standalone.runs;

import dev.paddock.model.log.LogLevel;
import dev.paddock.model.run.RunStatus;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What options take, for help and completion. The control plane judges what is given.
final class Words {

    private Words() {}

    static final class Statuses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(RunStatus.values()).map(RunStatus::wire).iterator();
        }
    }

    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("executed", "ingested").iterator();
        }
    }

    static final class Sorts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("created_at", "started_at", "duration_ms").iterator();
        }
    }

    static final class Orders implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("asc", "desc").iterator();
        }
    }

    static final class Levels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(LogLevel.values()).map(LogLevel::wire).iterator();
        }
    }
}
