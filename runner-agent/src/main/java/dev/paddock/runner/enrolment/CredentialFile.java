package dev.paddock.runner.enrolment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.model.runner.RunnerCredential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/// A runner's credential on disk, for its user alone.
///
/// @param path in the runner's own folder
public record CredentialFile(Path path, ObjectMapper json) {

    private static final Logger LOG = Logger.getLogger(CredentialFile.class);
    private static final Pattern KEY = Pattern.compile("dk_live_[0-9a-f]{40}");

    /// The credential of `runner` that an earlier process kept; empty when there is none that can be read.
    Optional<RunnerCredential> read(String runner) {
        try {
            RunnerCredential kept = json.readValue(Files.readAllBytes(path), RunnerCredential.class);
            boolean whole = kept != null
                    && kept.id() != null
                    && runner.equals(kept.runnerId())
                    && kept.key() != null
                    && KEY.matcher(kept.key()).matches();
            if (whole) {
                return Optional.of(kept);
            }
            LOG.warnf("%s holds no credential of the runner %s and is replaced", path, runner);
        } catch (NoSuchFileException e) {
            LOG.debugf("%s is not there yet", path);
        } catch (JsonProcessingException e) {
            // What the parser says would show what stands there.
            LOG.warnf("%s is damaged and is replaced", path);
        } catch (IOException e) {
            LOG.warnf("%s cannot be read and is replaced: %s", path, e);
        }
        return Optional.empty();
    }

    /// Keeps the credential in place of an earlier one: all of it, or what was there before. Where that fails, the
    /// next process enrols again.
    void write(RunnerCredential credential) {
        try {
            Path fresh = Files.createTempFile(
                    path.toAbsolutePath().getParent(),
                    "credential",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(fresh, json.writeValueAsBytes(credential));
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            LOG.warnf("%s cannot be written, so the next start enrols again: %s", path, e);
        }
    }
}
