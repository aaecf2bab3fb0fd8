package dev.paddock.controlplane.allure;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What reports are made with when nobody says otherwise.
@Singleton
class BaseConfig {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final ReportConfig config;

    BaseConfig(AllureConfig config) {
        this.config = ReportConfig.PLAIN.with(
                config.configFile().map(BaseConfig::read).orElse(ReportConfig.PLAIN));
    }

    /// So that a wrong file is told before anything runs.
    void start(@Observes StartupEvent event) {}

    ReportConfig config() {
        return config;
    }

    /// JSON is YAML, too.
    private static ReportConfig read(Path file) {
        try {
            return ReportConfig.of("allure", new YAMLMapper().readValue(file.toFile(), OBJECT));
        } catch (IOException e) {
            throw new ConfigurationException("The config of reports " + file + " cannot be read as YAML or JSON ("
                    + e.getMessage() + "); correct it, or leave paddock.allure.config-file out.");
        } catch (ProblemException e) {
            throw new ConfigurationException(
                    "The config of reports " + file + " says what reports are not made with: " + e.getMessage());
        }
    }
}
