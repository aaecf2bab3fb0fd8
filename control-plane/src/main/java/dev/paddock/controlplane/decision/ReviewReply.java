package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.baseline.Promoted;
import java.util.List;

/// The reply to a decision, as documented.
///
/// @param promoted what became of the candidates; empty unless an approved report was to be promoted
public record ReviewReply(Decision review, List<Promoted> promoted) {}
