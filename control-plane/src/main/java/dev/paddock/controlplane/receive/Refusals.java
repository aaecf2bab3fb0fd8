package dev.paddock.controlplane.receive;

import dev.paddock.controlplane.archive.ArchiveException;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.storage.StorageException;
import dev.paddock.controlplane.upload.UploadSession;
import dev.paddock.controlplane.upload.UploadSession.Target;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.wire.WireEnum;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/// Why results are not taken, as their sender and those who look at the upload are told.
public final class Refusals {

    /// How large an archive may be, in bytes.
    public static final long UPLOAD = 1024L << 20;

    private Refusals() {}

    static ProblemException buildExists(Target target) {
        return new ProblemException(
                ProblemCode.BUILD_EXISTS,
                "The build " + target + " is there already, or being uploaded; send another buildId, delete the build"
                        + " first, or wait for the upload's end.");
    }

    static ProblemException noProject(Target target) {
        return ProblemException.notFound("project", target.environment() + "/" + target.project());
    }

    /// 404 for an upload that there is not, or that is somebody else's.
    public static ProblemException noUpload(String uploadId) {
        return ProblemException.notFound("upload", uploadId);
    }

    /// 409 for an upload that takes no chunks any more.
    public static ProblemException closed(UploadSession upload) {
        String why = upload.error() == null ? "is complete" : "failed: " + upload.error();
        return new ProblemException(
                ProblemCode.UPLOAD_CLOSED,
                "The upload " + upload.uploadId() + " takes nothing any more, it " + why
                        + (upload.error() == null ? "." : " Begin another one."));
    }

    /// 413 for more bytes than `most`.
    public static ProblemException tooLarge(long most) {
        return new ProblemException(
                ProblemCode.TOO_LARGE,
                "The body is larger than the " + (most >> 20) + " MiB this call takes; send less.");
    }

    /// 409 for chunks that have, together, more bytes than were announced.
    public static ProblemException tooMany(UploadSession upload) {
        return new ProblemException(
                ProblemCode.WRONG_SIZE,
                "The chunks have more than the " + upload.totalSize()
                        + " bytes together that were announced; begin another upload of the build.");
    }

    /// 409 for chunks that have, together, `bytes` instead of what was announced.
    public static ProblemException wrongSize(UploadSession upload, long bytes) {
        return new ProblemException(
                ProblemCode.WRONG_SIZE,
                "The chunks have " + bytes + " bytes together, and " + upload.totalSize()
                        + " were announced; begin another upload of the build.");
    }

    /// What the sender is told of `failure`.
    public static Exception toSender(Exception failure) {
        if (failure instanceof ArchiveException archive) {
            return new ProblemException(
                    ProblemCode.BAD_ARCHIVE,
                    "The archive is not taken: " + archive.getMessage() + ".",
                    Map.of("rule", WireEnum.spell(archive.rule())));
        }
        if (failure instanceof IOException && !(failure instanceof StorageException)) {
            return new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body ended before it was whole; send all of it again.");
        }
        return failure;
    }

    /// What those are told of it who look at the upload.
    static String toOthers(Exception told) {
        if (told instanceof ProblemException problem) {
            return Objects.requireNonNull(problem.getMessage());
        }
        if (!(told instanceof StorageException storage)) {
            return "The server failed; its log has the reason. Send the results again.";
        }
        return switch (storage.reason()) {
            case FULL -> "The storage has no room for the results and kept nothing of them; tell an administrator.";
            case AWAY -> "The storage did not answer; send the results again.";
            case DAMAGED -> "A chunk was damaged in the storage; send the results again.";
        };
    }
}
