package dev.paddock.runner.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// A real, bare repository, made object by object, so that it may hold what git itself would not commit.
final class GitFixture implements AutoCloseable {

    private final Path folder;
    private final Repository repository;
    private long seconds = 1_700_000_000;

    GitFixture(Path folder) throws IOException {
        this.folder = folder;
        this.repository =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        repository.create(true);
    }

    Path folder() {
        return folder;
    }

    String url() {
        return "file://" + folder;
    }

    Repository repository() {
        return repository;
    }

    ObjectId blob(String content) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(Constants.OBJ_BLOB, content.getBytes(UTF_8));
            inserter.flush();
            return id;
        }
    }

    /// `bytes` zeros.
    ObjectId zeros(long bytes) throws IOException {
        try (var inserter = repository.newObjectInserter();
                var zeros = new Zeros(bytes)) {
            var id = inserter.insert(Constants.OBJ_BLOB, bytes, zeros);
            inserter.flush();
            return id;
        }
    }

    ObjectId insert(TreeFormatter tree) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var id = inserter.insert(tree);
            inserter.flush();
            return id;
        }
    }

    /// A tree of one entry, of any name and kind.
    ObjectId tree(String name, FileMode mode, ObjectId id) throws IOException {
        var tree = new TreeFormatter();
        tree.append(name, mode, id);
        return insert(tree);
    }

    /// A tree of text files, nested by `/`.
    ObjectId tree(Map<String, String> files) throws IOException {
        var folders = new TreeMap<String, Map<String, String>>();
        var entries = new TreeMap<String, ObjectId>();
        for (var file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            if (slash < 0) {
                entries.put(file.getKey(), blob(file.getValue()));
            } else {
                folders.computeIfAbsent(file.getKey().substring(0, slash), name -> new TreeMap<>())
                        .put(file.getKey().substring(slash + 1), file.getValue());
            }
        }
        // Git sorts folders as if their names ended in a slash.
        for (var inner : folders.entrySet()) {
            entries.put(inner.getKey() + "/", tree(inner.getValue()));
        }
        var tree = new TreeFormatter();
        for (var entry : entries.entrySet()) {
            var name = entry.getKey();
            if (name.endsWith("/")) {
                tree.append(name.substring(0, name.length() - 1), FileMode.TREE, entry.getValue());
            } else {
                tree.append(name, FileMode.REGULAR_FILE, entry.getValue());
            }
        }
        return insert(tree);
    }

    ObjectId commit(String branch, Map<String, String> files, ObjectId... parents) throws IOException {
        return commit(branch, tree(files), parents);
    }

    /// Also moves `branch` there.
    ObjectId commit(String branch, ObjectId tree, ObjectId... parents) throws IOException {
        var builder = new CommitBuilder();
        var person = new PersonIdent("Ada", "ada@example.org", Instant.ofEpochSecond(seconds++), ZoneOffset.UTC);
        builder.setAuthor(person);
        builder.setCommitter(person);
        builder.setMessage("Change " + branch + "\n\nWith a reason.\n");
        builder.setTreeId(tree);
        builder.setParentIds(parents);
        ObjectId id;
        try (var inserter = repository.newObjectInserter()) {
            id = inserter.insert(builder);
            inserter.flush();
        }
        move("refs/heads/" + branch, id);
        return id;
    }

    void move(String ref, ObjectId id) throws IOException {
        RefUpdate update = repository.updateRef(ref);
        update.setNewObjectId(id);
        update.forceUpdate();
    }

    @Override
    public void close() {
        repository.close();
    }

    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long bytes) {
            this.left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(length, left);
            java.util.Arrays.fill(buffer, offset, offset + read, (byte) 0);
            left -= read;
            return read;
        }
    }
}
