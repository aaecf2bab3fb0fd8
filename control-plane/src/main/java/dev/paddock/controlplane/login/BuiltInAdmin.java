package dev.paddock.controlplane.login;

import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Person;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The administrator who is there from the first start. Only a hash of the password is kept, in memory.
@Singleton
class BuiltInAdmin {

    private static final Logger LOG = Logger.getLogger(BuiltInAdmin.class);
    private static final int LEAST_CHARACTERS = 8;

    private final LoginConfig config;
    private @Nullable PasswordHash password;

    BuiltInAdmin(LoginConfig config) {
        this.config = config;
    }

    /// Before anything runs that a refused start would have to stop.
    void start(@Observes @Priority(1) StartupEvent event) {
        Optional<Path> file = config.adminPasswordFile();
        if (file.isPresent()) {
            password = PasswordHash.of(read(file.get()));
        } else if (LaunchMode.current() == LaunchMode.NORMAL) {
            throw new ConfigurationException("The administrator has no password; set PADDOCK_ADMIN_PASSWORD_FILE to a"
                    + " file with one of at least " + LEAST_CHARACTERS + " characters.");
        } else {
            LOG.warn("no PADDOCK_ADMIN_PASSWORD_FILE: the built-in administrator cannot sign in");
        }
    }

    /// The administrator, when these are his name and password. Takes as long for a wrong name as for a wrong
    /// password.
    Optional<Person> signIn(String user, String given) {
        PasswordHash wanted = password;
        if (wanted == null) {
            return Optional.empty();
        }
        boolean right = wanted.matches(given)
                & MessageDigest.isEqual(
                        config.adminUser().getBytes(StandardCharsets.UTF_8), user.getBytes(StandardCharsets.UTF_8));
        return right
                ? Optional.of(new Person(null, config.adminUser(), null, "builtin", Role.ADMIN))
                : Optional.empty();
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.length() < LEAST_CHARACTERS) {
                throw new ConfigurationException("The password in " + file + " has fewer than " + LEAST_CHARACTERS
                        + " characters; put a longer one there.");
            }
            return text;
        } catch (IOException e) {
            throw new ConfigurationException("The password's file " + file
                    + " cannot be read; set PADDOCK_ADMIN_PASSWORD_FILE to one that can.");
        }
    }
}
