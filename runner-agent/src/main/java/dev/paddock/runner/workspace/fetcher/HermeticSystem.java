package dev.paddock.runner.workspace.fetcher;

import java.time.ZoneOffset;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// A system without settings: no environment, no configuration of the machine or of the user, in which a credential,
/// a filter or a hook could be named.
final class HermeticSystem extends SystemReader.Delegate {

    HermeticSystem() {
        super(SystemReader.getInstance());
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new NoConfig(parent, fs);
    }

    @Override
    public int getTimezone(long when) {
        return ZoneOffset.UTC.getTotalSeconds();
    }

    private static final class NoConfig extends FileBasedConfig {

        NoConfig(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {
            // There is nothing to read.
        }

        @Override
        public void save() {
            // There is nothing to keep.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        /// JGit else measures how files' clocks tick, by writing into the folders it reads, the user's own repository
        /// among them.
        @Override
        public @Nullable String getString(String section, @Nullable String subsection, String name) {
            if (!section.equals("filesystem")) {
                return super.getString(section, subsection, name);
            }
            return switch (name) {
                case "timestampResolution" -> "1 microseconds";
                case "minRacyThreshold" -> "10 milliseconds";
                default -> null;
            };
        }
    }
}
