package dev.paddock.reviewer.code;

import dev.paddock.model.finding.Finding;
import dev.paddock.reviewer.source.SourceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the analysis says of one file.
///
/// @param text what was judged; null when the file could not be read
/// @param findings in no order, without fingerprints
/// @param crash why the analyser broke on the file, which is the analyser's fault; null when it did not
public record JudgedCode(
        String path,
        @Nullable SourceText text,
        List<Finding> findings,
        @Nullable String crash) {}
