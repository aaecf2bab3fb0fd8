package dev.paddock.model.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Where a task's commit is fetched from.
///
/// @param name `owner/repo`
/// @param auth the value of the HTTP `Authorization` header for the fetch; absent for public repositories
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaskRepository(
        String id, String name, String url, @Nullable String auth) {}
