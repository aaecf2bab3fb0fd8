package dev.paddock.controlplane.storage;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// How the bucket of the settings is reached.
final class BucketAccess {

    private static final Logger LOG = Logger.getLogger(BucketAccess.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private BucketAccess() {}

    /// The storage in `bucket`. Throws [ConfigurationException] when the bucket is not there or does not open; one
    /// that does not answer may do so later.
    static Storage open(StorageConfig.S3 config, String bucket) throws IOException {
        S3Client s3 = client(config);
        try {
            s3.headBucket(head -> head.bucket(bucket));
        } catch (S3Exception e) {
            if (e.statusCode() < 500) {
                s3.close();
                throw new ConfigurationException("The bucket " + bucket + " answers " + e.statusCode()
                        + "; set PADDOCK_S3_BUCKET, PADDOCK_S3_REGION and the key's files to what opens one.");
            }
            LOG.warnf("the bucket %s does not serve now: %s", bucket, e.getMessage());
        } catch (SdkException e) {
            LOG.warnf("the bucket %s does not answer now: %s", bucket, e.getMessage());
        }
        return new BucketStorage(s3, bucket, Drafts.open(config.spool().toAbsolutePath()));
    }

    private static S3Client client(StorageConfig.S3 config) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                .credentialsProvider(credentials(config))
                // What is stored is checked by its digest; other checksums are not understood by every server.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(StorageConfig.S3 config) {
        if (config.accessKeyFile().isEmpty() && config.secretKeyFile().isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                read(config.accessKeyFile(), "PADDOCK_S3_ACCESS_KEY_FILE"),
                read(config.secretKeyFile(), "PADDOCK_S3_SECRET_KEY_FILE")));
    }

    private static String read(Optional<Path> file, String name) {
        Path path = file.orElseThrow(() -> new ConfigurationException(
                "The bucket's key has one of its two files only; set " + name + " as well."));
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The file " + path + " of the bucket's key cannot be read; set " + name + " to one that can.");
        }
    }
}
