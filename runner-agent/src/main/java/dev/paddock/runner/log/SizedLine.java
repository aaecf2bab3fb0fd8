package dev.paddock.runner.log;

import dev.paddock.model.log.LogLine;

/// A line and its size as JSON, in bytes.
record SizedLine(LogLine line, int bytes) {}
