package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Bytes in the objects of a bucket, each named by its digest. They are spooled to a file first, since an object needs
/// its name before its bytes.
final class BucketStorage implements Storage {

    private static final int DELETED_AT_ONCE = 32;
    /// All tries together. Nobody stores the same bytes while they are deleted, but whoever holds
    /// others back does so for half a minute at most: a try that came later would take what was stored
    /// anew.
    private static final Duration DELETED_WITHIN = Duration.ofSeconds(5);

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
        try {
            s3.putObject(
                    put -> put.bucket(bucket).key(key).contentType("application/octet-stream"),
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

    /// One call each: the one that deletes many takes a checksum that not every server knows. None
    /// begins after one that failed.
    @Override
    public void delete(Collection<Digest> digests) throws IOException {
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<Optional<StorageException>>> calls = digests.stream()
                .<Callable<Optional<StorageException>>>map(digest -> () -> {
                    Optional<StorageException> failure = failed.get() ? Optional.empty() : delete(digest);
                    failure.ifPresent(away -> failed.set(true));
                    return failure;
                })
                .toList();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(DELETED_AT_ONCE, Thread.ofVirtual().factory())) {
            for (Future<Optional<StorageException>> call : threads.invokeAll(calls)) {
                Optional<StorageException> failure = call.get();
                if (failure.isPresent()) {
                    throw failure.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Reason.AWAY, "The deletion of blobs was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a blob could not be deleted", e);
        }
    }

    private Optional<StorageException> delete(Digest digest) {
        try {
            s3.deleteObject(delete -> delete.bucket(bucket)
                    .key(digest.hex())
                    .overrideConfiguration(call -> call.apiCallTimeout(DELETED_WITHIN)));
            return Optional.empty();
        } catch (SdkException e) {
            return Optional.of(failure("delete " + digest, e));
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

    /// What answers in the server's place, such as a proxy, gives no code.
    private static boolean isFull(S3Exception refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return refusal.statusCode() == INSUFFICIENT_STORAGE || (code != null && FULL.contains(code));
    }

    @Override
    public Optional<Room> room() {
        return Optional.empty();
    }

    /// A bucket does not tell without listing all of it.
    @Override
    public OptionalLong used() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        s3.close();
        drafts.close();
    }
}
