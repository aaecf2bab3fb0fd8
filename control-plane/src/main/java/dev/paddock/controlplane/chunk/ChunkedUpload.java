package dev.paddock.controlplane.chunk;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.receive.BeginUpload;
import dev.paddock.controlplane.receive.Refusals;
import dev.paddock.controlplane.upload.Phase;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.model.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An upload that comes in chunks, as it was announced and found to be possible.
///
/// @param size bytes of all chunks together
public record ChunkedUpload(String build, @Nullable String fileName, long size, int chunks) {

    /// How large a chunk may be, in bytes.
    static final long CHUNK = 50L << 20;

    private static final int MOST_CHUNKS = 10_000;
    private static final int LONGEST_NAME = 255;

    /// The body of `POST …/uploads`.
    ///
    /// @param totalSize bytes
    public record Wanted(
            @Nullable String fileName,
            @Nullable Long totalSize,
            @Nullable Integer totalChunks,
            @Nullable String buildId) {}

    /// An upload has begun.
    public record Begun(String uploadId) {}

    /// A chunk is stored.
    ///
    /// @param received how many chunks are, in all
    /// @param total how many there will be
    public record Received(int chunkIndex, int received, int total) {}

    /// Results are taken.
    ///
    /// @param status `assembled`
    public record Assembled(String status) {}

    /// How far an upload is.
    ///
    /// @param missing the indexes of the chunks that have not come, in order
    /// @param error why it failed, in a sentence; only then
    public record Progress(
            String uploadId,
            String buildId,
            Phase phase,
            long totalSize,
            int totalChunks,
            int receivedChunks,
            List<Integer> missing,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String error) {

        static Progress of(UploadSession upload, List<Integer> missing) {
            return new Progress(
                    upload.uploadId(),
                    upload.buildId(),
                    upload.phase(),
                    upload.totalSize() == null ? 0 : upload.totalSize(),
                    upload.totalChunks(),
                    upload.receivedChunks(),
                    missing,
                    upload.error());
        }
    }

    /// What was announced; 400 naming whatever cannot be.
    static ChunkedUpload of(@Nullable Wanted given) {
        Wanted wanted = given == null ? new Wanted(null, null, null, null) : given;
        List<FieldError> errors = new ArrayList<>();
        BeginUpload.check(wanted.buildId()).ifPresent(errors::add);
        String name = wanted.fileName();
        if (name != null && !isName(name)) {
            errors.add(new FieldError("fileName", "must have 1 to " + LONGEST_NAME + " characters on one line"));
        }
        long size = wanted.totalSize() == null ? 0 : wanted.totalSize();
        int chunks = wanted.totalChunks() == null ? 0 : wanted.totalChunks();
        boolean sized = size >= 1 && size <= Refusals.UPLOAD;
        if (!sized) {
            errors.add(new FieldError("totalSize", "must be a number of bytes from 1 to " + Refusals.UPLOAD));
        }
        if (chunks < 1 || chunks > MOST_CHUNKS) {
            errors.add(new FieldError("totalChunks", "must be a number from 1 to " + MOST_CHUNKS));
        } else if (sized && (chunks > size || chunks * CHUNK < size)) {
            errors.add(new FieldError("totalChunks", "must be such that chunks have 1 byte to 50 MiB each"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new ChunkedUpload(String.valueOf(wanted.buildId()), name, size, chunks);
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_NAME && text.chars().noneMatch(Character::isISOControl);
    }
}
