package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One version everywhere: that of pom.xml. */
class ImageNamesTest {
    @Test
    void chartHasTheVersionOfThePom() throws IOException {
        assertThat(Checkout.CHART.resolve("Chart.yaml"))
                .content()
                .contains("\nversion: " + Checkout.version() + "\n")
                .contains("\nappVersion: " + Checkout.version() + "\n");
    }

    @Test
    void composeHasTheVersionOfThePom() throws IOException {
        assertThat(Checkout.ROOT.resolve(".env")).content().contains("\nNEPHRITE_VERSION=" + Checkout.version() + "\n");
        assertThat(images("docker-compose.yml")).hasSize(7).allMatch(name -> name.contains(":${NEPHRITE_VERSION}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/Dockerfile", "docs/gpu.md"})
    void commandsNameTheVersionOfThePom(String file) throws IOException {
        assertThat(images(file))
                .isNotEmpty()
                .allMatch(name -> name.matches(".*:" + Pattern.quote(version()) + "(-cuda)?"));
    }

    @Test
    void labelsOfImagesHaveTheVersionOfThePom() throws IOException {
        assertThat(Checkout.ROOT.resolve("deploy/Dockerfile")).content().contains("\nARG VERSION=" + version() + "\n");
    }

    private static String version() {
        try {
            return Checkout.version();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> images(String file) throws IOException {
        return Pattern.compile("(?<=-t |image: )nephrite/\\S+")
                .matcher(Files.readString(Checkout.ROOT.resolve(file)))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
