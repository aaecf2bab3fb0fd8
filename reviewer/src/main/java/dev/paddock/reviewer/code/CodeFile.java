package dev.paddock.reviewer.code;

import dev.paddock.reviewer.source.SourceText;
import dev.paddock.reviewer.source.WorkspaceFiles;
import java.io.IOException;
import net.sourceforge.pmd.lang.LanguageVersion;
import net.sourceforge.pmd.lang.document.FileId;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.lang.document.TextFileContent;
import org.jspecify.annotations.Nullable;

/// A file of the workspace as PMD reads it: through our own reader, and in memory only while it is judged. One thread
/// judges it.
final class CodeFile implements TextFile {

    private final String path;
    private final LanguageVersion version;
    private final WorkspaceFiles workspace;
    private @Nullable SourceText text;

    CodeFile(String path, LanguageVersion version, WorkspaceFiles workspace) {
        this.path = path;
        this.version = version;
        this.workspace = workspace;
    }

    String path() {
        return path;
    }

    /// The text, once read; lets go of it.
    @Nullable
    SourceText release() {
        SourceText released = text;
        text = null;
        return released;
    }

    /// Reads the text unless PMD did.
    SourceText text() throws IOException {
        if (text == null) {
            text = workspace.read(path);
        }
        return text;
    }

    @Override
    public LanguageVersion getLanguageVersion() {
        return version;
    }

    @Override
    public FileId getFileId() {
        return FileId.fromPathLikeString(path);
    }

    @Override
    public TextFileContent readContents() throws IOException {
        return TextFileContent.fromCharSeq(text().text());
    }

    @Override
    public void close() {
        // The text is still needed when PMD is done: release() lets go of it.
    }
}
