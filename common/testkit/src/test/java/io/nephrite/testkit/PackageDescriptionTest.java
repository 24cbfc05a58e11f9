package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each package says what it is for and what may not be in it. */
class PackageDescriptionTest {
    private static final String FILE = "package-info.java";

    /** Two sentences or more: what lives here, and what may not. */
    @Test
    void everyPackageSaysWhatLivesThereAndWhatMayNot() throws IOException {
        List<String> undescribed = new ArrayList<>();
        for (Path folder :
                Sources.java().stream().map(Path::getParent).collect(Collectors.toCollection(TreeSet::new))) {
            Path description = folder.resolve(FILE);
            if (!Files.exists(description) || sentences(description) < 2) {
                undescribed.add(Sources.ROOT.relativize(folder).toString());
            }
        }
        assertThat(undescribed)
                .as("packages without a %s of two sentences", FILE)
                .isEmpty();
    }

    private static long sentences(Path description) throws IOException {
        String text = Files.readString(description);
        String comment = text.substring(text.indexOf("/**") + 3, text.indexOf("*/"))
                .replaceAll("(?m)^\\s*\\*", " ")
                .replaceAll("\\{@\\w+ ([^}]*)}", "x");
        return comment.replaceAll("\\s+", " ").chars().filter(c -> c == '.').count();
    }
}
