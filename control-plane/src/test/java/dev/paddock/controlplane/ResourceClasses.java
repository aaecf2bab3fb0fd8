package dev.paddock.controlplane;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds what serves HTTP.
final class ResourceClasses {

    // To read all classes takes seconds, and many tests ask.
    private static final List<Class<?>> ALL = find();

    private ResourceClasses() {}

    static List<Class<?>> all() {
        return ALL;
    }

    private static List<Class<?>> find() {
        Stream<JavaClass> classes = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.paddock.controlplane")
                        .stream();
        return classes.filter(type -> type.isAnnotatedWith(Path.class))
                .<Class<?>>map(type -> load(type.getName()))
                .toList();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
