package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
    private static final String PAGE = "http://localhost:8085";

    @TempDir
    Path folder;

    @Test
    void makesATokenOnceThatNobodyElseReads() throws IOException {
        Path file = folder.resolve("token");
        Map<String, String> environment = Map.of(TokenFile.FILE, file.toString(), TokenFile.PAGE, PAGE);

        String first = TokenFile.prepare(environment).orElseThrow();

        assertThat(first).matches("http://localhost:8085/\\?token=[0-9a-f]{40}").endsWith(Files.readString(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TokenFile.prepare(environment)).contains(first);
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void takesTheTokenThatIsGivenAndTellsNothingWithoutAPage() throws IOException {
        Path file = folder.resolve("token");

        assertThat(TokenFile.prepare(
                        Map.of(TokenFile.FILE, file.toString(), TokenFile.TOKEN, "mine", TokenFile.PAGE, PAGE)))
                .contains(PAGE + "/?token=mine");
        assertThat(file).doesNotExist();
        assertThat(TokenFile.prepare(Map.of())).isEmpty();
    }
}
