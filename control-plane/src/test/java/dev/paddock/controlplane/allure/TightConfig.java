package dev.paddock.controlplane.allure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The settings of the tests with less room for a run.
record TightConfig(
        AllureConfig of,
        Optional<Path> folder,
        String node,
        String npm,
        Duration time,
        int heapMebibytes,
        int dataMebibytes)
        implements AllureConfig {

    static TightConfig of(AllureConfig config) {
        return new TightConfig(
                config,
                config.folder(),
                config.node(),
                config.npm(),
                config.time(),
                config.heapMebibytes(),
                config.dataMebibytes());
    }

    TightConfig withFolder(Path other) {
        return new TightConfig(of, Optional.of(other), node, npm, time, heapMebibytes, dataMebibytes);
    }

    TightConfig withTime(Duration less) {
        return new TightConfig(of, folder, node, npm, less, heapMebibytes, dataMebibytes);
    }

    TightConfig withHeap(int mebibytes) {
        return new TightConfig(of, folder, node, npm, time, mebibytes, dataMebibytes);
    }

    TightConfig withPrograms(String otherNode, String otherNpm) {
        return new TightConfig(of, folder, otherNode, otherNpm, time, heapMebibytes, dataMebibytes);
    }

    @Override
    public Optional<Path> configFile() {
        return of.configFile();
    }

    @Override
    public Duration installTime() {
        return of.installTime();
    }

    @Override
    public int addressMebibytes() {
        return of.addressMebibytes();
    }

    @Override
    public int fileMebibytes() {
        return of.fileMebibytes();
    }
}
