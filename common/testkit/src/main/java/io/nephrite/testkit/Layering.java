package io.nephrite.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;

/**
 * The direction of dependencies: app, then step, then common. Common computes, a step decides what to read, write and
 * emit, an app says when, and every resource of it names the role that it needs. Each module names the few frameworks that it may use, and no packages form a cycle.
 */
public final class Layering {
    /** Packages of other projects that every module may use. */
    private static final List<String> EVERYWHERE = List.of("java", "javax", "com.fasterxml.jackson", "io.nephrite");

    /** Packages of other projects that one room may use beside those; the longest matching name counts. Sub-packages count with them. */
    private static final Map<String, List<String>> FRAMEWORKS = Map.ofEntries(
            Map.entry("io.nephrite.core", List.of()),
            Map.entry("io.nephrite.imaging", List.of("net.imglib2", "com.github.luben", "com.twelvemonkeys.imageio")),
            Map.entry("io.nephrite.learning", List.of("ai.djl")),
            Map.entry("io.nephrite.learning.device", List.of("ai.djl", "com.sun.jna")),
            Map.entry("io.nephrite.s3", List.of("io.minio", "okhttp3")),
            Map.entry(
                    "io.nephrite.runtime",
                    List.of(
                            "io.quarkus",
                            "io.smallrye",
                            "io.vertx",
                            "org.eclipse.microprofile",
                            "jakarta",
                            "io.micrometer",
                            "org.jboss",
                            "org.apache.kafka",
                            "io.minio",
                            "okhttp3")),
            Map.entry(
                    "io.nephrite.runtime.trace",
                    List.of(
                            "io.opentelemetry",
                            "io.quarkus.arc",
                            "org.eclipse.microprofile.config",
                            "jakarta",
                            "org.jboss")),
            Map.entry("io.nephrite.eval.step", List.of("com.github.benmanes.caffeine")),
            Map.entry("io.nephrite.ingest.step", List.of("com.github.benmanes.caffeine")),
            Map.entry("io.nephrite.eval.report", List.of("io.quarkus.qute", "com.github.benmanes.caffeine")),
            Map.entry("io.nephrite.eval.viewer", List.of("net.imglib2", "com.github.benmanes.caffeine")),
            Map.entry("io.nephrite.testkit", List.of("org.junit", "org.assertj", "com.tngtech", "com.sun.management")),
            Map.entry(
                    "io.nephrite.testkit.quarkus",
                    List.of(
                            "io.quarkus.test",
                            "io.smallrye.reactive.messaging.memory",
                            "jakarta",
                            "org.assertj",
                            "org.eclipse.microprofile.config",
                            "com.sun.net.httpserver")),
            Map.entry("io.nephrite.bench", List.of("org.openjdk.jmh", "com.sun.management", "ai.djl")),
            Map.entry("io.nephrite.init", List.of("io.minio", "org.apache.kafka")),
            Map.entry("io.nephrite.local", List.of("picocli", "org.slf4j", "com.sun.management")),
            Map.entry("io.nephrite.local.client", List.of("io.minio", "okhttp3")),
            Map.entry("io.nephrite.local.broker", List.of("org.apache.kafka", "kafka")),
            Map.entry(
                    "io.nephrite.local.store",
                    List.of(
                            "io.minio",
                            "okhttp3",
                            "org.gaul",
                            "com.google",
                            "software.amazon.awssdk",
                            "org.apache.kafka",
                            "org.slf4j")));

    private static final List<String> APP = List.of(
            "com.github.benmanes.caffeine",
            "io.quarkus",
            "io.smallrye",
            "org.eclipse.microprofile",
            "jakarta",
            "io.micrometer",
            "org.jboss",
            "org.apache.kafka");

    private static final List<String> HTTP = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");

    private Layering() {}

    /**
     * Checks the dependencies of a service's classes.
     *
     * @param service such as {@code eval}; its classes and those of common are on the class path of the caller
     */
    public static void check(String service) {
        JavaClasses classes = classes();
        String step = "io.nephrite." + service + ".step..";
        String app = "io.nephrite." + service + ".app..";
        assertThat(classes).anyMatch(c -> c.getPackageName().equals("io.nephrite." + service + ".step"));
        assertThat(classes).anyMatch(c -> c.getPackageName().startsWith("io.nephrite.core"));
        checkModules(classes);
        noClasses()
                .that()
                .resideInAnyPackage("io.nephrite.core..", "io.nephrite.imaging..", "io.nephrite.learning..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.nephrite.runtime..", "io.nephrite.s3..", step, app)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.nephrite.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(step, app, "io.nephrite.imaging..", "io.nephrite.learning..")
                .check(classes);
        methods()
                .that(areResources())
                .should()
                .beAnnotatedWith("jakarta.annotation.security.RolesAllowed")
                .allowEmptyShould(true)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.nephrite." + service + "..")
                .and()
                .resideOutsideOfPackage(app)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.nephrite.runtime..", "io.nephrite.s3..", app)
                .check(classes);
    }

    /** What answers a request of HTTP. */
    private static DescribedPredicate<JavaMethod> areResources() {
        return DescribedPredicate.describe(
                "are resources of REST",
                method -> HTTP.stream().anyMatch(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb)));
    }

    /** The rules that hold for every module on the class path of the caller. */
    public static void check() {
        checkModules(classes());
    }

    private static JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.nephrite");
    }

    private static void checkModules(JavaClasses classes) {
        slices().assignedFrom(new PackageOfClass()).should().beFreeOfCycles().check(classes);
        for (JavaClass owner : classes) {
            List<String> own = frameworks(owner.getPackageName());
            owner.getDirectDependenciesFromSelf().forEach(dependency -> {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getPackageName();
                assertThat(allowed(target, own))
                        .as("%s may use %s", owner.getName(), target)
                        .isTrue();
            });
        }
    }

    private static List<String> frameworks(String packageName) {
        if (packageName.endsWith(".app") || packageName.contains(".app.")) {
            return APP;
        }
        String room = packageName;
        while (!FRAMEWORKS.containsKey(room)) {
            int end = room.lastIndexOf('.');
            if (end < 0) {
                return List.of();
            }
            room = room.substring(0, end);
        }
        return FRAMEWORKS.get(room);
    }

    private static boolean allowed(String packageName, List<String> own) {
        return packageName.isEmpty() || matches(packageName, EVERYWHERE) || matches(packageName, own);
    }

    private static boolean matches(String packageName, List<String> roots) {
        return roots.stream().anyMatch(root -> packageName.equals(root) || packageName.startsWith(root + "."));
    }

    /** Each package is a slice of its own, so that a cycle between any two of them is found. */
    private static final class PackageOfClass implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return javaClass.getPackageName().startsWith("io.nephrite")
                    ? SliceIdentifier.of(javaClass.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
