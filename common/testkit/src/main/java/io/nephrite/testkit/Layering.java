package io.nephrite.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * The direction of dependencies: app, then step, then common. Common computes, a step decides what to read, write and
 * emit, an app says when; only app and runtime know the frameworks.
 */
public final class Layering {
    private static final String[] FRAMEWORKS = {
        "io.quarkus..", "io.smallrye..", "org.eclipse.microprofile..", "jakarta..", "org.apache.kafka..", "io.minio.."
    };

    private Layering() {}

    /** @param service such as {@code eval}; its classes and those of common are on the class path of the caller */
    public static void check(String service) {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.nephrite");
        String step = "io.nephrite." + service + ".step..";
        String app = "io.nephrite." + service + ".app..";
        String[] common = {"io.nephrite.core..", "io.nephrite.imaging..", "io.nephrite.learning.."};
        assertThat(classes).anyMatch(c -> c.getPackageName().equals("io.nephrite." + service + ".step"));
        assertThat(classes).anyMatch(c -> c.getPackageName().startsWith("io.nephrite.core"));
        noClasses()
                .that()
                .resideInAnyPackage(common)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(with(FRAMEWORKS, "io.nephrite.runtime..", step, app))
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("io.nephrite.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(step, app, "io.nephrite.imaging..", "io.nephrite.learning..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(step)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(with(FRAMEWORKS, "io.nephrite.runtime..", app))
                .check(classes);
    }

    private static String[] with(String[] packages, String... more) {
        String[] all = new String[packages.length + more.length];
        System.arraycopy(packages, 0, all, 0, packages.length);
        System.arraycopy(more, 0, all, packages.length, more.length);
        return all;
    }
}
