package dev.paddock.runner.container.docker;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;

import dev.paddock.runner.container.ReviewSpec;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// As whom a reviewer runs, and that this user can read and write what it should.
final class FolderAccess {

    /// The customary number of a user that owns nothing.
    private static final int NOBODY = 65532;

    private FolderAccess() {}

    /// `uid:gid`, never that of the machine's root. An agent that is not root lends its own, so that it
    /// can delete what the reviewer wrote; for root's, the out folder is given to a user that owns nothing
    /// else, and the rest is made readable.
    ///
    /// @param rootless whether the engine is an ordinary user's, the agent's own: in its containers that
    ///     user is 0, and every other number owns nothing
    static String grant(ReviewSpec spec, boolean rootless) throws IOException {
        int owner = (int) Files.getAttribute(spec.out(), "unix:uid");
        if (owner != 0 && rootless) {
            return "0:0";
        }
        if (owner != 0) {
            return owner + ":" + Files.getAttribute(spec.out(), "unix:gid");
        }
        Files.setAttribute(spec.out(), "unix:uid", NOBODY);
        Files.setAttribute(spec.out(), "unix:gid", NOBODY);
        Files.walkFileTree(spec.workspace(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                allow(folder, EnumSet.of(OTHERS_READ, OTHERS_EXECUTE));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    allow(file, EnumSet.of(OTHERS_READ));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        allow(spec.taskFile(), EnumSet.of(OTHERS_READ));
        return NOBODY + ":" + NOBODY;
    }

    private static void allow(Path path, Set<PosixFilePermission> wanted) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, NOFOLLOW_LINKS);
        if (permissions.addAll(wanted)) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }
}
