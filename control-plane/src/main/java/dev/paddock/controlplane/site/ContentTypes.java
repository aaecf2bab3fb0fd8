package dev.paddock.controlplane.site;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What files of reports are, by the ends of their names.
final class ContentTypes {

    private static final String BYTES = "application/octet-stream";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=UTF-8"),
            Map.entry("htm", "text/html;charset=UTF-8"),
            Map.entry("xhtml", "application/xhtml+xml"),
            Map.entry("js", "text/javascript;charset=UTF-8"),
            Map.entry("mjs", "text/javascript;charset=UTF-8"),
            Map.entry("css", "text/css;charset=UTF-8"),
            Map.entry("json", "application/json"),
            Map.entry("csv", "text/csv;charset=UTF-8"),
            Map.entry("txt", "text/plain;charset=UTF-8"),
            Map.entry("log", "text/plain;charset=UTF-8"),
            Map.entry("md", "text/markdown;charset=UTF-8"),
            Map.entry("xml", "application/xml"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"));

    /// What a browser may show as a page of its own, with scripts in it.
    private static final Set<String> PAGES = Set.of("html", "htm", "xhtml", "xml", "svg");

    private ContentTypes() {}

    /// The content type of a file.
    static String of(String path) {
        return TYPES.getOrDefault(end(path), BYTES);
    }

    /// Whether a file is offered to be kept rather than shown: what tests attached and could be a page.
    static boolean isDownload(String path) {
        return path.contains("data/attachments/") && (PAGES.contains(end(path)) || of(path).equals(BYTES));
    }

    private static String end(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
