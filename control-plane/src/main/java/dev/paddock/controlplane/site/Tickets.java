package dev.paddock.controlplane.site;

import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.secret.ServerSecrets;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Signs paths to reports: a page without an origin sends no cookie with what it asks for, so its path says that it
/// may.
@Singleton
class Tickets {

    private static final Pattern SHAPE = Pattern.compile("(pub_[0-9A-Z]{26})\\.(\\d{1,12})\\.([A-Za-z0-9_-]{43})");

    private final List<byte[]> keys;
    private final SiteConfig config;
    private final InstantSource clock;

    Tickets(ServerSecrets secrets, SiteConfig config, InstantSource clock) {
        this.keys = secrets.keys("paddock report paths");
        this.config = config;
        this.clock = clock;
    }

    /// What stands behind `~` in the path of a reader who may read `publication`, a report of `build`, from now on.
    String sign(String publication, BuildKey build) {
        long expires = clock.instant().plus(config.pathLife()).getEpochSecond();
        return publication + "." + expires + "." + mac(keys.getFirst(), publication, expires, build);
    }

    /// What `text` lets its bearer read of `build`; empty when nobody signed it for that. It may have expired.
    Optional<Ticket> read(String text, BuildKey build) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String publication = parts.group(1);
        long expires = Long.parseLong(parts.group(2));
        byte[] given = parts.group(3).getBytes(StandardCharsets.US_ASCII);
        boolean right = false;
        for (byte[] key : keys) {
            right |= MessageDigest.isEqual(
                    mac(key, publication, expires, build).getBytes(StandardCharsets.US_ASCII), given);
        }
        return right ? Optional.of(new Ticket(publication, Instant.ofEpochSecond(expires))) : Optional.empty();
    }

    /// Whether its time has not come.
    boolean isGood(Ticket ticket) {
        return clock.instant().isBefore(ticket.expires());
    }

    /// How long it is good from now on, in seconds.
    long secondsLeft(Ticket ticket) {
        return Math.max(0, ticket.expires().getEpochSecond() - clock.instant().getEpochSecond());
    }

    private static String mac(byte[] key, String publication, long expires, BuildKey build) {
        String signed = publication + " " + expires + " " + build;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ServerSecrets.mac(key, signed.getBytes(StandardCharsets.UTF_8)));
    }
}
