package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * nnU-Net and SimpleITK, driven by a script {@code peer.py} that prints a JSON line
 * {@code {"what", "wall_s", "cpu_s", "peak_rss_mib", …}} for each piece of work.
 *
 * @param folder holds peer.py
 * @param python interpreter of an environment in which the peers are installed
 */
public record Peer(Path folder, Path python) {
    public Peer {
        if (!Files.isRegularFile(folder.resolve("peer.py"))) {
            throw new IllegalArgumentException(folder + " holds no peer.py");
        }
        if (!Files.isExecutable(python)) {
            throw new IllegalArgumentException(python + " is not a Python interpreter; name one with --peer-python");
        }
    }

    /**
     * Runs {@code peer.py} and returns its JSON lines in order.
     *
     * @throws IOException with the end of its output where it fails
     */
    public List<JsonNode> run(String... arguments) throws IOException, InterruptedException {
        return runScript("peer.py", arguments);
    }

    /** Runs another script of the folder, such as {@code make_full_case.py}. */
    public List<JsonNode> runScript(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                python.toString(),
                                folder.toAbsolutePath().resolve(script).toString()),
                        Stream.of(arguments))
                .toList();
        Path errors = Files.createTempFile("peer", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                String text = Files.readString(errors);
                throw new IOException(String.join(" ", command) + " ended with " + status + ": "
                        + text.substring(Math.max(0, text.length() - 2000)));
            }
            List<JsonNode> lines = new ArrayList<>();
            output.lines()
                    // nnU-Net prints dictionaries of its own between them
                    .filter(line -> line.startsWith("{\"what\""))
                    .forEach(line -> lines.add(Json.tree(line.getBytes(StandardCharsets.UTF_8))));
            return lines;
        } finally {
            Files.delete(errors);
        }
    }
}
