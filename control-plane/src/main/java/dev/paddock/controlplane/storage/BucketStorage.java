package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Bytes in the objects of a bucket, each named by its digest. They are spooled to a file first, since an object needs
/// its name before its bytes.
final class BucketStorage implements Storage {

    /// More than one call deletes at once.
    private static final int MOST_DELETED = 1000;

    private static final Set<String> FULL =
            Set.of("QuotaExceeded", "InsufficientStorage", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded");
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final String bucket;
    private final Drafts drafts;

    /// @param s3 is closed with this
    /// @param drafts is closed with this
    BucketStorage(S3Client s3, String bucket, Drafts drafts) {
        this.s3 = s3;
        this.bucket = bucket;
        this.drafts = drafts;
    }

    @Override
    public Optional<Draft> draft(InputStream content, long most) throws IOException {
        return drafts.write(content, most);
    }

    @Override
    public void keep(Draft draft) throws IOException {
        String key = draft.digest().hex();
        // The bucket's server checks that what it got is what was sent.
        String checksum = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(key));
        try {
            s3.putObject(
                    put -> put.bucket(bucket)
                            .key(key)
                            .contentType("application/octet-stream")
                            .checksumSHA256(checksum),
                    RequestBody.fromFile(draft.file()));
        } catch (SdkException e) {
            throw failure("store " + key, e);
        }
    }

    @Override
    public Optional<Content> open(Digest digest) throws IOException {
        try {
            ResponseInputStream<GetObjectResponse> stream =
                    s3.getObject(get -> get.bucket(bucket).key(digest.hex()));
            long bytes = stream.response().contentLength();
            return Optional.of(new Content(bytes, new CheckedContent(stream, digest, bytes)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure("read " + digest, e);
        }
    }

    @Override
    public OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(
                    s3.headObject(head -> head.bucket(bucket).key(digest.hex())).contentLength());
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return OptionalLong.empty();
            }
            throw failure("look at " + digest, e);
        } catch (SdkException e) {
            throw failure("look at " + digest, e);
        }
    }

    @Override
    public void delete(Collection<Digest> digests) throws IOException {
        List<ObjectIdentifier> objects = digests.stream()
                .map(digest -> ObjectIdentifier.builder().key(digest.hex()).build())
                .toList();
        for (int from = 0; from < objects.size(); from += MOST_DELETED) {
            delete(objects.subList(from, Math.min(objects.size(), from + MOST_DELETED)));
        }
    }

    private void delete(List<ObjectIdentifier> objects) throws IOException {
        DeleteObjectsResponse reply;
        try {
            reply = s3.deleteObjects(delete ->
                    delete.bucket(bucket).delete(which -> which.objects(objects).quiet(true)));
        } catch (SdkException e) {
            throw failure("delete " + objects.size() + " blobs", e);
        }
        if (reply.hasErrors() && !reply.errors().isEmpty()) {
            S3Error error = reply.errors().getFirst();
            throw new StorageException(
                    StorageException.Reason.AWAY,
                    "The bucket %s does not delete %s: %s".formatted(bucket, error.key(), error.message()));
        }
    }

    private StorageException failure(String what, SdkException cause) {
        if (cause instanceof S3Exception refusal && isFull(refusal)) {
            return new StorageException(
                    StorageException.Reason.FULL, "There is no room left in the bucket " + bucket + ".", cause);
        }
        return new StorageException(
                StorageException.Reason.AWAY,
                "The bucket %s did not %s: %s".formatted(bucket, what, cause.getMessage()),
                cause);
    }

    private static boolean isFull(S3Exception refusal) {
        return refusal.statusCode() == INSUFFICIENT_STORAGE
                || (refusal.awsErrorDetails() != null
                        && FULL.contains(refusal.awsErrorDetails().errorCode()));
    }

    @Override
    public void close() {
        s3.close();
        drafts.close();
    }
}
