package dev.paddock.controlplane.delivery;

import org.jspecify.annotations.Nullable;

/// A delivery whose turn it is, leased by this replica.
///
/// @param attempt counts all attempts; what this one finds counts while it is the newest
/// @param tries counts those since the message was asked for, from 1
/// @param failing whether the webhook took nothing the last time
/// @param secret sealed
/// @param previous sealed; the secret before, while it signs, too
record Due(
        String id,
        String webhook,
        String url,
        String payload,
        int attempt,
        int tries,
        boolean failing,
        byte[] secret,
        byte @Nullable [] previous) {}
