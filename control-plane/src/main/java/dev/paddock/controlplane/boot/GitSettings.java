package dev.paddock.controlplane.boot;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Keeps the machine's and the user's git settings away from what the server asks repositories: they could rewrite
/// addresses or lend credentials.
@Singleton
class GitSettings {

    void start(@Observes StartupEvent event) {
        SystemReader.setInstance(new Empty(SystemReader.getInstance()));
    }

    private static final class Empty extends SystemReader.Delegate {

        Empty(SystemReader delegate) {
            super(delegate);
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new NoFile(fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new NoFile(fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new NoFile(fs);
        }

        @Override
        public StoredConfig getUserConfig() {
            return withoutRedirects(new NoFile(FS.DETECTED));
        }

        @Override
        public StoredConfig getSystemConfig() {
            return new NoFile(FS.DETECTED);
        }

        @Override
        public StoredConfig getJGitConfig() {
            return new NoFile(FS.DETECTED);
        }

        /// Another host's address was not checked.
        private static StoredConfig withoutRedirects(StoredConfig config) {
            config.setString("http", null, "followRedirects", "false");
            return config;
        }
    }

    private static final class NoFile extends FileBasedConfig {

        NoFile(FS fs) {
            super(null, fs);
        }

        @Override
        public void load() {
            // There is nothing to load.
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        /// Without these JGit measures how files' clocks tick, by writing into the repository it reads.
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
