package dev.paddock.controlplane.usage;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Keeps repositories within their limits: what is over one is answered 402 `plan_limit`, and 402 `past_due` where
/// somebody has not paid. Repositories without limits cost one look by their key.
///
/// Whoever adds to a limited repository holds its lock until the end of the transaction, so that two at the limit are
/// told apart; counts are then made, not kept.
@Singleton
public class Plans {

    private final UsageStore store;

    Plans(UsageStore store) {
        this.store = store;
    }

    /// Which runs may not be stored, and why. To be asked before the first is stored in the caller's transaction, once
    /// for all.
    ///
    /// @param runs in their order, with the id of each one's repository
    @Transactional(Transactional.TxType.MANDATORY)
    public Map<RunId, ProblemException> refuse(SequencedMap<RunId, String> runs) {
        Map<RunId, ProblemException> refused = new HashMap<>();
        if (runs.isEmpty() || !store.lock(runs.values())) {
            return refused;
        }
        Map<String, Usage> used =
                store.limited(runs.values()).stream().collect(Collectors.toMap(Usage::repository, Function.identity()));
        Map<String, Long> taken = new HashMap<>();
        runs.forEach((run, repository) -> {
            Usage usage = used.get(repository);
            if (usage != null) {
                long total = taken.getOrDefault(repository, usage.runs()) + 1;
                usage.againstAnything()
                        .or(() -> usage.againstRuns(total))
                        .ifPresentOrElse(why -> refused.put(run, why), () -> taken.put(repository, total));
            }
        });
        return refused;
    }

    /// 402 when the repository may not have another run. To be asked before it is stored in the caller's transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public void expectRun(String repository) {
        RunId run = Ids.run();
        ProblemException refused =
                refuse(new LinkedHashMap<>(Map.of(run, repository))).get(run);
        if (refused != null) {
            throw refused;
        }
    }

    /// 402 when the repository is over a limit with what the caller's transaction has added to it. To be asked last.
    @Transactional(Transactional.TxType.MANDATORY)
    public void expectWithin(String repository, Adding added) {
        if (store.lock(List.of(repository))) {
            store.limited(repository).ifPresent(usage -> expect(usage, added, 0));
        }
    }

    /// 402 when the repository can take nothing of the kind, however small, so that nobody sends bytes in vain. What is
    /// added in the end [#expectWithin] judges.
    public void expectRoom(String repository, Adding wanted) {
        store.limited(repository).ifPresent(usage -> expect(usage, wanted, 1));
    }

    private static void expect(Usage usage, Adding adding, int more) {
        Optional<ProblemException> why = usage.againstAnything()
                .or(() -> usage.againstBytes(usage.bytes() + more))
                .or(() -> adding == Adding.REPORT ? usage.againstRuns(usage.runs() + more) : Optional.empty());
        if (why.isPresent()) {
            throw why.get();
        }
    }
}
