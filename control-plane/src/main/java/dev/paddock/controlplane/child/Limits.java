package dev.paddock.controlplane.child;

import java.time.Duration;

/// What a confined program may use. More is refused by the system, and by most programs answered with their end.
///
/// @param time from the start, by the clock; of the processors, what all of them have in it
/// @param dataMebibytes memory that it writes to
/// @param addressMebibytes addresses that it reserves; programs that compile as they run reserve far more than they use
/// @param fileMebibytes the largest file that it may write
public record Limits(Duration time, int dataMebibytes, int addressMebibytes, int fileMebibytes) {}
