package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.generation.StoreSite.SiteFile;
import dev.paddock.controlplane.outcome.Counts;
import dev.paddock.controlplane.outcome.QualityVerdict;
import dev.paddock.controlplane.storage.Digest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What came of a job. Warnings are what strangers wrote, too: they have no character in them that the
/// ledger refuses.
sealed interface Made {

    /// Controls, and halves of characters.
    Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\\n\\t]]");

    /// What ends it.
    sealed interface End extends Made {

        List<String> warnings();
    }

    /// There is a report.
    ///
    /// @param config what it was made with
    /// @param history the project's, with this report; null when it stays as it is
    record Report(
            ReportConfig config,
            List<SiteFile> files,
            Counts counts,
            @Nullable QualityVerdict gate,
            @Nullable Digest history,
            List<String> warnings)
            implements End {

        public Report {
            warnings = printable(warnings);
        }
    }

    /// There is none, and what was found before stays.
    ///
    /// @param warnings the last one says why
    record Nothing(List<String> warnings) implements End {

        public Nothing {
            warnings = printable(warnings);
        }
    }

    /// There is none for a reason that may pass.
    ///
    /// @param end when it does not pass
    record NotNow(Nothing end) implements Made {}

    private static List<String> printable(List<String> warnings) {
        return warnings.stream()
                .map(text -> UNPRINTABLE.matcher(text).replaceAll("?"))
                .toList();
    }
}
