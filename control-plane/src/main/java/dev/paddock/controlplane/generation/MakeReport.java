package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.allure.RunAllure;
import dev.paddock.controlplane.allure.Workplace;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.generation.StoreSite.SiteFile;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.outcome.Counts;
import dev.paddock.controlplane.outcome.QualityGate;
import dev.paddock.controlplane.outcome.ReadOutcomes;
import dev.paddock.controlplane.outcome.ResultFolder;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.storage.Storage;
import dev.paddock.controlplane.storage.StorageException;
import dev.paddock.controlplane.trend.History;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The story of one report, in a folder of its own.
@Singleton
class MakeReport {

    private final RunAllure allure;
    private final Blobs blobs;
    private final History history;
    private final StoreSite site;
    private final PublicUrl url;

    MakeReport(RunAllure allure, Blobs blobs, History history, StoreSite site, PublicUrl url) {
        this.allure = allure;
        this.blobs = blobs;
        this.history = history;
        this.site = site;
        this.url = url;
    }

    /// Makes the report in `place`, which is empty, and stores its files. Nobody sees them yet.
    ///
    /// Throws [IOException] when the server's own disk, storage or system fails: the same job may succeed later.
    Made make(Job job, Workplace place) throws IOException, InterruptedException {
        ReportConfig config = allure.merged(job.overrides());
        List<String> warnings = new ArrayList<>(job.overrides().warnings());
        Files.createDirectory(place.results());
        Optional<Storage.Content> content = blobs.open(job.results());
        if (content.isEmpty()) {
            return nothing(warnings, "The results are not in the storage any more; send them again.");
        }
        try (InputStream zip = content.get().stream()) {
            warnings.addAll(ResultFolder.unpack(zip, place.results()));
        } catch (ZipException e) {
            return nothing(warnings, "The results cannot be unpacked: " + e.getMessage() + ".");
        } catch (StorageException e) {
            if (e.reason() != StorageException.Reason.DAMAGED) {
                throw e;
            }
            // To begin anew would find the same.
            return nothing(warnings, "The results are damaged in the storage; delete the build and send them again.");
        }
        String address = address(job, config);
        warnings.addAll(history.write(job.history(), place.history(), address));
        return switch (allure.run(place, config)) {
            case RunAllure.Made.Nothing(String reason) -> nothing(warnings, reason);
            case RunAllure.Made.NotNow(String reason) ->
                new Made.NotNow(
                        nothing(warnings, reason + " Ask for the report again when npm can reach its registry."));
            case RunAllure.Made.Report(List<String> complaints) -> {
                warnings.addAll(complaints);
                yield judge(config, place, address, warnings);
            }
        };
    }

    private Made judge(ReportConfig config, Workplace place, String address, List<String> warnings) throws IOException {
        ReadOutcomes.Read read = ReadOutcomes.read(place.results(), place.site());
        warnings.addAll(read.warnings());
        if (read.outcomes().isEmpty()) {
            warnings.add("The results hold no tests.");
        }
        Optional<List<SiteFile>> files = site.store(place.site());
        if (files.isEmpty()) {
            return nothing(warnings, "The report is too large to be kept; send fewer or smaller results.");
        }
        return new Made.Report(
                config,
                files.get(),
                Counts.of(read.outcomes()),
                QualityGate.judge(config.rules(), read.outcomes(), read.unreadable()),
                history(place, address, files.get(), warnings),
                warnings);
    }

    private @Nullable Digest history(Workplace place, String address, List<SiteFile> files, List<String> warnings)
            throws IOException {
        try {
            return history.read(place.history(), address, warnings).orElse(null);
        } catch (IOException e) {
            site.giveUp(files, e);
            throw e;
        }
    }

    private static Made.Nothing nothing(List<String> warnings, String reason) {
        warnings.add(reason);
        return new Made.Nothing(warnings);
    }

    /// Where the trends of later reports lead to. Of several plugins Allure looks for the right one behind a slash.
    private String address(Job job, ReportConfig config) {
        String page = job.key().reportUrl(url);
        return config.isOfOnePlugin() ? page : page.substring(0, page.length() - "index.html".length());
    }
}
