package dev.paddock.controlplane.archive;

import dev.paddock.controlplane.archive.ArchiveException.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The names of one archive: each leads to a place of its own below its root, on any file system.
final class EntryNames {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private final int longest;
    /// Names as they are where case does not count, and whether each is a folder.
    private final Map<String, Boolean> places = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final TopFolder top = new TopFolder();

    EntryNames(int longest) {
        this.longest = longest;
    }

    /// The name that an entry's bytes spell; refused when it is none.
    String read(byte[] bytes) throws ArchiveException {
        if (bytes.length > longest) {
            throw new ArchiveException(
                    Rule.NAME_TOO_LONG,
                    "an entry's name has " + bytes.length + " bytes; give it one of at most " + longest);
        }
        String name = decode(bytes);
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused(Rule.CONTROL_CHARACTER, name, "has NUL or another control character in its name");
        }
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) {
            throw refused(Rule.ABSOLUTE_NAME, name, "begins at a root");
        }
        String[] parts = (name.endsWith("/") ? name.substring(0, name.length() - 1) : name).split("[/\\\\]", -1);
        for (String part : parts) {
            if (part.equals("..")) {
                throw refused(Rule.PARENT_FOLDER, name, "leads out of the archive by \"..\"");
            }
        }
        for (String part : parts) {
            if (part.isEmpty() || part.equals(".") || name.indexOf('\\') >= 0) {
                throw refused(Rule.BAD_NAME, name, "has a backslash in its name, or a part that is none");
            }
        }
        return name;
    }

    private static String decode(byte[] bytes) throws ArchiveException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ArchiveException(Rule.BAD_NAME, "an entry's name is not UTF-8; pack it with names in UTF-8");
        }
    }

    /// Takes a name that was read; refused when its place is taken.
    void take(String name) throws ArchiveException {
        boolean folder = name.endsWith("/");
        if (!names.add(name)) {
            throw refused(Rule.DUPLICATE_NAME, name, "is there twice");
        }
        String place = place(folder ? name.substring(0, name.length() - 1) : name);
        for (int slash = place.indexOf('/'); slash >= 0; slash = place.indexOf('/', slash + 1)) {
            occupy(place.substring(0, slash), true, name);
        }
        occupy(place, folder, name);
        if (!folder) {
            top.note(name);
        }
    }

    private void occupy(String place, boolean folder, String name) throws ArchiveException {
        Boolean before = places.put(place, folder);
        // A folder may be named by what is in it as often as one likes.
        if (before != null && !(before && folder)) {
            throw refused(Rule.COLLIDING_NAMES, name, "has the place of another entry where case does not count");
        }
    }

    private static String place(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /// Refuses an archive that has no files, or has them neither at its root nor in one folder.
    void check() throws ArchiveException {
        int places = top.places().size();
        if (places == 0) {
            throw new ArchiveException(Rule.EMPTY, "it has no files; pack the results into it");
        }
        if (places > 1) {
            throw new ArchiveException(
                    Rule.SEVERAL_FOLDERS,
                    "its files lie in " + places + " folders; put the results at its root or in one folder");
        }
    }

    static ArchiveException refused(Rule rule, String name, String why) {
        return new ArchiveException(rule, "its entry " + shown(name) + " " + why + "; pack the results without it");
    }

    /// Fit for a line of text.
    private static String shown(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }
}
