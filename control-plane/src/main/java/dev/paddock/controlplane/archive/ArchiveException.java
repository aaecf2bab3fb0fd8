package dev.paddock.controlplane.archive;

import java.io.IOException;

/// An archive that is not taken. The message says why, and what to do.
public final class ArchiveException extends IOException {

    /// What is wrong with it.
    public enum Rule {
        /// It is no zip, breaks off, or goes on behind its end.
        NOT_A_ZIP,
        /// It has no file.
        EMPTY,
        /// It needs what is not read here: a password, another compression, ZIP64 records, several volumes.
        UNSUPPORTED,
        /// Its entries overlap, or its directory tells of others than it has.
        ENTRIES_DISAGREE,
        /// An entry's bytes are not those that its sizes and checksum are of.
        DAMAGED,
        /// A name leads out of the archive by `..`.
        PARENT_FOLDER,
        /// A name begins at a root: `/`, or a drive.
        ABSOLUTE_NAME,
        /// A name holds NUL or another control character.
        CONTROL_CHARACTER,
        /// A name is longer than a file's may be.
        NAME_TOO_LONG,
        /// A name is not UTF-8, holds a backslash, or has a part that is `.` or empty.
        BAD_NAME,
        /// Two entries have one name.
        DUPLICATE_NAME,
        /// Two names are one where case or the spelling of accents does not count, or a file is a folder too.
        COLLIDING_NAMES,
        /// An entry is a symbolic link.
        SYMBOLIC_LINK,
        /// An entry is a device, a pipe or a socket.
        DEVICE,
        /// There are too many entries.
        TOO_MANY_ENTRIES,
        /// Unpacked, they are too large.
        TOO_LARGE,
        /// An entry is packed more tightly than results are.
        RATIO,
        /// The files lie in more than one folder at the top.
        SEVERAL_FOLDERS
    }

    private static final long serialVersionUID = 1;

    private final Rule rule;

    ArchiveException(Rule rule, String message) {
        super(message);
        this.rule = rule;
    }

    /// What is wrong.
    public Rule rule() {
        return rule;
    }
}
