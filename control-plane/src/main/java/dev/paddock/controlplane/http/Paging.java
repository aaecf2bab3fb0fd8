package dev.paddock.controlplane.http;

import dev.paddock.model.wire.Page;
import java.util.List;
import java.util.Objects;

/// Which page of a list somebody wants: `page` from 1 on, `per_page` 20 unless said otherwise, at most 100.
public record Paging(int page, int perPage) {

    private static final int DEFAULT_SIZE = 20;
    private static final int MAX_SIZE = 100;

    /// As the parameters say. What is wrong with them [Parameters#check] tells.
    public static Paging of(Parameters parameters) {
        return new Paging(
                Objects.requireNonNullElse(parameters.number("page", 1, Integer.MAX_VALUE), 1),
                Objects.requireNonNullElse(parameters.number("per_page", 1, MAX_SIZE), DEFAULT_SIZE));
    }

    /// How many things come before the page.
    public long offset() {
        return (page - 1L) * perPage;
    }

    /// The page with this content.
    public <T> Page<T> with(List<T> data, long total) {
        return new Page<>(data, new Page.Meta(total, page, perPage));
    }

    /// This page of a list that is short enough to be read as a whole.
    public <T> Page<T> of(List<T> all) {
        return with(all.stream().skip(offset()).limit(perPage).toList(), all.size());
    }
}
