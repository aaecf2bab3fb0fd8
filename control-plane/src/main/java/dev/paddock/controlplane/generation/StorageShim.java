package dev.paddock.controlplane.generation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lets a report's page run without an origin. Browsers give such a page no storage, and Allure's pages stay blank when
/// they ask for it: they get one in memory, that ends with the page. Nor may they measure what they show in frames,
/// which would have no height.
final class StorageShim {

    /// Where it goes: in front of every other script.
    private static final Pattern HEAD = Pattern.compile("<head(\\s[^>]*)?>", Pattern.CASE_INSENSITIVE);

    private static final int LOOKED_AT = 64 * 1024;

    private static final String SCRIPT = """
            <script>(function () {
              function Memory() { this.kept = new Map(); }
              Memory.prototype = {
                getItem: function (key) { key = String(key); return this.kept.has(key) ? this.kept.get(key) : null; },
                setItem: function (key, value) { this.kept.set(String(key), String(value)); },
                removeItem: function (key) { this.kept.delete(String(key)); },
                clear: function () { this.kept.clear(); },
                key: function (index) { return Array.from(this.kept.keys())[index] || null; },
                get length() { return this.kept.size; }
              };
              ["localStorage", "sessionStorage"].forEach(function (name) {
                try { window[name].length; } catch (e) {
                  Object.defineProperty(window, name, { value: new Memory(), configurable: true });
                }
              });
              try { document.cookie; } catch (e) {
                Object.defineProperty(document, "cookie", { get: function () { return ""; }, set: function () {} });
              }
            })();</script>
            <style>iframe[srcdoc][height="0"] { height: 16em; resize: vertical; }</style>
            """;

    private StorageShim() {}

    /// `page` with the shim in it; as it is when it has no head.
    static InputStream into(InputStream page) throws IOException {
        byte[] beginning = page.readNBytes(LOOKED_AT);
        // Bytes and characters are the same number here.
        String text = new String(beginning, StandardCharsets.ISO_8859_1);
        Matcher head = HEAD.matcher(text);
        if (!head.find()) {
            return new SequenceInputStream(new ByteArrayInputStream(beginning), page);
        }
        int cut = head.end();
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(beginning, 0, cut),
                new ByteArrayInputStream(SCRIPT.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayInputStream(beginning, cut, beginning.length - cut),
                page)));
    }
}
