package dev.paddock.model.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file that differs between the base and the reviewed commit.
///
/// @param path its path in the reviewed commit; in the base commit when it was deleted
/// @param additions lines added
/// @param deletions lines removed
/// @param lines the ranges that are new in the reviewed commit; absent when nobody computed them
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangedFile(
        String path,
        FileStatus status,
        int additions,
        int deletions,
        @Nullable List<LineRange> lines) {}
