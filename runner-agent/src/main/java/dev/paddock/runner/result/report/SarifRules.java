package dev.paddock.runner.result.report;

import dev.paddock.model.finding.Sarif;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules behind the results of one SARIF run, as far as its tool describes them.
final class SarifRules {

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d{1,3})}|\\{\\{|}}");

    /// Characters of a text before its arguments are filled in, and of each argument: what is shown is shorter, and a
    /// long argument named a thousand times is a bomb.
    private static final int TEXT = 4_000;

    private static final int ARGUMENT_TEXT = 500;
    private static final int ID = 200;

    private final Sarif.Run run;
    private final IdentityHashMap<Sarif.ToolComponent, Map<String, Sarif.Rule>> byId = new IdentityHashMap<>();

    SarifRules(Sarif.Run run) {
        this.run = run;
    }

    /// The rule of a result of the run.
    Described of(Sarif.Result result) {
        Sarif.RuleReference reference = result.rule();
        Sarif.ToolComponent component = component(reference);
        String id = result.ruleId() != null || reference == null ? result.ruleId() : reference.id();
        Integer index = result.ruleIndex() != null || reference == null ? result.ruleIndex() : reference.index();
        Sarif.Rule rule = component == null
                ? null
                : at(component.rules(), index).or(() -> named(component, id)).orElse(null);
        String known = id != null ? id : rule == null ? null : rule.id();
        return new Described(known == null || known.isBlank() ? "unknown" : known, rule, component);
    }

    private Sarif.@Nullable ToolComponent component(Sarif.@Nullable RuleReference reference) {
        Sarif.Tool tool = run.tool();
        if (tool == null) {
            return null;
        }
        return reference == null || reference.toolComponent() == null
                ? tool.driver()
                : at(tool.extensions(), reference.toolComponent().index()).orElse(tool.driver());
    }

    // `CA1000/1` is a case of the rule `CA1000` (3.52.4).
    private Optional<Sarif.Rule> named(Sarif.ToolComponent component, @Nullable String id) {
        if (id == null || id.length() > ID) {
            return Optional.empty();
        }
        Map<String, Sarif.Rule> rules = byId.computeIfAbsent(component, SarifRules::indexed);
        Sarif.Rule rule = rules.get(id);
        for (int end = id.lastIndexOf('/'); rule == null && end > 0; end = id.lastIndexOf('/', end - 1)) {
            rule = rules.get(id.substring(0, end));
        }
        return Optional.ofNullable(rule);
    }

    private static Map<String, Sarif.Rule> indexed(Sarif.ToolComponent component) {
        Map<String, Sarif.Rule> rules = new HashMap<>();
        for (Sarif.Rule rule : component.rules()) {
            if (rule.id() != null) {
                rules.putIfAbsent(rule.id(), rule);
            }
        }
        return rules;
    }

    static <T> Optional<T> at(List<T> all, @Nullable Integer index) {
        return index == null || index < 0 || index >= all.size() ? Optional.empty() : Optional.of(all.get(index));
    }

    /// A result's rule.
    ///
    /// @param id the result's word for it
    /// @param rule null when the tool does not describe it
    /// @param component whose rule it is
    record Described(String id, Sarif.@Nullable Rule rule, Sarif.@Nullable ToolComponent component) {

        /// The rule's default, which the standard itself sets to `warning`.
        String level() {
            Sarif.RuleConfiguration configuration = rule == null ? null : rule.defaultConfiguration();
            String level = configuration == null ? null : configuration.level();
            return level == null ? "warning" : level;
        }

        /// The result's message; the rule's own words where it has none.
        String message(Sarif.Result result) {
            return Optional.ofNullable(result.message())
                    .flatMap(this::text)
                    .or(() -> Stream.ofNullable(rule)
                            .flatMap(known -> Stream.concat(
                                    Stream.ofNullable(known.shortDescription()),
                                    Stream.ofNullable(known.fullDescription())))
                            .flatMap(description -> text(description).stream())
                            .findFirst())
                    .orElse(id);
        }

        /// A message's text: its own, or the one that its `id` names, with its arguments filled in.
        Optional<String> text(Sarif.Message message) {
            String own = message.text() != null ? message.text() : message.markdown();
            return Optional.ofNullable(own)
                    .or(() -> template(message.id()))
                    .filter(text -> !text.isBlank())
                    .map(text -> filled(text, message.arguments()));
        }

        private Optional<String> template(@Nullable String name) {
            if (name == null) {
                return Optional.empty();
            }
            return Stream.concat(
                            Stream.ofNullable(rule)
                                    .flatMap(known -> Stream.ofNullable(
                                            known.messageStrings().get(name))),
                            Stream.ofNullable(component)
                                    .flatMap(tool -> Stream.ofNullable(
                                            tool.globalMessageStrings().get(name))))
                    .flatMap(message -> Stream.ofNullable(message.text()))
                    .findFirst();
        }

        // What is beyond the longest text is not made at all.
        private static String filled(String text, List<String> arguments) {
            if (arguments.isEmpty()) {
                return text;
            }
            var filled = new StringBuilder();
            Matcher matcher = ARGUMENT.matcher(Texts.clean(text, TEXT));
            while (filled.length() < TEXT && matcher.find()) {
                matcher.appendReplacement(filled, replacement(matcher, arguments));
            }
            return filled.length() < TEXT ? matcher.appendTail(filled).toString() : filled.toString();
        }

        private static String replacement(MatchResult match, List<String> arguments) {
            String number = match.group(1);
            String replaced = number == null
                    ? match.group().substring(1)
                    : at(arguments, Integer.valueOf(number))
                            .map(argument -> Texts.clean(argument, ARGUMENT_TEXT))
                            .orElse(match.group());
            return Matcher.quoteReplacement(replaced);
        }
    }
}
