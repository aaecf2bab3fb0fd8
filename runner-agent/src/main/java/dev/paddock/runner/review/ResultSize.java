package dev.paddock.runner.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Keeps a result below what the control plane takes: the gravest findings stay.
final class ResultSize {

    /// The control plane takes 16 MiB; this is for the findings, the rest is small.
    static final int MAX_BYTES = 14 * 1024 * 1024;

    private final ObjectMapper json;
    private final int maxBytes;

    ResultSize(ObjectMapper json, int maxBytes) {
        this.json = json;
        this.maxBytes = maxBytes;
    }

    /// `files`, or as many of their findings as fit, the gravest first. Every file stays.
    List<FileReview> fit(List<FileReview> files) {
        if (size(files) <= maxBytes) {
            return files;
        }
        int rest = maxBytes - size(files.stream().map(ResultSize::bare).toList());
        List<Finding> byGravity = new ArrayList<>();
        files.forEach(file -> byGravity.addAll(file.comments()));
        byGravity.sort(Comparator.comparing(Finding::severity));
        // By identity: two equal findings are still two.
        Set<Finding> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Finding finding : byGravity) {
            rest -= size(finding) + 1;
            if (rest < 0) {
                break;
            }
            kept.add(finding);
        }
        return files.stream().map(file -> only(file, kept)).toList();
    }

    private static FileReview bare(FileReview file) {
        return new FileReview(file.path(), file.status(), List.of(), file.rating());
    }

    private static FileReview only(FileReview file, Set<Finding> kept) {
        List<Finding> comments = file.comments().stream().filter(kept::contains).toList();
        return new FileReview(file.path(), file.status(), comments, file.rating());
    }

    private int size(Object value) {
        try {
            return json.writeValueAsBytes(value).length;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("findings that cannot be written as JSON", e);
        }
    }
}
