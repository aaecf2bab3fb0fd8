package dev.paddock.runner.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The agent's settings, each also an environment variable: `paddock.runner.slots` is `PADDOCK_RUNNER_SLOTS`.
@ConfigMapping(prefix = "paddock")
public interface RunnerConfig {

    /// The control plane's address; required.
    Optional<String> url();

    /// The runner's API key; this, `key-file`, or an enrolment key is required.
    Optional<String> key();

    /// A file that holds nothing but the runner's API key.
    Optional<Path> keyFile();

    /// The enrolment key of the runner's fleet, with which it gets a credential of its own.
    Optional<String> enrolmentKey();

    /// A file that holds nothing but the enrolment key.
    Optional<Path> enrolmentKeyFile();

    /// The agent ends when this process does.
    OptionalLong parentPid();

    Runner runner();

    Source source();

    Reviewer reviewer();

    /// Who the runner is, and how it works.
    interface Runner {

        /// Its identity over restarts; the host's name when absent.
        Optional<String> id();

        /// For people; the id when absent.
        Optional<String> name();

        Optional<Set<String>> tags();

        /// How many tasks it works on at once, 2 when absent, or `auto`: what the processors and the memory of its
        /// container are enough for; text, so that what is no number is refused with our own sentence.
        Optional<String> slots();

        /// Where commits are checked out; `.paddock/work` in the home folder when absent.
        Optional<Path> workdir();

        /// Where reviewers run: `auto`, `docker` or `process`; text for the same reason.
        @WithDefault("auto")
        String containers();

        /// Whether it never comes back once it has ended: then it takes itself off the list.
        @WithDefault("false")
        boolean ephemeral();

        /// The built-in reviewer's `reviewer.jar`, for reviewers that run as processes.
        Optional<Path> reviewer();

        /// What running tasks get to end when the agent is stopped; `0` = nothing.
        @WithDefault("30s")
        Duration stopGrace();

        /// Whether it works on one task, takes itself off the list, and ends.
        @WithDefault("false")
        boolean once();

        /// How long it waits for that task before it ends without one.
        @WithDefault("60s")
        Duration onceWait();

        /// A file that says how many tasks are in work, once the control plane has taken the runner.
        Optional<Path> statusFile();

        /// The name of the pod that it runs in: Kubernetes is told as well how many tasks are in work.
        Optional<String> pod();
    }

    /// Which repositories may be fetched.
    interface Source {

        /// Beside `https` and `ssh`.
        Optional<Set<String>> schemes();

        /// Whether hosts with private, loopback and link-local addresses are allowed.
        @WithDefault("false")
        boolean privateAddresses();

        /// A file with one folder a line, below which `file` repositories are allowed.
        Optional<Path> foldersFile();

        /// A folder with private keys and `known_hosts`; without it `ssh` repositories cannot be fetched.
        Optional<Path> sshFolder();
    }

    /// The built-in reviewer.
    interface Reviewer {

        @WithDefault("paddock/reviewer:latest")
        String image();
    }
}
