package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path folder;

    @Test
    void givesTheLastErrorOfALog() throws IOException {
        Path log = log("""
                12:00:00 ERROR [a] (main) the first
                12:00:01 INFO  [b] (main) fine
                12:00:02 ERROR [c] (main) Port already bound: 8083
                \tat some.Place
                """);

        assertThat(LogTail.lastError(log)).contains("ERROR [c] (main) Port already bound: 8083");
    }

    @Test
    void looksAtTheEndOfALongLogOnly() throws IOException {
        Path log = log("12:00:00 ERROR [a] (main) long ago\n" + "12:00:01 INFO  [b] (main) fine\n".repeat(5_000));

        assertThat(LogTail.lastError(log)).isEmpty();
    }

    private Path log(String text) throws IOException {
        return Files.writeString(folder.resolve("service.log"), text);
    }
}
